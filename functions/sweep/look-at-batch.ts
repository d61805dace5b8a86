import { isUploaded, landingKey } from '../../adapters/landing/landing.ts';
import {
  batchKeyOf,
  type DueBatch,
  giveUpBatch,
  isHeldUntilSigned,
  readDueBatch,
  takeInAgain,
  UPLOAD_LOOK_MS,
} from '../../adapters/ledger/batches.ts';
import { isHistorySigned } from '../../adapters/ledger/history.ts';
import { moveDue } from '../../adapters/ledger/work.ts';
import type { Sweeping } from './environment.ts';

/** Long after the upload's URL has lapsed, whosever clock is right. Announced again, the batch is awaited again. */
const NEVER_UPLOADED_MS = 86_400_000;
const LOOK_AGAIN_MS_MAX = 21_600_000;

/**
 * Looks at a batch that waits: the word of its upload may have been lost, or ingest have died of it; its file may never come; the
 * history it is held for may be signed off by now. `true` when its file goes on the ingest queue. Ingest takes it once.
 */
export async function lookAtBatch(sweeping: Sweeping, batchId: string): Promise<boolean> {
  const { table, clock } = sweeping;
  const now = clock.now();
  const due = await readDueBatch(table, batchId);
  if (due === undefined || due.dueAt === null || due.dueAt > now.toISOString()) return false;
  if (due.batch.state === 'AWAITING_UPLOAD') return await lookForUpload(sweeping, due, now);
  if (!isHeldUntilSigned(due.batch)) return false;
  const nextDueAt = new Date(now.getTime() + UPLOAD_LOOK_MS).toISOString();
  if (await isHistorySigned(table, due.batch.tenant))
    return (await takeInAgain(table, due, nextDueAt)) && (await sendToIngest(sweeping, batchId));
  await moveDue(table, batchKeyOf(batchId), due.dueAt, nextDueAt);
  return false;
}

async function lookForUpload(sweeping: Sweeping, due: DueBatch, now: Date): Promise<boolean> {
  const { table, landing, log } = sweeping;
  const { batchId } = due.batch;
  const awaitedMs = now.getTime() - new Date(due.announcedAt).getTime();
  const isThere = await isUploaded(landing, batchId);
  if (!isThere && awaitedMs > NEVER_UPLOADED_MS) {
    if (await giveUpBatch(table, due)) log.warn('batch.given-up', { batchId, code: 'batch.never-uploaded' });
    return false;
  }
  // Twice as long each time: a large file takes a while to come, and to take in, and one that ingest dies of is not tried every minute.
  const waitMs = Math.min(LOOK_AGAIN_MS_MAX, Math.max(UPLOAD_LOOK_MS, awaitedMs));
  const nextDueAt = new Date(now.getTime() + waitMs).toISOString();
  if (!(await moveDue(table, batchKeyOf(batchId), due.dueAt ?? '', nextDueAt))) return false;
  return isThere && (await sendToIngest(sweeping, batchId));
}

/** As the bucket itself tells of a new object. */
async function sendToIngest({ queue, ingestQueue }: Sweeping, batchId: string): Promise<boolean> {
  await queue.send(ingestQueue, { Records: [{ s3: { object: { key: landingKey(batchId) } } }] });
  return true;
}
