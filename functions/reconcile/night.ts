import { type RunOf, readReconciliation } from '../../adapters/ledger/reconciliations.ts';
import { type ListedSnapshot, listSnapshots } from '../../adapters/ledger/snapshots.ts';
import { sourcesOf } from '../../core/reconcile/repair.ts';
import { KINDS } from '../../schemas/kind.ts';
import { PROGRAMMES } from '../../schemas/programmes.ts';
import type { Reconciling } from './environment.ts';
import { snapshotsOf } from './sides.ts';

export interface Night {
  /** The day whose books it closes, `YYYY-MM-DD` in China. */
  readonly night: string;
  /** Programmes and kinds that are compared. */
  readonly units: number;
  /** Of a look in the morning: those that were not. */
  readonly notDone?: number;
}

/** Sends a message for each programme and kind of which either side has anything. Twice is once: what is done is not done again. */
export async function startNight(reconciling: Reconciling, night: string): Promise<Night> {
  const units = unitsOf(await listSnapshots(reconciling.table), night);
  await sendUnits(reconciling, units);
  reconciling.log.info('reconcile.night-started', { businessDate: night, count: units.length });
  return { night, units: units.length };
}

/** Tells how much of the night is not compared, and sets about it once more: a side that was late may have come by now. */
export async function lookAtNight(reconciling: Reconciling, night: string): Promise<Night> {
  const units = unitsOf(await listSnapshots(reconciling.table), night);
  const states = await Promise.all(
    units.map(async (unit) => ({ unit, state: (await readReconciliation(reconciling.table, unit))?.state })),
  );
  const left = states.filter(({ state }) => state !== 'DONE');
  // What was refused has an alarm of its own.
  const notDone = left.filter(({ state }) => state !== 'REFUSED').length;
  reconciling.metrics([{ name: 'ReconciliationsNotDone', value: notDone }]);
  await sendUnits(
    reconciling,
    left.map(({ unit }) => unit),
  );
  if (notDone > 0) reconciling.log.error('reconcile.night-not-done', { businessDate: night, count: notDone });
  return { night, units: units.length, notDone };
}

async function sendUnits({ queue, ownQueue }: Reconciling, units: readonly RunOf[]): Promise<void> {
  await queue.sendAll(
    ownQueue,
    units.map((unit) => ({ v: 1, type: 'unit', ...unit })),
  );
}

function unitsOf(listed: readonly ListedSnapshot[], night: string): readonly RunOf[] {
  return PROGRAMMES.flatMap(({ code: programme }) =>
    KINDS.flatMap((kind) => {
      if (sourcesOf(programme, kind).length === 0) return [];
      const { city, province } = snapshotsOf(listed, { programme, kind });
      // Where the province holds nothing of a programme its export says so with an empty snapshot.
      const isAny = city.length > 0 || (province?.rows ?? 0) > 0;
      return isAny ? [{ night, programme, kind, run: 1 }] : [];
    }),
  );
}
