import { writeTable } from '../../../adapters/files/write-table.ts';
import { createHttp } from '../../../adapters/http/http.ts';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { batchKeyOf, createBatch, readBatch } from '../../../adapters/ledger/batches.ts';
import { readRecords, type RecordItem } from '../../../adapters/ledger/records.ts';
import { openWork, WORK_LEASE_MS, type WorkItem } from '../../../adapters/ledger/work.ts';
import { openSpool } from '../../../adapters/vault/spool.ts';
import { chunkLineOf, encodeLines, frameHash } from '../../../core/lines.ts';
import { recordKey } from '../../../core/identity.ts';
import { sum, tallyOf, type Tally } from '../../../core/ledger/tally.ts';
import type { Rate } from '../../../core/rate-limit.ts';
import { chunkSortKey } from '../../../core/work-key.ts';
import { claimGroupsOf } from '../../../infra/claims.ts';
import { workOf } from '../../../functions/batches/view.ts';
import { deliver } from '../../../functions/deliver/deliver.ts';
import type { Delivering } from '../../../functions/deliver/environment.ts';
import { createGate } from '../../../functions/deliver/gate.ts';
import type { Ingesting } from '../../../functions/ingest/environment.ts';
import { translateChunk } from '../../../functions/translate/chunk.ts';
import type { Translating } from '../../../functions/translate/environment.ts';
import { translateEvents } from '../../../functions/translate/events.ts';
import type { Kind } from '../../../schemas/kind.ts';
import type { ChunkMessage, DeliveryMessage, EventMessage } from '../../../schemas/message.ts';
import { systemById, systems } from '../../../schemas/systems/registry.ts';
import type { Canonical } from '../../../schemas/systems/system.ts';
import type { Ground } from './ground.ts';
import { CITY, INDEX_KEY, PROVINCE } from './records.ts';

export const RUN = 'run1';
let batches = 0;

export function translatingOn(ground: Ground): Translating {
  return {
    ...ground,
    translateQueue: 'translate',
    claimGroups: claimGroupsOf({ stacking: 'allow' }),
    deliverQueues: Object.fromEntries(systems.filter(({ receives }) => receives).map(({ id }) => [id, queueOf(id)])),
  };
}

export function ingestingOn(ground: Ground): Ingesting {
  return {
    ...ground,
    landing: { s3: ground.s3, bucket: 'landing' },
    translateQueue: 'translate',
    ownQueue: 'ingest',
    spool: (partitions) => openSpool({ partitions, directory: tmpdir(), randomBytes }),
    newRun: () => randomBytes(6).toString('hex'),
  };
}

/** A new execution environment; `rate` = how much it may call. */
export function deliveringTo(
  ground: Ground,
  destination: string,
  baseUrl: string,
  rate: Rate = { callsPerSecond: 1_000, callsBurst: 1_000 },
): Delivering {
  return {
    ...ground,
    random: () => 0.5,
    gate: createGate({ rate, clock: ground.clock, random: () => 0.5 }),
    pause: async (ms) => ground.clock.forward(ms),
    writeTable,
    openHttp: createHttp,
    connections: new Map(),
    destination,
    baseUrl,
    allowPrivate: true,
    ownQueue: queueOf(destination),
    sendingLeaseMs: 150_000,
  };
}

function queueOf(destination: string): string {
  if (destination === CITY) return 'deliver-city';
  return destination === PROVINCE ? 'deliver-province' : `deliver-${destination}`;
}

/** A batch as ingest leaves it: one chunk, opened, of these records. Answers the message ingest would send. */
export async function openBatch(
  ground: Ground,
  kind: Kind,
  records: readonly Canonical[],
  options: {
    readonly sequence?: number;
    readonly seenBefore?: boolean;
    readonly system?: string;
    readonly purpose?: 'settled-history';
  } = {},
): Promise<ChunkMessage & { readonly batchId: string }> {
  batches += 1;
  const batchId = `b${batches}`;
  const { sequence = batches, system = CITY } = options;
  const tenant = systemById(system)?.tenant ?? '';
  const lines = records.map((record, index) => ({
    ...chunkLineOf(INDEX_KEY, { system, kind, sequence }, { row: index + 2, record }),
    seenBefore: options.seenBefore ?? false,
  }));
  const frame = encodeLines(lines);
  const pointer = await ground.vault.writeOne(`records/${batchId}/${RUN}`, frame);
  const hash = frameHash(frame);
  const { pk } = batchKeyOf(batchId);
  const dueAt = new Date(ground.clock.now().getTime() + WORK_LEASE_MS).toISOString();
  const chunk: WorkItem = {
    pk,
    sk: chunkSortKey(RUN, 0, 1),
    type: 'chunk',
    tenant,
    state: 'OPEN',
    destination: null,
    pointer,
    only: null,
    tries: 1,
    calls: 0,
    batchId,
    run: RUN,
    chunk: 0,
    hash,
    dueAt,
    settled: {},
    problems: [],
  };
  await openWork(ground.table, [chunk]);
  await createBatch(ground.table, {
    ...batchKeyOf(batchId),
    batchId,
    tenant,
    state: 'TRANSLATING',
    run: RUN,
    received: sum(lines.map(({ fen }) => ({ rows: 1, fen }))),
    settled: {},
    rejects: [],
    warnings: 0,
    programmeYears: [2025],
    problem: null,
    createdAt: ground.clock.now().toISOString(),
    manifest: {
      system,
      kind,
      programmeYear: 2025,
      businessDate: '2026-11-22',
      sequence,
      fileName: 'a.csv',
      bytes: 1,
      sha256: '',
      rows: lines.length,
      totalFen: null,
      ...(options.purpose === undefined ? {} : { purpose: options.purpose }),
    },
  });
  return { v: 1, type: 'chunk', pk, sk: chunk.sk, hash, batchId };
}

/** Delivers what is on the queues, message by message, until nothing is left; each wait passes at once. */
export async function drain(ground: Ground, translating: Translating, delivering: Delivering, messagesMax = 100) {
  const { queue, clock } = ground;
  for (let count = 0; queue.sent.length > 0; count++) {
    if (count === messagesMax) throw new Error(`${queue.sent.length} messages are still on their way`);
    // The one that is due first.
    const next = queue.sent.toSorted((a, b) => a.delaySeconds - b.delaySeconds)[0];
    if (next === undefined) return;
    queue.sent.splice(queue.sent.indexOf(next), 1);
    clock.forward(next.delaySeconds * 1000);
    if (next.message['type'] === 'chunk') await translateChunk(translating, next.message as unknown as ChunkMessage);
    else if (next.message['type'] === 'event')
      await translateEvents(translating, [next.message as unknown as EventMessage]);
    else if (next.url === delivering.ownQueue)
      await deliver(delivering, next.message as unknown as DeliveryMessage, `sender-${count}`);
  }
}

/** Takes the deliveries to the province off their queue. */
export function takeDeliveries(ground: Ground): readonly DeliveryMessage[] {
  return takeMessages(ground, 'deliver-province') as readonly DeliveryMessage[];
}

/** Takes the messages of one queue off it. */
export function takeMessages(ground: Ground, url: string): readonly object[] {
  const own = ground.queue.sent.filter((sent) => sent.url === url);
  for (const sent of own) ground.queue.sent.splice(ground.queue.sent.indexOf(sent), 1);
  return own.map(({ message }) => message);
}

/** The batch's statement, as the cities' API counts it. */
export async function statementOf({ table }: Ground, batchId: string): Promise<Tally> {
  const batch = await readBatch(table, batchId);
  if (batch === undefined) throw new Error(`no batch ${batchId}`);
  const works = await workOf({ table } as Parameters<typeof workOf>[0], batch);
  return tallyOf(batch.received, [batch.settled, ...works.map((work) => work.settled)]);
}

/** Rows of a statement by outcome; what is zero is left out. */
export function rowsOf(tally: Tally): Readonly<Record<string, number>> {
  const { received: _, ...outcomes } = tally;
  return Object.fromEntries(
    Object.entries(outcomes).flatMap(([outcome, { rows }]) => (rows === 0 ? [] : [[outcome, rows]])),
  );
}

export async function problemsOf({ table }: Ground, batchId: string): Promise<readonly string[]> {
  const batch = await readBatch(table, batchId);
  if (batch === undefined) throw new Error(`no batch ${batchId}`);
  const works = await workOf({ table } as Parameters<typeof workOf>[0], batch);
  return works.flatMap(({ problems }) => problems.map(({ row, code }) => `${row} ${code}`)).toSorted();
}

export async function recordOf(ground: Ground, record: Canonical, source = CITY): Promise<RecordItem | undefined> {
  const key = { recordKey: recordKey(record, INDEX_KEY), source };
  return (await readRecords(ground.table, [key]))(key);
}
