import { mayBeTriedAgain } from './attempt.ts';
import type { Incoming, Known } from './decide.ts';

/** What the ledger knows of a payment that an import tells. */
export interface KnownPayment extends Known {
  readonly batchId: string;
  readonly problem: string | null;
}

export type ImportDecision =
  /** The ledger has not seen the payment: it is imported. */
  | { readonly kind: 'import' }
  /** An imported payment, told otherwise by a later row: that is what stands, and somebody has to look. */
  | { readonly kind: 'correct'; readonly code: 'history.differs' }
  | {
      readonly kind: 'settled';
      /** `applied`: this very batch imported it before, and died before it could say so. */
      readonly verdict: 'applied' | 'unchanged' | 'rejected' | 'held';
      readonly code: string | null;
    };

/**
 * What to do with a payment made before go-live, given what the ledger knows of it from the same system. A payment is imported once,
 * by one batch: the totals two persons sign are sums over batches.
 */
export function decideImport(
  incoming: Incoming & { readonly status: string },
  batchId: string,
  known: KnownPayment | undefined,
): ImportDecision {
  if (known === undefined) return { kind: 'import' };
  if (known.messageId === incoming.messageId && known.batchId === batchId)
    return known.state === 'IMPORTED' && known.problem === null
      ? { kind: 'settled', verdict: 'applied', code: null }
      : { kind: 'settled', verdict: 'held', code: known.problem };
  if (known.contentHash === incoming.contentHash)
    return known.state === 'HELD'
      ? { kind: 'settled', verdict: 'held', code: known.problem }
      : { kind: 'settled', verdict: 'unchanged', code: null };
  if (isEarlierAttempt(incoming, known)) return { kind: 'settled', verdict: 'unchanged', code: null };
  if (incoming.order < known.order) return { kind: 'settled', verdict: 'rejected', code: 'record.stale' };
  if (incoming.order === known.order) return { kind: 'settled', verdict: 'rejected', code: 'record.conflict' };
  return known.state === 'IMPORTED'
    ? { kind: 'correct', code: 'history.differs' }
    : { kind: 'settled', verdict: 'held', code: 'history.differs' };
}

/** Money that came back, or never left, before the payment that was imported: it changes nothing any more. */
export function isEarlierAttempt(
  incoming: { readonly order: string; readonly status: string },
  known: { readonly order: string },
): boolean {
  return incoming.order < known.order && mayBeTriedAgain(incoming.status);
}
