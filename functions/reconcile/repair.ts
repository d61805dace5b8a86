import { caseKeyOf, casesBetween, readCase, writeCases } from '../../adapters/ledger/discrepancies.ts';
import { readRecords, type RecordItem } from '../../adapters/ledger/records.ts';
import type { Log } from '../../adapters/log/log.ts';
import { mayBeRepaired } from '../../core/ledger/repair.ts';
import { isUndelivered } from '../../core/ledger/states.ts';
import type { Case } from '../../core/reconcile/cases.ts';
import { isMoneyCase } from '../../core/reconcile/codes.ts';
import { decideRepairOf, sourcesOf } from '../../core/reconcile/repair.ts';
import { slices } from '../../core/slices.ts';
import { hasRepairBatch, type NightlyUnit, openRepairBatch, type RepairGround } from './repair-batch.ts';

/** Records of one unit that go again in one night; what is more waits for the next. */
export const NIGHTLY_REPAIRS_MAX = 10_000;
/** Records looked up at once. */
const LOOKED_UP = 500;

export interface RepairOutcome {
  /** Records that go again in the batches made now. */
  readonly repaired: number;
  /** Open again, for a person: repaired in vain as often as it may be, or no longer to be put right so. */
  readonly givenUp: number;
  /** More than one night takes. */
  readonly postponed: number;
}

/** A case that is to be repaired, and whether it is counted as repaired tonight already. */
interface Wanted {
  readonly found: Case;
  readonly counted: boolean;
}

/** With the city's record in the ledger that is to go again. */
interface Repair extends Wanted {
  readonly record: RecordItem;
}

/**
 * After a unit's reconciliation is complete: what the province lacks, or says otherwise than the city that owns it, goes again through
 * the normal path. First each case is counted as being repaired tonight, then the batch is made under the night's own name: whoever
 * does it again finds both. Money is left to persons.
 */
export async function repairUnit(
  ground: RepairGround & { readonly log: Log },
  unit: NightlyUnit,
): Promise<RepairOutcome> {
  const outcome = { repaired: 0, givenUp: 0, postponed: 0 };
  const { kind, programme, night: businessDate } = unit;
  if (isMoneyCase(kind)) return outcome;
  const where = { kind, programme, businessDate };
  const wanted: Wanted[] = [];
  for await (const found of casesBetween(ground.table, unit, '', null)) {
    const decision = decideRepairOf(found, unit.night);
    if (decision.kind === 'give-up') outcome.givenUp += await giveUp(ground, [found]);
    if (decision.kind !== 'repair') continue;
    if (wanted.length < NIGHTLY_REPAIRS_MAX) wanted.push({ found, counted: decision.counted });
    else outcome.postponed += 1;
  }
  // Into a batch that is there already nothing more can go: it waits for tomorrow's.
  const open: string[] = [];
  for (const { id } of sourcesOf(unit.programme, unit.kind))
    if (!(await hasRepairBatch(ground, unit, id))) open.push(id);
  const repairs: Repair[] = [];
  for (const slice of slices(wanted, LOOKED_UP)) {
    const { repairable, hopeless } = await lookUp(ground, unit, slice);
    outcome.givenUp += await giveUp(ground, hopeless);
    const fitting = repairable.filter(({ record }) => open.includes(record.source));
    repairs.push(...(await count(ground, unit, fitting)));
  }
  for (const [system, group] of Map.groupBy(repairs, ({ record }) => record.source)) {
    const records = group.map(({ record }) => record);
    if (!(await openRepairBatch(ground, unit, system, records))) continue;
    outcome.repaired += records.length;
    ground.log.info('repair.opened', { system, ...where, records: records.length });
  }
  if (outcome.givenUp > 0) ground.log.warn('repair.given-up', { ...where, count: outcome.givenUp });
  if (outcome.postponed > 0) ground.log.warn('repair.postponed', { ...where, count: outcome.postponed });
  return outcome;
}

/** Which of the cases have a record that may go again; and which were repaired before and can't be any more. */
async function lookUp(
  { table }: RepairGround,
  { programme, kind, night }: NightlyUnit,
  wanted: readonly Wanted[],
): Promise<{ readonly repairable: readonly Repair[]; readonly hopeless: readonly Case[] }> {
  const sources = sourcesOf(programme, kind).map(({ id }) => id);
  const find = await readRecords(
    table,
    wanted.flatMap(({ found: { recordKey } }) => sources.map((source) => ({ recordKey, source }))),
  );
  const repairable: Repair[] = [];
  const hopeless: Case[] = [];
  for (const each of wanted) {
    const { found } = each;
    const told = sources.flatMap((source) => find({ recordKey: found.recordKey, source }) ?? []);
    // Of one record that two systems of the city tell, the newest word stands.
    const [record] = told.toSorted((a, b) => (a.order < b.order ? 1 : -1));
    if (record !== undefined && mayBeRepaired(record.state)) repairable.push({ ...each, record });
    // What is on its way is no news to the ledger, and a repair would only cross it.
    else if (found.state === 'REPAIRING' && found.repairs?.night !== night && !isOnItsWay(record)) hopeless.push(found);
  }
  return { repairable, hopeless };
}

function isOnItsWay(record: RecordItem | undefined): boolean {
  return record !== undefined && isUndelivered(record.state);
}

/** Counts each as repaired tonight; answers those that are. */
async function count(
  { table, clock }: RepairGround,
  { night }: NightlyUnit,
  repairs: readonly Repair[],
): Promise<readonly Repair[]> {
  const uncounted = repairs.filter(({ counted }) => !counted);
  const results = await writeCases(
    table,
    uncounted.map(({ found }) => ({
      ...found,
      state: 'REPAIRING' as const,
      repairs: { times: (found.repairs?.times ?? 0) + 1, night },
      at: clock.now().toISOString(),
      fence: found.fence + 1,
    })),
  );
  const counted = new Set(repairs.filter((each) => each.counted));
  for (const [index, each] of uncounted.entries())
    if (results[index] === 'won' || (await isCountedFor(table, night, each.found))) counted.add(each);
  return repairs.filter((each) => counted.has(each));
}

/** Whoever lost the write lost it to somebody who counts the same, or to a person who has the case in hand. */
async function isCountedFor(table: RepairGround['table'], night: string, found: Case): Promise<boolean> {
  const now = await readCase(table, caseKeyOf(found));
  return now?.state === 'REPAIRING' && now.repairs?.night === night;
}

async function giveUp({ table, clock }: RepairGround, cases: readonly Case[]): Promise<number> {
  const at = clock.now().toISOString();
  const open = cases.map((found) => ({ ...found, state: 'OPEN' as const, at, fence: found.fence + 1 }));
  const results = await writeCases(table, open);
  return results.filter((result) => result === 'won').length;
}
