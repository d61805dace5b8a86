import { batchKeyOf } from '../../adapters/ledger/batches.ts';
import type { DueEntry } from '../../adapters/ledger/due.ts';
import { inboundKeyOf } from '../../adapters/ledger/inbound.ts';
import { isReconciliationKey, RECONCILE_LEASE_MS } from '../../adapters/ledger/reconciliations.ts';
import { isReplayKey, REPLAY_LEASE_MS } from '../../adapters/ledger/replays.ts';
import { getItem } from '../../adapters/ledger/table.ts';
import { moveDue, WORK_LEASE_MS, type WorkItem } from '../../adapters/ledger/work.ts';
import type { Sweeping } from './environment.ts';
import { lookAtBatch } from './look-at-batch.ts';

const BATCH = batchKeyOf('');
const INBOUND = inboundKeyOf('');

/** Sends one due entry again. Of two sweepers the one that moves the due time sends; a crash in between costs one lease. */
export async function sendAgain(sweeping: Sweeping, entry: DueEntry): Promise<boolean> {
  const { table, clock, queue } = sweeping;
  if (entry.pk.startsWith(BATCH.pk) && entry.sk === BATCH.sk)
    return await lookAtBatch(sweeping, entry.pk.slice(BATCH.pk.length));
  const now = clock.now();
  const item = await getItem(table, entry);
  const dueAt = item?.['dueAt'];
  if (item === undefined || item['duePk'] === undefined || typeof dueAt !== 'string' || dueAt > now.toISOString())
    return false;
  const leaseMs = leaseOf(entry);
  if (!(await moveDue(table, entry, dueAt, new Date(now.getTime() + leaseMs).toISOString()))) return false;
  if (isReconciliationKey(entry)) {
    const { night, programme, kind, run } = item;
    await queue.send(sweeping.reconcileQueue, { v: 1, type: 'unit', night, programme, kind, run });
    return true;
  }
  if (isReplayKey(entry)) {
    const { replayId, state, nextPart: part } = item;
    const message = state === 'PLANNING' ? { type: 'plan' } : { type: 'run', part };
    await queue.send(sweeping.replayQueue, { v: 1, ...message, replayId });
    return true;
  }
  if (entry.pk.startsWith(INBOUND.pk)) {
    const webhookId = entry.pk.slice(INBOUND.pk.length);
    await queue.send(sweeping.translateQueue, { v: 1, type: 'event', webhookId, hash: String(item['hash']) });
    return true;
  }
  const work = item as unknown as WorkItem;
  const url = work.type === 'chunk' ? sweeping.translateQueue : sweeping.deliverQueues[work.destination ?? ''];
  if (url === undefined) throw new Error(`no queue for ${work.destination ?? 'a chunk'}`);
  await queue.send(url, { v: 1, type: work.type, pk: work.pk, sk: work.sk, hash: work.hash });
  return true;
}

function leaseOf(entry: DueEntry): number {
  if (isReconciliationKey(entry)) return RECONCILE_LEASE_MS;
  return isReplayKey(entry) ? REPLAY_LEASE_MS : WORK_LEASE_MS;
}
