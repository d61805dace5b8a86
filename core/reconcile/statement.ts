import type { Payment } from '../../schemas/canonical/payment.ts';
import type { Kind } from '../../schemas/kind.ts';
import type { Amount } from '../ledger/tally.ts';
import type { Discrepancy } from './codes.ts';

/** Where every row of one side is. `rows` and `fen` of each; `held` is what the ledger holds or has refused, and none offline. */
export interface SideTally {
  readonly received: Amount;
  readonly matched: Amount;
  readonly discrepant: Amount;
  readonly suspense: Amount;
  readonly rejected: Amount;
  readonly held: Amount;
}

/** Control totals of what both sides accepted; `null` where the kind has no level, or the record no day. */
export interface ControlTotal {
  /** The city's tenant, `guangzhou`. */
  readonly city: string;
  readonly programme: string;
  readonly year: number;
  readonly fundingLevel: Payment['fundingLevel'] | null;
  /** `YYYY-MM-DD`: when a payment was made; of other kinds the day of the last change. */
  readonly day: string | null;
  readonly ofCity: Amount;
  readonly ofProvince: Amount;
}

/** Misses that may yet be matched, by whole days since their 更新时间. */
export interface SuspenseAge {
  readonly side: 'city' | 'province';
  readonly ageDays: number;
  readonly amount: Amount;
}

export interface DiscrepancyTotal {
  readonly code: Discrepancy;
  /** Keys. */
  readonly count: number;
  readonly ofCity: Amount;
  readonly ofProvince: Amount;
}

/** What one comparison came to. Sums of parts in any order are the statement of the whole. */
export interface ReconciliationStatement {
  readonly kind: Kind;
  /** Keys both sides agree on; earlier attempts of a payment that both sides have are counted with it, row by row. */
  readonly matched: number;
  readonly suspense: number;
  readonly city: SideTally;
  readonly province: SideTally;
  /** In the order of gravity, those that occur. */
  readonly discrepancies: readonly DiscrepancyTotal[];
  readonly suspenseAges: readonly SuspenseAge[];
  readonly totals: readonly ControlTotal[];
}
