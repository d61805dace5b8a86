import { listDue } from '../../adapters/ledger/due.ts';
import type { Sweeping } from './environment.ts';
import { sendAgain } from './send-again.ts';

/** Entries per shard and run; what is left is found a minute later. */
const ENTRIES_PER_SHARD_MAX = 200;

/** Puts what is due or stuck back on its queue. The index only finds it; the item decides. */
export function handlerOf(sweeping: Sweeping): () => Promise<void> {
  return async () => {
    const entries = await listDue(sweeping.table, sweeping.clock.now(), ENTRIES_PER_SHARD_MAX);
    let sent = 0;
    for (const entry of entries) sent += (await sendAgain(sweeping, entry)) ? 1 : 0;
    sweeping.log.info('sweep.done', { due: entries.length, sent });
  };
}
