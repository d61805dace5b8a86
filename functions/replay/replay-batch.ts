import { createHash } from 'node:crypto';
import { type BatchItem, batchKeyOf, createBatch, readBatch } from '../../adapters/ledger/batches.ts';
import { WORK_LEASE_MS, type WorkItem } from '../../adapters/ledger/work.ts';
import { businessDate } from '../../adapters/clock/business-date.ts';
import { sum } from '../../core/ledger/tally.ts';
import { cutIntoFrames } from '../../core/line-frames.ts';
import { type ChunkLine, encodeLines, frameHash } from '../../core/lines.ts';
import type { PlanLine } from '../../core/replay/line.ts';
import type { Plan } from '../../core/replay/plan.ts';
import { shortHash } from '../../core/short-hash.ts';
import { chunkSortKey } from '../../core/work-key.ts';
import type { Replaying } from './environment.ts';

const RUN = 'replay';

interface Going {
  readonly line: PlanLine;
  readonly chunkLine: ChunkLine;
}

/** The batch that one system's records of one kind go again in, of one part of a plan: whoever runs the part again finds it. */
export function replayBatchId(replayId: string, part: number, source: string, kind: string): string {
  return shortHash(JSON.stringify(['replay', replayId, part, source, kind]));
}

/** Makes the batches of a part, each whole with its chunks, and sends them on: from there they are batches like any other. Answers their ids. */
export async function openReplayBatches(
  replaying: Replaying,
  plan: Plan,
  part: number,
  going: readonly Going[],
): Promise<readonly string[]> {
  const groups = Map.groupBy(going, ({ line: { source, kind, tenant } }) => `${source} ${kind} ${tenant}`);
  const batchIds: string[] = [];
  for (const group of groups.values()) {
    const [first] = group;
    if (first === undefined) continue;
    const batchId = replayBatchId(plan.replayId, part, first.line.source, first.line.kind);
    await openOne(replaying, plan, batchId, group);
    batchIds.push(batchId);
  }
  return batchIds;
}

async function openOne(replaying: Replaying, plan: Plan, batchId: string, group: readonly Going[]): Promise<void> {
  const { table, vault, queue, translateQueue } = replaying;
  const there = await readBatch(table, batchId);
  // Whoever made it may have died before it was listed; its chunks are due, and found.
  if (there !== undefined) return void (await createBatch(table, there));
  const frames = cutIntoFrames(group.map(({ chunkLine }) => chunkLine)).map(encodeLines);
  const hash = createHash('sha256');
  for (const frame of frames) hash.update(frame);
  const sha256 = hash.digest('hex');
  // Named by what it holds: a second worker can't put other lines in its place.
  const pointers = await vault.write(`records/${batchId}/${sha256}`, frames);
  const works = frames.flatMap((frame, chunk): readonly WorkItem[] => {
    const pointer = pointers[chunk];
    return pointer === undefined ? [] : [workOf(replaying, batchId, group, { chunk, pointer, hash: frameHash(frame) })];
  });
  if (!(await createBatch(table, batchOf(replaying, plan, batchId, group, sha256), works))) return;
  const messages = works.map(({ pk, sk, hash: of }) => ({ v: 1, type: 'chunk', pk, sk, hash: of }) as const);
  await queue.sendAll(translateQueue, messages);
}

function workOf(
  { clock }: Replaying,
  batchId: string,
  [first]: readonly Going[],
  { chunk, pointer, hash }: Pick<WorkItem, 'chunk' | 'pointer' | 'hash'>,
): WorkItem {
  return {
    pk: batchKeyOf(batchId).pk,
    sk: chunkSortKey(RUN, chunk, 1),
    type: 'chunk',
    tenant: first?.line.tenant ?? '',
    state: 'OPEN',
    destination: null,
    pointer,
    only: null,
    tries: 1,
    calls: 0,
    batchId,
    run: RUN,
    chunk,
    hash,
    dueAt: new Date(clock.now().getTime() + WORK_LEASE_MS).toISOString(),
    settled: {},
    problems: [],
  };
}

function batchOf(
  { clock }: Replaying,
  plan: Plan,
  batchId: string,
  group: readonly Going[],
  sha256: string,
): BatchItem {
  const [first] = group;
  const lines = group.map(({ chunkLine }) => chunkLine);
  const received = sum(lines.map(({ fen }) => ({ rows: 1, fen })));
  if (first === undefined) throw new RangeError('a batch of nothing');
  const { source: system, kind, tenant } = first.line;
  return {
    ...batchKeyOf(batchId),
    batchId,
    tenant,
    state: 'TRANSLATING',
    run: RUN,
    received,
    settled: {},
    rejects: [],
    warnings: 0,
    programmeYears: [...new Set(lines.map(({ record }) => record.programmeYear))],
    problem: null,
    createdAt: clock.now().toISOString(),
    manifest: {
      system,
      kind,
      programmeYear: null,
      businessDate: businessDate(new Date(plan.startedAt ?? plan.createdAt)),
      sequence: 0,
      fileName: plan.replayId,
      bytes: 0,
      sha256,
      rows: lines.length,
      totalFen: kind === 'payment' ? received.fen : null,
      purpose: 'replay',
    },
  };
}
