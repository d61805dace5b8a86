/** States of one record in the ledger (DESIGN §5). A record that was never accepted has no item. */
export const RECORD_STATES = [
  'PENDING',
  'SENDING',
  'DELIVERED',
  'HELD',
  'REJECTED',
  'QUARANTINED',
  'IN_DOUBT',
] as const;
export type RecordState = (typeof RECORD_STATES)[number];

/** Which state may follow which. What is not listed does not happen; `none` is a record the ledger has not seen. */
const NEXT: Readonly<Record<RecordState | 'none', readonly RecordState[]>> = {
  none: ['PENDING', 'HELD'],
  PENDING: ['PENDING', 'SENDING', 'DELIVERED', 'REJECTED', 'QUARANTINED', 'HELD'],
  SENDING: ['DELIVERED', 'PENDING', 'REJECTED', 'QUARANTINED', 'IN_DOUBT'],
  IN_DOUBT: ['SENDING', 'DELIVERED', 'REJECTED', 'QUARANTINED', 'HELD'],
  DELIVERED: ['PENDING', 'HELD'],
  HELD: ['PENDING', 'HELD'],
  REJECTED: ['PENDING', 'HELD'],
  QUARANTINED: ['PENDING', 'HELD'],
};

export function mayFollow(from: RecordState | undefined, to: RecordState): boolean {
  return NEXT[from ?? 'none'].includes(to);
}

/** On its way to the destination, or about to be. */
export function isUndelivered(state: RecordState): boolean {
  return state === 'PENDING' || state === 'SENDING' || state === 'IN_DOUBT';
}
