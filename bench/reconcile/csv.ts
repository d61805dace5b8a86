import { once } from 'node:events';
import { randomInt } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Job, Order, Report } from './csv-worker.ts';

/** Compares the two unsorted CSV files of a folder on all cores; how many keys differ. */
export async function compareCsv(folder: string): Promise<number> {
  const counters = new SharedArrayBuffer(8);
  const workers = Array.from({ length: availableParallelism() }, (_, at) => {
    const job: Job = {
      paths: [join(folder, 'city.csv'), join(folder, 'province.csv')],
      spool: join(folder, `spool-${at}`),
      seed: SEED,
      counters,
    };
    return new Worker(new URL('csv-worker.ts', import.meta.url), { workerData: job, resourceLimits: RESOURCE_LIMITS });
  });
  const ask = (order: Order): Promise<readonly Report[]> =>
    Promise.all(
      workers.map(async (worker) => {
        const answered = once(worker, 'message') as Promise<[Report]>;
        worker.postMessage(order, []);
        return (await answered)[0];
      }),
    );
  const parted = await ask({ do: 'part' });
  const chunks = parted.flatMap((report) => ('chunks' in report ? report.chunks : []));
  const matched = await ask({ do: 'match', chunks });
  await Promise.all(workers.map((worker) => worker.terminate()));
  return matched.flatMap((report) => ('keys' in report ? report.keys : [])).length;
}

/** Not known before the run, so that nobody can prepare rows that collide. */
const SEED = randomInt(2 ** 31);
/** A thread's heap; left to itself it grows with the machine's memory before it is cleaned. */
const RESOURCE_LIMITS = { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 8 };
