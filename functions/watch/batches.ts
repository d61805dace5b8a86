import { type BatchItem, batchKeyOf } from '../../adapters/ledger/batches.ts';
import { batchesNewestFirst } from '../../adapters/ledger/problems.ts';
import { getItems } from '../../adapters/ledger/table.ts';
import { listUnder, type WorkItem } from '../../adapters/ledger/work.ts';
import type { Metric } from '../../adapters/log/metrics.ts';
import { inParallel } from '../../core/in-parallel.ts';
import { isConserved, tallyOf } from '../../core/ledger/tally.ts';
import { overdueAt } from '../../core/nightly.ts';
import { NIGHTLY } from '../../schemas/nightly.ts';
import { systems } from '../../schemas/systems/registry.ts';
import type { Watching } from './environment.ts';

/** Longer than any city pauses, and than a batch is left to itself. */
const LOOKED_BACK_DAYS = 14;
/** A night of a million rows has settled long before; what is left by then waits for a person, or for a destination. */
const CONSERVED_AFTER_MS = 6 * 3_600_000;

/** Which nightly files have not come, and which batches have rows under way for too long. */
export async function lookAtBatches(watching: Watching): Promise<readonly Metric[]> {
  const { table, clock, log, conserved } = watching;
  const now = clock.now();
  const batches = await recentBatches(watching, now);
  // What was sent again, or imported, is no city's file of that night.
  const come = batches.flatMap(({ manifest, state }) =>
    state === 'AWAITING_UPLOAD' || state === 'REFUSED' || (manifest.purpose ?? 'export') !== 'export' ? [] : [manifest],
  );
  const overdue = overdueAt(NIGHTLY, come, now);
  for (const { system, kind, businessDate } of overdue) log.warn('watch.batch-overdue', { system, kind, businessDate });

  const old = batches.filter(
    ({ batchId, state, createdAt }) =>
      state === 'TRANSLATING' && !conserved.has(batchId) && now.getTime() - Date.parse(createdAt) >= CONSERVED_AFTER_MS,
  );
  let underWay = 0;
  await inParallel(old, async ({ batchId, run, received, settled }) => {
    const pk = batchKeyOf(batchId).pk;
    const works = await Promise.all(['C#', 'D#'].map((prefix) => listUnder(table, pk, `${prefix}${run ?? ''}#`)));
    const tally = tallyOf(received, [settled, ...(works.flat() as unknown as WorkItem[]).map((work) => work.settled)]);
    if (isConserved(tally)) return void conserved.add(batchId);
    underWay += 1;
    log.withCorrelation(batchId).warn('watch.not-conserved', { batchId, rows: tally.pending.rows });
  });
  return [
    { name: 'BatchesOverdue', value: overdue.length },
    { name: 'BatchesNotConserved', value: underWay },
  ];
}

async function recentBatches({ table }: Watching, now: Date): Promise<readonly BatchItem[]> {
  const from = new Date(now.getTime() - LOOKED_BACK_DAYS * 86_400_000).toISOString();
  const span = { from, until: now.toISOString() };
  const ids = new Set<string>();
  for (const tenant of new Set(systems.map((system) => system.tenant)))
    for await (const { batchId } of batchesNewestFirst(table, tenant, span)) ids.add(batchId);
  const items = await getItems(table, [...ids].map(batchKeyOf));
  return [...items.values()] as unknown as readonly BatchItem[];
}
