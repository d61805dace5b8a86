/** Rows and money of one outcome. `fen` is integer 分 as a decimal string; `"0"` where records carry no money. */
export interface Amount {
  readonly rows: number;
  readonly fen: string;
}

/** Where every received row of a batch is. `pending` is what still moves; a settled batch has none. */
export interface Tally {
  readonly received: Amount;
  readonly applied: Amount;
  readonly unchanged: Amount;
  readonly rejected: Amount;
  readonly held: Amount;
  readonly pending: Amount;
}

export const NOTHING: Amount = { rows: 0, fen: '0' };

export function add(a: Amount, b: Amount): Amount {
  return { rows: a.rows + b.rows, fen: (BigInt(a.fen) + BigInt(b.fen)).toString() };
}

export function subtract(a: Amount, b: Amount): Amount {
  return { rows: a.rows - b.rows, fen: (BigInt(a.fen) - BigInt(b.fen)).toString() };
}

export function sum(amounts: Iterable<Amount>): Amount {
  let rows = 0;
  let fen = 0n;
  for (const amount of amounts) {
    rows += amount.rows;
    fen += BigInt(amount.fen);
  }
  return { rows, fen: fen.toString() };
}

export const OUTCOMES = ['applied', 'unchanged', 'rejected', 'held'] as const;
export type Outcome = (typeof OUTCOMES)[number];
/** What one piece of work settled. A missing outcome is nothing. */
export type Settled = { readonly [O in Outcome]?: Amount };

/** The batch's statement: what it received against what its pieces of work have settled so far. */
export function tallyOf(received: Amount, settled: readonly Settled[]): Tally {
  const of = (outcome: Outcome): Amount => sum(settled.map((piece) => piece[outcome] ?? NOTHING));
  const [applied, unchanged, rejected, held] = [of('applied'), of('unchanged'), of('rejected'), of('held')];
  return {
    received,
    applied,
    unchanged,
    rejected,
    held,
    pending: subtract(received, sum([applied, unchanged, rejected, held])),
  };
}

/** Received = applied + unchanged + rejected + held, in rows and in 分, with nothing under way. */
export function isConserved(tally: Tally): boolean {
  return tally.pending.rows === 0 && tally.pending.fen === '0';
}
