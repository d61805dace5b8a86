import type { BatchItem } from '../../adapters/ledger/batches.ts';
import { inParallel } from '../../core/in-parallel.ts';
import { endWork, openWork, WORK_LEASE_MS, type WorkItem } from '../../adapters/ledger/work.ts';
import { chunkSortKey } from '../../core/work-key.ts';
import type { FramePointer } from '../../schemas/message.ts';
import type { Ingesting } from './environment.ts';

/** A sealed frame of up to 500 changed records. */
export interface Chunk {
  readonly pointer: FramePointer;
  readonly hash: string;
}

/** Writes the work item of every chunk; they are durable before the snapshot flips. */
export async function openChunks(
  ingesting: Ingesting,
  batch: BatchItem,
  run: string,
  chunks: readonly Chunk[],
): Promise<readonly WorkItem[]> {
  const dueAt = new Date(ingesting.clock.now().getTime() + WORK_LEASE_MS).toISOString();
  const works = chunks.map(({ pointer, hash }, chunk): WorkItem => ({
    pk: `B#${batch.batchId}`,
    sk: chunkSortKey(run, chunk, 1),
    type: 'chunk',
    tenant: batch.tenant,
    state: 'OPEN',
    destination: null,
    pointer,
    only: null,
    tries: 1,
    calls: 0,
    batchId: batch.batchId,
    run,
    chunk,
    hash,
    dueAt,
    settled: {},
    problems: [],
  }));
  await openWork(ingesting.table, works);
  return works;
}

/** Puts the chunks on their queue; one that gets lost here is found by the sweeper. */
export async function sendChunks({ queue, translateQueue }: Ingesting, works: readonly WorkItem[]): Promise<void> {
  await queue.sendAll(
    translateQueue,
    works.map(({ pk, sk, hash }) => ({ v: 1, type: 'chunk', pk, sk, hash })),
  );
}

/** Ends the chunks of a run that does not count; left alone, each would be found due and sent in vain. */
export async function dropChunks({ table }: Ingesting, works: readonly WorkItem[]): Promise<void> {
  await inParallel(works, async (work) => void (await endWork(table, work, { settled: {}, problems: [], next: [] })));
}
