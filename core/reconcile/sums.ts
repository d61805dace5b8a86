import type { Amount } from '../ledger/tally.ts';

/** Rows and 分 added up exactly, however many and however large. */
export interface Sum {
  /** What is taken back again is negative. */
  readonly add: (rows: number, fen: string) => void;
  readonly amount: () => Amount;
}

export function openSum(): Sum {
  let rows = 0;
  let exact = 0n;
  // Nearly every amount is small, and a number is ten times quicker to add to than a bigint.
  let small = 0;
  const carry = (): void => {
    exact += BigInt(small);
    small = 0;
  };
  return {
    add: (more, fen) => {
      rows += more;
      if (fen.length > SMALL_DIGITS) exact += BigInt(fen);
      else if (Math.abs((small += Number(fen))) > SMALL_LIMIT) carry();
    },
    amount: () => {
      carry();
      return { rows, fen: exact.toString() };
    },
  };
}

/** Both sides' sums of whatever `of` tells apart. */
export interface SumOf<Of> {
  readonly of: Of;
  readonly city: Sum;
  readonly province: Sum;
}

export interface Sums<Of> {
  /** The sums of `of`, begun at nothing. */
  readonly get: (of: Of) => SumOf<Of>;
  readonly all: () => readonly SumOf<Of>[];
}

/** @param keyOf a text that tells one `Of` from another */
export function openSums<Of>(keyOf: (of: Of) => string): Sums<Of> {
  const sums = new Map<string, SumOf<Of>>();
  return {
    get: (of) => {
      const key = keyOf(of);
      let sum = sums.get(key);
      if (sum === undefined) sums.set(key, (sum = { of, city: openSum(), province: openSum() }));
      return sum;
    },
    all: () => [...sums.values()],
  };
}

/** Up to here a sum of numbers is exact with one more amount of so few digits. */
const SMALL_LIMIT = 2 ** 52;
const SMALL_DIGITS = 15;
