import type { SummaryFacts } from '../schemas/systems/system.ts';
import type { Amount } from './ledger/tally.ts';

/** What a file's own details add up to. */
export interface DetailTotals {
  readonly all: Amount;
  /** Details that say the money was paid; `null` where one can't be read, which may be one of them. */
  readonly paid: Amount | null;
}

/** Where a summary line and what it sums up part: what is said and what is found, in rows or in 分. */
export interface SummaryProblem {
  readonly code: 'batch.rows-mismatch' | 'batch.total-mismatch';
  readonly said: string;
  readonly found: string;
}

export function summaryProblem(summary: SummaryFacts, { all, paid }: DetailTotals): SummaryProblem | null {
  return differing(summary, all) ?? (summary.paid === null || paid === null ? null : differing(summary.paid, paid));
}

function differing(said: Amount, found: Amount): SummaryProblem | null {
  if (said.rows !== found.rows)
    return { code: 'batch.rows-mismatch', said: String(said.rows), found: String(found.rows) };
  return said.fen === found.fen ? null : { code: 'batch.total-mismatch', said: said.fen, found: found.fen };
}
