import { createInbound, readInbound, receivedInbound } from '../../adapters/ledger/inbound.ts';
import { WORK_LEASE_MS } from '../../adapters/ledger/work.ts';
import { frameHash } from '../../core/lines.ts';
import type { Receiving } from './environment.ts';

/**
 * Makes an event durable: vault, then its id in the ledger (due until applied), then the queue. A repeated id goes on the
 * queue again unless it has been applied; the same id with another body is kept apart from the first and refused.
 */
export async function keep(
  receiving: Receiving,
  webhookId: string,
  body: Buffer,
): Promise<'new' | 'repeated' | 'settled' | 'other-body'> {
  const { table, vault, queue, clock, translateQueue } = receiving;
  const hash = frameHash(body);
  const message = { v: 1, type: 'event', webhookId, hash };
  const now = clock.now();
  // Nearly every id is new, so it is claimed without looking first; a repeat leaves an object behind that nothing points at.
  const pointer = await vault.writeOne(
    `webhooks/${now.toISOString().slice(0, 10)}/${webhookId}/${hash.slice(0, 16)}-${now.getTime()}`,
    body,
  );
  const dueAt = new Date(now.getTime() + WORK_LEASE_MS).toISOString();
  const made = await createInbound(
    table,
    receivedInbound({ webhookId, hash, pointer, receivedAt: now.toISOString(), dueAt }),
  );
  const before = made ? undefined : await readInbound(table, webhookId);
  if (before !== undefined && before.hash !== hash) return 'other-body';
  if (before?.state === 'APPLIED' || before?.state === 'QUARANTINED') return 'settled';
  await queue.send(translateQueue, message);
  return made ? 'new' : 'repeated';
}
