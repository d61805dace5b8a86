/**
 * How the two sides can differ about one record, gravest first (CONTRACT §1). A key has one discrepancy, the gravest that holds; the last
 * two are of a key that one side alone has.
 */
export const DISCREPANCIES = [
  /** Two rows of one grant on a side that both say the money left, as different payments. */
  'paid-twice',
  /** Further rows of one key on a side. */
  'duplicate',
  'paid-without-approval',
  'paid-without-certificate',
  /** The payee's name or account. */
  'wrong-payee',
  /** The city's amount is the higher. */
  'amount-over',
  'amount-under',
  'returned-after-success',
  'state-mismatch',
  'field-mismatch',
  'missing-in-province',
  'missing-in-city',
] as const;
export type Discrepancy = (typeof DISCREPANCIES)[number];
