import { oldestDueIn, parkedEventsIn } from '../../adapters/ledger/due.ts';
import { allShards } from '../../adapters/ledger/shard.ts';
import type { Metric } from '../../adapters/log/metrics.ts';
import type { Watching } from './environment.ts';

/** For how long the oldest due work has been due, and how many events wait for another. */
export async function lookAtDue({ table, clock }: Watching): Promise<readonly Metric[]> {
  const now = clock.now().getTime();
  const oldest = await Promise.all(allShards().map((shard) => oldestDueIn(table, shard)));
  const overdueMs = oldest.map((dueAt) => (dueAt === null ? 0 : now - Date.parse(dueAt)));
  const parked = await Promise.all(allShards().map((shard) => parkedEventsIn(table, shard)));
  return [
    { name: 'DueOverdueSeconds', value: Math.max(0, ...overdueMs) / 1000 },
    { name: 'EventsParked', value: parked.reduce((sum, count) => sum + count, 0) },
  ];
}
