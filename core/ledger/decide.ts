import { isUndelivered, type RecordState } from './states.ts';

/** What the ledger knows of a record from one source. */
export interface Known {
  readonly state: RecordState;
  readonly order: string;
  readonly contentHash: string;
  readonly messageId: string;
  /** The person the record belongs to: a certificate may turn up under another one. */
  readonly personKey: string;
}

/** A version of a record that has arrived. */
export interface Incoming {
  readonly order: string;
  readonly contentHash: string;
  readonly messageId: string;
  readonly personKey: string;
}

export type Decision =
  /** The ledger has not seen the record, or an older version of it. */
  | { readonly kind: 'accept' }
  /** We wrote this very version before (a repeated message, or a crash after the write): carry on from there. */
  | { readonly kind: 'ours' }
  | { readonly kind: 'unchanged' }
  /** Kept in the vault, not applied. */
  | { readonly kind: 'refuse'; readonly code: 'record.stale' | 'record.conflict' }
  | { readonly kind: 'hold'; readonly code: 'certificate.other-person' }
  /** The version before it is money that has not arrived yet: come back when that is settled. */
  | { readonly kind: 'wait' };

/**
 * What to do with a version of a record, given what the ledger knows from the same source.
 *
 * @param money whether the record is a payment: every version of one is delivered, in order.
 * @param echo content hash of what the other side last told this source; the same content coming back is no update (DESIGN §3).
 */
export function decide(
  incoming: Incoming,
  known: Known | undefined,
  money: boolean,
  echo: string | undefined,
): Decision {
  if (known === undefined) return { kind: 'accept' };
  // What an import told has no way to go on from: a nightly file may repeat it to the letter.
  if (known.messageId === incoming.messageId) return { kind: known.state === 'IMPORTED' ? 'unchanged' : 'ours' };
  if (known.personKey !== incoming.personKey) return { kind: 'hold', code: 'certificate.other-person' };
  // What kept it from leaving may have passed: the same said later asks for it again.
  const stopped = money && !ENDED.has(known.state) && !isUndelivered(known.state);
  if (known.contentHash === incoming.contentHash && stopped && incoming.order > known.order) return { kind: 'accept' };
  if (known.contentHash === incoming.contentHash || echo === incoming.contentHash) return { kind: 'unchanged' };
  if (incoming.order < known.order) return { kind: 'refuse', code: 'record.stale' };
  if (incoming.order === known.order) return { kind: 'refuse', code: 'record.conflict' };
  return money && isUndelivered(known.state) ? { kind: 'wait' } : { kind: 'accept' };
}

/** Where nothing keeps it from leaving: it has arrived, or was paid before go-live and never has to leave. */
const ENDED: ReadonlySet<RecordState> = new Set<RecordState>(['DELIVERED', 'IMPORTED']);
