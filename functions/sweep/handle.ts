import type { Context } from 'aws-lambda';
import { dueIn } from '../../adapters/ledger/due.ts';
import { allShards } from '../../adapters/ledger/shard.ts';
import { inParallel } from '../../core/in-parallel.ts';
import type { Sweeping } from './environment.ts';
import { recoverClaims } from './recover-claims.ts';
import { recoverInbounds } from './recover-inbounds.ts';
import { sendAgain } from './send-again.ts';

/** Below this nothing more is begun; the next minute goes on. */
const TIME_KEPT_MS = 10_000;

/**
 * Puts what is due or stuck back on its queue. The index only finds it; the item decides. One entry that fails holds up no other, and
 * fails the run at its end, so that a person hears of it.
 */
export function handlerOf(
  sweeping: Sweeping,
): (event: unknown, context: Pick<Context, 'getRemainingTimeInMillis'>) => Promise<void> {
  return async (_event, context) => {
    const hasTime = (): boolean => context.getRemainingTimeInMillis() > TIME_KEPT_MS;
    const done = { due: 0, sent: 0, failed: 0 };
    // Begun at different shards, so that a run that never gets through does not always leave the same ones.
    await inParallel(turned(allShards(), sweeping.clock.now()), async (shard) => {
      try {
        await sweepShard(sweeping, shard, hasTime, done);
      } catch (error) {
        done.failed += 1;
        sweeping.log.error('sweep.shard-failed', { shard, error });
      }
    });
    const claims = await recoverClaims(sweeping, hasTime);
    const recovered = await recoverInbounds(sweeping, hasTime);
    sweeping.log.info('sweep.done', { ...done, recovered: claims + recovered });
    if (done.failed > 0) throw new Error(`${done.failed} due entries could not be sent again`);
  };
}

async function sweepShard(
  sweeping: Sweeping,
  shard: string,
  hasTime: () => boolean,
  done: { due: number; sent: number; failed: number },
): Promise<void> {
  for await (const entry of dueIn(sweeping.table, shard, sweeping.clock.now())) {
    if (!hasTime()) return;
    done.due += 1;
    try {
      if (await sendAgain(sweeping, entry)) done.sent += 1;
    } catch (error) {
      done.failed += 1;
      sweeping.log.error('sweep.entry-failed', { pk: entry.pk, sk: entry.sk, error });
    }
  }
}

function turned(shards: readonly string[], now: Date): readonly string[] {
  const first = now.getUTCMinutes() % shards.length;
  return [...shards.slice(first), ...shards.slice(0, first)];
}
