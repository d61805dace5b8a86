import { createHash } from 'node:crypto';
import { type BatchItem, batchKeyOf, createBatch, readBatch } from '../../adapters/ledger/batches.ts';
import type { Unit } from '../../adapters/ledger/discrepancies.ts';
import type { RecordItem } from '../../adapters/ledger/records.ts';
import type { Table } from '../../adapters/ledger/table.ts';
import { WORK_LEASE_MS, type WorkItem } from '../../adapters/ledger/work.ts';
import type { Queue } from '../../adapters/queue/queue.ts';
import type { Vault } from '../../adapters/vault/vault.ts';
import type { Clock } from '../../adapters/clock/clock.ts';
import { inParallel } from '../../core/in-parallel.ts';
import { parsePointer } from '../../core/ledger/pointer.ts';
import { repairMessageId } from '../../core/ledger/repair.ts';
import { sum } from '../../core/ledger/tally.ts';
import { cutIntoFrames } from '../../core/line-frames.ts';
import { type ChunkLine, decodeChunk, encodeLines, frameHash } from '../../core/lines.ts';
import { shortHash } from '../../core/short-hash.ts';
import { chunkSortKey } from '../../core/work-key.ts';
import type { FramePointer } from '../../schemas/message.ts';

/** What a repair works with. */
export interface RepairGround {
  readonly table: Table;
  readonly vault: Vault;
  readonly queue: Queue;
  readonly clock: Clock;
  readonly translateQueue: string;
}

/** What one reconciliation compared. */
export interface NightlyUnit extends Unit {
  /** `YYYY-MM-DD` in China: the day whose books it closes. */
  readonly night: string;
}

/** A batch is one transaction with its chunks, which takes a hundred items. */
const CHUNKS_MAX = 90;
const RUN = 'repair';

/** The batch one city system's records of a unit go again in: the same night's is the same batch. */
export function repairBatchId({ night, programme, kind }: NightlyUnit, system: string): string {
  return shortHash(JSON.stringify(['repair', night, programme, kind, system]));
}

/** Whether the night's batch of this system is there; one that is stands as it is. */
export async function hasRepairBatch({ table }: RepairGround, unit: NightlyUnit, system: string): Promise<boolean> {
  const batch = await readBatch(table, repairBatchId(unit, system));
  // Whoever made it may have died before it was listed.
  if (batch !== undefined) await createBatch(table, batch);
  return batch !== undefined;
}

/**
 * Makes the batch, whole with its chunks, and sends them on: from there it is a batch like any other. `false` when the night's batch of
 * this system is there already.
 */
export async function openRepairBatch(
  ground: RepairGround,
  unit: NightlyUnit,
  system: string,
  records: readonly RecordItem[],
): Promise<boolean> {
  const batchId = repairBatchId(unit, system);
  const [first] = records;
  if (first === undefined || (await hasRepairBatch(ground, unit, system))) return false;
  // What a batch has no room for is found again the next night.
  const chunks = cutIntoFrames(await linesOf(ground, unit, records)).slice(0, CHUNKS_MAX);
  const frames = chunks.map(encodeLines);
  const hash = createHash('sha256');
  for (const frame of frames) hash.update(frame);
  const sha256 = hash.digest('hex');
  // Named by what it holds: a second worker can't put other lines in its place.
  const pointers = await ground.vault.write(`records/${batchId}/${sha256}`, frames);
  const works = frames.map((frame, chunk) =>
    workOf(ground, { batchId, tenant: first.tenant, chunk, pointer: pointers[chunk], frame }),
  );
  const batch = batchOf(
    unit,
    { batchId, system, tenant: first.tenant, lines: chunks.flat(), sha256 },
    ground.clock.now(),
  );
  if (!(await createBatch(ground.table, batch, works))) return false;
  const messages = works.map(({ pk, sk, hash: of }) => ({ v: 1, type: 'chunk', pk, sk, hash: of }) as const);
  await ground.queue.sendAll(ground.translateQueue, messages);
  return true;
}

/** The records' lines as they first came, each under a message id of tonight's, and naming the version it stands for. */
async function linesOf(
  { vault }: RepairGround,
  { night }: NightlyUnit,
  records: readonly RecordItem[],
): Promise<readonly ChunkLine[]> {
  const placed = records.map((record) => ({ record, pointer: parsePointer(record.pointer) }));
  const byFrame = [...Map.groupBy(placed, ({ pointer: { object, frame } }) => `${object}#${frame}`).values()];
  const lines = new Map<string, ChunkLine>();
  await inParallel(byFrame, async (group) => {
    const [one] = group;
    if (one === undefined) return;
    const { line: _, ...frame } = one.pointer;
    const all = decodeChunk(await vault.readFrame(frame));
    for (const { record, pointer } of group) lines.set(record.recordKey, lineOf(record, all[pointer.line], night));
  });
  return records.flatMap(({ recordKey }) => lines.get(recordKey) ?? []);
}

function lineOf(record: RecordItem, line: ChunkLine | undefined, night: string): ChunkLine {
  const { messageId, order, contentHash, row } = record;
  // A linked person's record lies under another key than its line.
  if (line === undefined || (line.messageId !== messageId && line.recordKey !== record.recordKey))
    throw new Error('the pointer does not lead to its record');
  if (line.contentHash !== contentHash) throw new Error('the pointer leads to another version of its record');
  // By which plan it went last is no word on the repair.
  const { replay: _, ...said } = line;
  return {
    ...said,
    order,
    row,
    seenBefore: true,
    repairs: messageId,
    messageId: repairMessageId(record.source, record, night),
  };
}

function workOf(
  { clock }: RepairGround,
  of: {
    readonly batchId: string;
    readonly tenant: string;
    readonly chunk: number;
    readonly pointer: FramePointer | undefined;
    readonly frame: Uint8Array;
  },
): WorkItem {
  const { batchId, tenant, chunk, pointer, frame } = of;
  if (pointer === undefined) throw new Error('a frame in, no pointer out');
  return {
    pk: batchKeyOf(batchId).pk,
    sk: chunkSortKey(RUN, chunk, 1),
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
    chunk,
    hash: frameHash(frame),
    dueAt: new Date(clock.now().getTime() + WORK_LEASE_MS).toISOString(),
    settled: {},
    problems: [],
  };
}

function batchOf(
  { night, kind }: NightlyUnit,
  of: {
    readonly batchId: string;
    readonly system: string;
    readonly tenant: string;
    readonly lines: readonly ChunkLine[];
    readonly sha256: string;
  },
  now: Date,
): BatchItem {
  const { batchId, system, tenant, lines, sha256 } = of;
  return {
    ...batchKeyOf(batchId),
    batchId,
    tenant,
    state: 'TRANSLATING',
    run: RUN,
    received: sum(lines.map(({ fen }) => ({ rows: 1, fen }))),
    settled: {},
    rejects: [],
    warnings: 0,
    programmeYears: [...new Set(lines.map(({ record }) => record.programmeYear))],
    problem: null,
    createdAt: now.toISOString(),
    manifest: {
      system,
      kind,
      programmeYear: null,
      businessDate: night,
      sequence: 0,
      fileName: '',
      bytes: 0,
      sha256,
      rows: lines.length,
      totalFen: null,
      purpose: 'repair',
    },
  };
}
