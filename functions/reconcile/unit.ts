import {
  beginReconciliation,
  listParts,
  readReconciliation,
  type Reconciliation,
  reconciliationIdOf,
  type RunOf,
} from '../../adapters/ledger/reconciliations.ts';
import { listSnapshots } from '../../adapters/ledger/snapshots.ts';
import { cutIntoRanges } from '../../core/reconcile/blocks.ts';
import type { Reconciling } from './environment.ts';
import { finish } from './finish.ts';
import { openSides } from './opened.ts';
import { compareRange } from './range.ts';
import { sidesOf } from './sides.ts';

/** Compares a programme's records of one kind, or goes on with it where it stands; what is done is not done again. */
export async function compareUnit(reconciling: Reconciling, of: RunOf): Promise<void> {
  const found = await readReconciliation(reconciling.table, of);
  const isToBegin = found === undefined || found.state === 'REFUSED';
  const reconciliation = isToBegin ? await begin(reconciling, of) : found;
  if (reconciliation?.state !== 'RUNNING') return;
  const there = new Set((await listParts(reconciling.table, reconciliation)).map(({ range }) => range));
  const missing = reconciliation.ranges.flatMap((_, at) => (there.has(at + 1) ? [] : [at + 1]));
  const [first] = missing;
  if (first === undefined || reconciliation.ranges.length === 1) {
    if (first !== undefined) await compareRange(reconciling, reconciliation, first);
    await finish(reconciling, reconciliation);
    return;
  }
  const { night, programme, kind, run } = reconciliation;
  await reconciling.queue.sendAll(
    reconciling.ownQueue,
    missing.map((range) => ({ v: 1, type: 'range', night, programme, kind, run, range })),
  );
}

/** Compares one range of a comparison that is under way; whoever finds that it was the last one ends the whole. */
export async function compareOneRange(reconciling: Reconciling, of: RunOf, range: number): Promise<void> {
  const reconciliation = await readReconciliation(reconciling.table, of);
  if (reconciliation?.state !== 'RUNNING') return;
  const parts = await listParts(reconciling.table, reconciliation);
  if (!parts.some((part) => part.range === range)) await compareRange(reconciling, reconciliation, range);
  await finish(reconciling, reconciliation);
}

/** Pins both sides, so that every range and every repeat compares the same; undefined where there is nothing to compare, or it is done. */
async function begin(reconciling: Reconciling, of: RunOf): Promise<Reconciliation | undefined> {
  const { table, clock, log, metrics } = reconciling;
  const { night, programme, kind, run } = of;
  const unit = { programme, kind };
  const now = clock.now().toISOString();
  const { problem, sides, notes } = sidesOf(await listSnapshots(table), unit, night);
  const common = {
    reconciliationId: reconciliationIdOf(of),
    night,
    programme,
    kind,
    run,
    problem,
    notes,
    sides,
    statement: null,
    whole: null,
    reports: null,
    startedAt: now,
  };
  if (problem !== null) {
    const refused: Reconciliation = { ...common, state: 'REFUSED', ranges: [], endedAt: now };
    if (await beginReconciliation(table, refused)) {
      metrics([{ name: 'ReconciliationsRefused', value: 1 }]);
      log.error('reconcile.refused', { programme, kind, businessDate: night, code: problem });
    }
    return undefined;
  }
  const opened = await openSides(reconciling.vault, sides);
  const indexes = [...opened.city.map(({ snapshot }) => snapshot.index), opened.province.index];
  const ranges = cutIntoRanges(indexes, reconciling.rangeRows);
  const running: Reconciliation = { ...common, state: 'RUNNING', ranges, endedAt: null };
  // Somebody else may have begun it meanwhile, perhaps with other snapshots: theirs are the ones.
  return (await beginReconciliation(table, running)) ? running : await readReconciliation(table, of);
}
