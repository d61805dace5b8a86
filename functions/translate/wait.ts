import {
  type InboundChange,
  type InboundItem,
  PARK_DEADLINE_MS,
  readInbounds,
  UNKNOWN_DEADLINE_MS,
} from '../../adapters/ledger/inbound.ts';
import { WORK_LEASE_MS } from '../../adapters/ledger/work.ts';
import { streamOf } from '../../core/last-event.ts';
import type { EventMessage, QuestionMessage } from '../../schemas/message.ts';
import type { Applied } from './apply-events.ts';
import type { Translating } from './environment.ts';

/** A parked event is looked at again this soon, then after twice as long: what it waits for is usually in the next batch of messages. */
const LOOK_AGAIN_SECONDS = { first: 2, last: 60 };
const ASK_AGAIN_MS_MAX = 21_600_000;
const UNKNOWN_LOOK_MS_MAX = 86_400_000;
const PROVINCE = 'province/yuegonghui';

type Parked = Extract<Applied, { verdict: 'park' }>;

/** What becomes of an event that can't be applied yet, and what goes on a queue for it. */
interface Wait {
  readonly change: InboundChange;
  readonly send:
    | { readonly to: 'translate'; readonly message: EventMessage; readonly delaySeconds: number }
    | { readonly to: 'province'; readonly message: QuestionMessage }
    | null;
}

/**
 * How parked events wait. Behind a gap for an hour; then the province is asked for its last word, once per record and time, after
 * longer and longer waits, without end: a time-out of its says nothing about the event. Without a record for a month, as a later batch may
 * bring it. Without anybody who runs its programme for an hour.
 */
export function waitsOf(parked: readonly Parked[], now: Date): readonly Wait[] {
  // Its answer settles all of them.
  const latest = new Map(
    parked
      .toSorted((a, b) => a.inbound.event.data.sequence - b.inbound.event.data.sequence)
      .map((each) => [streamOf(each.inbound.event), each]),
  );
  return parked.map((each) => waitOf(each, now, latest.get(streamOf(each.inbound.event)) === each));
}

/** Ledger first: what gets lost here is due. */
export async function sendWaiting(
  { queue, translateQueue, deliverQueues, log }: Translating,
  waits: readonly Wait[],
): Promise<void> {
  const looks = Map.groupBy(
    waits.flatMap(({ send }) => (send?.to === 'translate' ? [send] : [])),
    ({ delaySeconds }) => delaySeconds,
  );
  for (const [delaySeconds, some] of looks)
    await queue.sendAll(
      translateQueue,
      some.map(({ message }) => message),
      { delaySeconds },
    );
  const questions = waits.flatMap(({ send }) => (send?.to === 'province' ? [send.message] : []));
  if (questions.length === 0) return;
  const url = deliverQueues[PROVINCE];
  if (url === undefined) throw new Error(`no queue for ${PROVINCE}`);
  for (const { webhookId } of questions) log.warn('event.asked-for', { webhookId, code: 'webhook.sequence-gap' });
  await queue.sendAll(url, questions);
}

/** Events whose question was answered are looked at again now, not when they are next due. */
export async function wakeAsking(
  { table, queue, translateQueue }: Translating,
  applied: readonly Applied[],
): Promise<void> {
  const asking = applied.flatMap(({ inbound: { item } }) => (item.answerTo === null ? [] : [item.answerTo]));
  if (asking.length === 0) return;
  const items = [...(await readInbounds(table, asking)).values()].filter(({ state }) => state === 'PARKED');
  await queue.sendAll(translateQueue, items.map(messageOf));
}

function waitOf({ inbound, code }: Parked, now: Date, isLatest: boolean): Wait {
  const { item } = inbound;
  const ageMs = Math.max(0, now.getTime() - new Date(item.receivedAt).getTime());
  const { webhookId, asked } = item;
  const parkedFor = (waitMs: number, times = asked): InboundChange => ({
    webhookId,
    state: 'PARKED',
    dueAt: new Date(now.getTime() + waitMs).toISOString(),
    problem: code,
    asked: times,
    at: now.toISOString(),
  });
  if (ageMs <= PARK_DEADLINE_MS) {
    const { first, last } = LOOK_AGAIN_SECONDS;
    const delaySeconds = Math.min(last, Math.max(first, Math.floor(ageMs / 1000)));
    return { change: parkedFor(WORK_LEASE_MS), send: { to: 'translate', message: messageOf(item), delaySeconds } };
  }
  if (code === 'webhook.sequence-gap') {
    const waitMs = Math.min(ASK_AGAIN_MS_MAX, WORK_LEASE_MS * 2 ** asked);
    if (!isLatest) return { change: parkedFor(waitMs), send: null };
    const message = { ...messageOf(item), type: 'question' } as const;
    return { change: parkedFor(waitMs, asked + 1), send: { to: 'province', message } };
  }
  if (code === 'record.unknown' && ageMs <= UNKNOWN_DEADLINE_MS)
    return { change: parkedFor(Math.min(UNKNOWN_LOOK_MS_MAX, ageMs)), send: null };
  return { change: { ...parkedFor(0), state: 'QUARANTINED', dueAt: item.dueAt }, send: null };
}

function messageOf({ webhookId, hash }: InboundItem): EventMessage {
  return { v: 1, type: 'event', webhookId, hash };
}
