import { createInbound, readInbound, receivedInbound } from '../../adapters/ledger/inbound.ts';
import { moveRestore, readRestore } from '../../adapters/ledger/restore.ts';
import type { Names } from '../../adapters/vault/list.ts';
import { VaultError } from '../../adapters/vault/vault-error.ts';
import { inParallel } from '../../core/in-parallel.ts';
import { frameHash } from '../../core/lines.ts';
import type { Sweeping } from './environment.ts';
import { dayAfter } from './restored-days.ts';

const OBJECTS_PER_PAGE = 200;

/**
 * After a restore: makes the items of events that were taken since, and whose bodies lie in the vault, anew; they are due at once. An
 * item that is there stays as it is. Answers how many were made; what is left goes on where this stops, a minute later. While an event
 * can't be opened because the vault or its key is out, this goes no further: it was taken, and would be forgotten. What is damaged holds up
 * no other, and fails the run at its end, so that a person hears of it.
 */
export async function recoverInbounds(sweeping: Sweeping, hasTime: () => boolean): Promise<number> {
  const { table, vault } = sweeping;
  let made = 0;
  let damaged = 0;
  while (hasTime()) {
    const restore = await readRestore(table);
    if (restore === undefined || restore.events === null) break;
    const { day, after } = restore.events;
    const page = await vault.list(`webhooks/${day}/`, after, OBJECTS_PER_PAGE);
    const kept = keptIn(page);
    await inParallel(firstOfEach(kept), async (object) => {
      const outcome = await recover(sweeping, object);
      if (outcome === 'made') made += 1;
      if (outcome === 'damaged') damaged += 1;
    });
    const next = page.more ? { day, after: kept.at(-1)?.key ?? after } : dayAfter(restore, day);
    // Another sweeper may be at it too: what both have made they have made once.
    if (!(await moveRestore(table, restore, { events: next }))) break;
  }
  if (damaged > 0) throw new Error(`damaged events in the vault: ${damaged}`);
  return made;
}

/** A body as the webhook keeps it: `webhooks/<day>/<webhook-id>/<hash>-<ms>`. */
interface Kept {
  readonly key: string;
  readonly webhookId: string;
  readonly keptAtMs: number;
}

/** The objects of a page, but those of its last id, if others follow: they are looked at together with these. */
function keptIn({ keys, more }: Names): readonly Kept[] {
  const all = keys.map((key): Kept => {
    const [, , webhookId = '', name = ''] = key.split('/');
    return { key, webhookId, keptAtMs: Number(name.slice(name.lastIndexOf('-') + 1)) };
  });
  const last = all.at(-1)?.webhookId;
  const whole = more ? all.filter(({ webhookId }) => webhookId !== last) : all;
  return whole.length === 0 ? all : whole;
}

/** Repeats leave further objects, and so does another body under the same id: the first one counted. */
function firstOfEach(kept: readonly Kept[]): readonly Kept[] {
  const byAge = kept.toSorted((a, b) => b.keptAtMs - a.keptAtMs);
  return [...new Map(byAge.map((each) => [each.webhookId, each])).values()];
}

async function recover(
  { table, vault, clock, log }: Sweeping,
  { key, webhookId, keptAtMs }: Kept,
): Promise<'made' | 'there' | 'damaged'> {
  if ((await readInbound(table, webhookId)) !== undefined) return 'there';
  try {
    const { pointer, frame } = await vault.readFirst(key);
    const receivedAt = new Date(keptAtMs).toISOString();
    const dueAt = clock.now().toISOString();
    const inbound = receivedInbound({ webhookId, hash: frameHash(frame), pointer, receivedAt, dueAt });
    return (await createInbound(table, inbound)) ? 'made' : 'there';
  } catch (error) {
    if (!(error instanceof VaultError) || error.code === 'vault.unavailable') throw error;
    log.error('event.unreadable', { webhookId, error });
    return 'damaged';
  }
}
