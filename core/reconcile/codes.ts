import { DISCREPANCIES, type Discrepancy } from '../../schemas/discrepancy.ts';
import type { Kind } from '../../schemas/kind.ts';

/** Negative where `a` is the graver. */
export function byGravity(a: Discrepancy, b: Discrepancy): number {
  return DISCREPANCIES.indexOf(a) - DISCREPANCIES.indexOf(b);
}

/** Whether a person has to decide: money is never put right by sending it again. */
export function isMoneyCase(kind: Kind): boolean {
  return kind === 'payment';
}
