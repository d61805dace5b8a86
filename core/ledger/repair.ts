import { messageId } from '../identity.ts';
import type { Decision, Incoming, Known } from './decide.ts';
import { type RecordState, TRANSITIONS } from './states.ts';

/** A version sent once more, as the ledger knew it when that was decided. */
export interface Repairing extends Incoming {
  /** Message id of the version the destination turned out not to have. */
  readonly repairs: string;
}

/**
 * What to do with a version that is to be sent once more. Only while it is still the very version that was delivered: whatever has moved
 * on since says more than the repair does, and is left alone.
 *
 * @param money whether the record is a payment: money is never put right by sending it again.
 */
export function decideRepair(
  incoming: Repairing,
  known: Known | undefined,
  money: boolean,
): Extract<Decision, { readonly kind: 'accept' | 'ours' | 'unchanged' }> {
  if (money || known === undefined) return { kind: 'unchanged' };
  if (known.messageId === incoming.messageId) return { kind: 'ours' };
  const stands = known.messageId === incoming.repairs && known.contentHash === incoming.contentHash;
  return { kind: stands && mayBeRepaired(known.state) ? 'accept' : 'unchanged' };
}

/** Whether the ledger says the destination has it, so that its not having it is news. */
export function mayBeRepaired(state: RecordState): boolean {
  return TRANSITIONS.repair.from.some((from) => from === state);
}

/** The message, and so the attempt, a repair goes under: another one every night, or the destination would answer from its memory. */
export function repairMessageId(
  source: string,
  version: Pick<Incoming, 'order' | 'contentHash'> & { readonly recordKey: string },
  night: string,
): string {
  return messageId(source, version.recordKey, `${version.order}#repair#${night}`, version.contentHash);
}
