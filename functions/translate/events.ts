import { changeInbounds, type InboundChange, type InboundItem, readInbounds } from '../../adapters/ledger/inbound.ts';
import { openWork, readWork, WORK_LEASE_MS, type WorkItem } from '../../adapters/ledger/work.ts';
import { inParallel } from '../../core/in-parallel.ts';
import { frameHash, encodeLines } from '../../core/lines.ts';
import { shortHash } from '../../core/short-hash.ts';
import type { RecordEvent } from '../../core/overlay.ts';
import { type ProvinceEvent, provinceEventSchema } from '../../schemas/event.ts';
import type { EventMessage } from '../../schemas/message.ts';
import { applyEvents, type Applied } from './apply-events.ts';
import type { Translating } from './environment.ts';
import { sendWaiting, waitsOf, wakeAsking } from './wait.ts';

export interface Inbound {
  readonly item: InboundItem;
  readonly event: RecordEvent;
}

/**
 * Applies the events of one invocation by their sequence and delivers what they say to the cities, together. Answers the ids of
 * those that could not be read: they come again alone.
 */
export async function translateEvents(
  translating: Translating,
  messages: readonly EventMessage[],
): Promise<ReadonlySet<string>> {
  const failed = new Set<string>();
  if (messages.length === 0) return failed;
  const { table } = translating;
  const now = translating.clock.now();
  const items = await readInbounds(table, [...new Set(messages.map((message) => message.webhookId))]);
  const open = [...items.values()].filter((item) => item.state === 'RECEIVED' || item.state === 'PARKED');
  const changes: InboundChange[] = [];
  const inbound: Inbound[] = [];
  const settled = (
    { webhookId, dueAt, asked }: InboundItem,
    state: 'APPLIED' | 'QUARANTINED',
    problem: string | null,
  ): InboundChange => ({ webhookId, dueAt, asked, state, problem, at: now.toISOString() });
  await inParallel(open, async (item) => {
    const event = await readEvent(translating, item);
    if (event === 'unreadable') failed.add(item.webhookId);
    // It was kept because it is an event; a person has to see what is wrong with it.
    else if (event === 'unusable') changes.push(settled(item, 'QUARANTINED', 'webhook.body-invalid'));
    // A notice concerns no record; it is kept, and there is nothing to translate.
    else if (event.type === 'notice.published') changes.push(settled(item, 'APPLIED', null));
    else inbound.push({ item, event });
  });
  const applied = await applyEvents(translating, inbound);
  await deliverToCities(translating, applied);
  const waits = waitsOf(
    applied.filter((each) => each.verdict === 'park'),
    now,
  );
  const decided = applied.filter((each) => each.verdict !== 'park');
  changes.push(...decided.map((each) => changeOf(now, each)), ...waits.map(({ change }) => change));
  await changeInbounds(table, changes);
  await sendWaiting(translating, waits);
  await wakeAsking(translating, decided);
  return failed;
}

async function readEvent(
  { vault, log }: Translating,
  { webhookId, pointer }: InboundItem,
): Promise<ProvinceEvent | 'unreadable' | 'unusable'> {
  let body: unknown;
  try {
    body = JSON.parse(Buffer.from(await vault.readFrame(pointer)).toString('utf8'));
  } catch (error) {
    log.error('event.unreadable', { webhookId, error });
    return 'unreadable';
  }
  const parsed = provinceEventSchema.safeParse(body);
  if (parsed.success) return parsed.data;
  log.error('event.unusable', { webhookId, code: 'webhook.body-invalid' });
  return 'unusable';
}

/** One piece of work per city system, named after the events in it: the same events again find it there. */
async function deliverToCities(translating: Translating, applied: readonly Applied[]): Promise<void> {
  const { table, vault, queue, clock, log, deliverQueues } = translating;
  const going = applied.flatMap((each) => (each.verdict === 'forward' ? [each] : []));
  for (const destination of new Set(going.map((each) => each.destination))) {
    // Told under two ids, or asked for twice, it is said once.
    const lines = new Map(
      going.filter((each) => each.destination === destination).map((each) => [each.line.messageId, each]),
    );
    const own = [...lines.values()].toSorted((a, b) => (a.line.messageId < b.line.messageId ? -1 : 1));
    const frame = encodeLines(own.map(({ line, batchId }) => ((batchId ?? '') === '' ? line : { ...line, batchId })));
    const now = clock.now();
    const id = shortHash(own.map((each) => each.line.messageId).join('\n'));
    const key = { pk: `E#${now.toISOString().slice(0, 10)}#${id}`, sk: 'D#events#000000#001#001' };
    const pointer = await vault.writeOne(
      `deliveries/events/${now.toISOString().slice(0, 10)}/${id}/${now.getTime()}`,
      frame,
    );
    const work: WorkItem = {
      ...key,
      type: 'delivery',
      tenant: own[0]?.tenant ?? '',
      state: 'OPEN',
      destination,
      pointer,
      only: null,
      tries: 1,
      calls: 0,
      batchId: '',
      run: 'events',
      chunk: 0,
      hash: frameHash(frame),
      dueAt: new Date(now.getTime() + WORK_LEASE_MS).toISOString(),
      settled: {},
      problems: [],
    };
    await openWork(table, [work]);
    const url = deliverQueues[destination];
    if (url === undefined) throw new Error(`no queue for ${destination}`);
    for (const { inbound, batchId, line } of own) {
      const { webhookId } = inbound.item;
      const about = {
        batchId: batchId === '' ? undefined : batchId,
        recordKey: line.recordKey,
        destination,
        pk: key.pk,
      };
      log.withCorrelation(webhookId).info('event.forwarded', { webhookId, eventType: inbound.event.type, ...about });
    }
    const standing = (await readWork(table, key)) ?? work;
    if (standing.state === 'OPEN') await queue.send(url, { v: 1, type: 'delivery', ...key, hash: standing.hash });
  }
}

function changeOf(now: Date, applied: Exclude<Applied, { verdict: 'park' }>): InboundChange {
  const { webhookId, dueAt, asked } = applied.inbound.item;
  const change = { webhookId, dueAt, asked, at: now.toISOString() };
  if (applied.verdict === 'forward') return { ...change, state: 'APPLIED', problem: null };
  return { ...change, state: applied.verdict === 'keep' ? 'APPLIED' : 'QUARANTINED', problem: applied.code };
}
