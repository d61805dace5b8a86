import type { Metric } from '../../adapters/log/metrics.ts';
import { lookAtBatches } from './batches.ts';
import { lookAtDue } from './due.ts';
import type { Watching } from './environment.ts';
import { lookAtDoubt } from './in-doubt.ts';

/**
 * Says how the bridge stands: what no single piece of work can know. A look that fails leaves the others theirs, and fails the run at its
 * end; alarms take a missing value for a bad one.
 */
export function handlerOf(watching: Watching): () => Promise<void> {
  return async () => {
    const looks: readonly ((watching: Watching) => Promise<readonly Metric[]>)[] = [
      lookAtBatches,
      lookAtDue,
      lookAtDoubt,
    ];
    const results = await Promise.allSettled(looks.map((look) => look(watching)));
    for (const result of results) {
      if (result.status === 'fulfilled') watching.metrics(result.value);
      else watching.log.error('watch.failed', { error: result.reason });
    }
    const failed = results.filter(({ status }) => status === 'rejected').length;
    if (failed > 0) throw new Error(`${failed} looks failed`);
  };
}
