import type { Amount } from '../../core/ledger/tally.ts';
import { openSum, type Sum } from '../../core/reconcile/sums.ts';

/** Rows and money being added up, by whatever they are told apart by. */
export interface Counts<Name> {
  readonly add: (name: Name, fen: string) => void;
  readonly amounts: () => Map<Name, Amount>;
}

export function createCounts<Name>(): Counts<Name> {
  const sums = new Map<Name, Sum>();
  return {
    add: (name, fen) => {
      let sum = sums.get(name);
      if (sum === undefined) sums.set(name, (sum = openSum()));
      sum.add(1, fen);
    },
    amounts: () => new Map([...sums].map(([name, sum]) => [name, sum.amount()])),
  };
}
