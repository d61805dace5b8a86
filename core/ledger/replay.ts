import type { ProblemCode } from '../../schemas/problem.ts';
import { messageId } from '../identity.ts';
import { mayHaveBeenPaid } from '../payout.ts';
import { isInstruction, isReportedAsMade, mayBeTriedAgain } from './attempt.ts';
import type { Decision, Incoming, Known } from './decide.ts';
import { type RecordState, TRANSITIONS } from './states.ts';

/** What the ledger holds of a record, as far as replaying it goes. */
export interface Standing {
  readonly state: RecordState;
  /** The record's own status as its source reports it. */
  readonly status: string;
  readonly problem: string | null;
  /** When it was last written, RFC 3339. */
  readonly at: string;
}

/** What a line that goes again on an operator's word says of itself. */
export interface ReplayMark {
  readonly replayId: string;
  /** Fence of the version that goes again; `null`: a version the ledger never took, which is judged as any that arrives. */
  readonly fence: number | null;
}

/**
 * Why the record's version may not go again; `null` where it may. Never of money that is in doubt, may have been paid, or of which another
 * side says anything but that it failed or came back: whoever is in doubt does not pay. Nor of money that stood as it stands when the
 * table was put back: it may have gone again since, and the table has forgotten. Two persons settle that, which writes it anew.
 *
 * @param said what the payment's version that goes says of itself; `null` of what is no money
 * @param others what the province and the payment's rail say of the same record
 * @param restoredAt when the table was put back to an earlier time, RFC 3339; `undefined` = never
 */
export function hindranceTo(
  said: string | null,
  own: Standing,
  others: readonly Standing[],
  restoredAt: string | undefined,
): ProblemCode | null {
  if (own.state === 'IN_DOUBT') return 'replay.in-doubt';
  if (own.state === 'PENDING' || own.state === 'SENDING') return 'replay.under-way';
  if (!mayBeReplayed(own.state)) return 'replay.settled';
  if (said === null) return null;
  if (mayHaveBeenPaid(own.problem)) return 'replay.may-be-paid';
  // Telling what was paid pays nobody.
  if (isReportedAsMade(said)) return null;
  if (!nobodyPays(others)) return 'replay.paid';
  return [own, ...others].some((each) => mayHaveGoneSince(each, restoredAt)) ? 'replay.may-be-paid' : null;
}

/** Whether, by all that the others say, nobody was paid and nobody is about to be. */
function nobodyPays(others: readonly Standing[]): boolean {
  return others.every(isOver);
}

/**
 * The same of a version of a payment that the ledger has never taken; as any other that arrives it is judged besides.
 *
 * @param sentBefore whether, before the table was put back, what it says was sent on: what came of it is forgotten
 */
export function hindranceToNew(
  said: string,
  own: Standing | undefined,
  others: readonly Standing[],
  sentBefore: boolean,
  restoredAt: string | undefined,
): ProblemCode | null {
  if (isReportedAsMade(said)) return null;
  if (!nobodyPays(others)) return 'replay.paid';
  if (sentBefore || others.some((each) => mayHaveGoneSince(each, restoredAt))) return 'replay.may-be-paid';
  // A further attempt follows a failure; beside anything else it would be a second one.
  return own === undefined || mayBeTriedAgain(own.status) ? null : hindranceTo(said, own, others, restoredAt);
}

/** Whether it stands still as it did in a table that was put back: whether it has gone again since nobody knows. */
export function mayHaveGoneSince(
  { state, at }: Pick<Standing, 'state' | 'at'>,
  restoredAt: string | undefined,
): boolean {
  return restoredAt !== undefined && mayBeReplayed(state) && new Date(at).getTime() < new Date(restoredAt).getTime();
}

export function mayBeReplayed(state: RecordState): boolean {
  return TRANSITIONS.replay.from.some((from) => from === state);
}

/** Nobody was paid by it, or the money came back; what stands unsent or refused at a rail pays nobody either. */
function isOver({ state, status, problem }: Standing): boolean {
  if (state === 'IN_DOUBT' || mayHaveBeenPaid(problem)) return false;
  if (mayBeTriedAgain(status) || status === 'CANCELLED') return true;
  return isInstruction(status) && mayBeReplayed(state);
}

/**
 * What to do with a version that an operator has sent again. Only while it is the very version that was planned, by its fence: whatever
 * has happened since says more than the plan does, and is left alone.
 */
export function decideReplay(
  incoming: Incoming,
  fence: number,
  known: (Known & Standing & { readonly fence: number }) | undefined,
  said: string | null,
  others: readonly Standing[],
  restoredAt: string | undefined,
): Extract<Decision, { readonly kind: 'accept' | 'ours' | 'unchanged' }> {
  if (known === undefined) return { kind: 'unchanged' };
  if (known.messageId === incoming.messageId) return { kind: 'ours' };
  const stands = known.fence === fence && known.personKey === incoming.personKey;
  return { kind: stands && hindranceTo(said, known, others, restoredAt) === null ? 'accept' : 'unchanged' };
}

/** The message, and so the attempt, a replay goes under: another one each plan, or the destination would answer from its memory. */
export function replayMessageId(
  source: string,
  version: { readonly recordKey: string; readonly order: string; readonly contentHash: string },
  replayId: string,
): string {
  return messageId(source, version.recordKey, `${version.order}#replay#${replayId}`, version.contentHash);
}

/** How a record's history, and of money its journal, names the plan it went again by: `replay.` and the plan's id. */
export function replayCode(replayId: string): string {
  return `replay.${replayId}`;
}

/** The plan a history's code names; undefined of any other code. */
export function replayIdOf(code: string | null): string | undefined {
  return code?.startsWith(replayCode('')) === true ? code.slice(replayCode('').length) : undefined;
}
