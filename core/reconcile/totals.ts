import { systemById, systems } from '../../schemas/systems/registry.ts';
import type { Canonical } from '../../schemas/systems/system.ts';
import { add, NOTHING, type Amount } from '../ledger/tally.ts';
import { byGravity } from './codes.ts';
import type { ControlTotal, DiscrepancyTotal, ReconciliationStatement, SideTally, SuspenseAge } from './statement.ts';

export type SideName = 'city' | 'province';

/** What a control total is of. */
export type TotalKey = Pick<ControlTotal, 'city' | 'programme' | 'year' | 'fundingLevel' | 'day'>;

/** The control total a row of this system counts in; a row of the province in that of the city whose programme it is. */
export function totalKeyOf(system: string, record: Canonical): TotalKey {
  const { programmeCode: programme, programmeYear: year } = record;
  const city = cityOf(system, programme);
  if (!('fundingLevel' in record))
    return { city, programme, year, fundingLevel: null, day: chinaDay(record.updatedAt) };
  return { city, programme, year, fundingLevel: record.fundingLevel, day: record.paidOn ?? null };
}

/** 分 of a record; `"0"` where its kind carries no money. */
export function fenOf(record: Canonical): string {
  return 'amountFen' in record ? record.amountFen : NOTHING.fen;
}

/**
 * The statement of the whole out of those of its parts, in whatever order they come and however they were cut.
 *
 * @throws RangeError of no parts, or of parts of several kinds
 */
export function mergeStatements(parts: readonly ReconciliationStatement[]): ReconciliationStatement {
  const [first] = parts;
  if (first === undefined || parts.some(({ kind }) => kind !== first.kind))
    throw new RangeError('statements of one kind are added up, and of one at least');
  return inOrder({
    kind: first.kind,
    matched: parts.reduce((sum, { matched }) => sum + matched, 0),
    suspense: parts.reduce((sum, { suspense }) => sum + suspense, 0),
    city: parts.map(({ city }) => city).reduce(addSides),
    province: parts.map(({ province }) => province).reduce(addSides),
    discrepancies: summed(
      parts.flatMap(({ discrepancies }) => discrepancies),
      ({ code }) => code,
      (a, b) => ({ ...a, count: a.count + b.count, ...addBoth(a, b) }),
    ),
    suspenseAges: summed(
      parts.flatMap(({ suspenseAges }) => suspenseAges),
      ({ side, ageDays }) => `${side} ${ageDays}`,
      (a, b) => ({ ...a, amount: add(a.amount, b.amount) }),
    ),
    totals: summed(
      parts.flatMap(({ totals }) => totals),
      (total) => JSON.stringify(placeOf(total)),
      (a, b) => ({ ...a, ...addBoth(a, b) }),
    ),
  });
}

/** Whether each side's received = matched + discrepant + suspense + rejected + held, in rows and in 分. */
export function isConserved({ city, province }: Pick<ReconciliationStatement, 'city' | 'province'>): boolean {
  return isSideConserved(city) && isSideConserved(province);
}

/** Its lists in their one order, without what is of nothing. */
export function inOrder(statement: ReconciliationStatement): ReconciliationStatement {
  return {
    ...statement,
    discrepancies: statement.discrepancies.toSorted((a, b) => byGravity(a.code, b.code)),
    suspenseAges: statement.suspenseAges.filter(({ amount }) => amount.rows > 0).toSorted(byAge),
    totals: statement.totals.toSorted(byPlace),
  };
}

const CHINA_OFFSET_MS = 8 * 3_600_000;

/** The canonical form is at +08:00 already; another offset is put there. */
function chinaDay(time: string): string {
  if (time.endsWith('+08:00')) return time.slice(0, 10);
  return new Date(Date.parse(time) + CHINA_OFFSET_MS).toISOString().slice(0, 10);
}

const CITIES = new Map(
  systems.filter(({ side }) => side === 'city').map(({ programme, tenant }) => [programme, tenant]),
);

function cityOf(system: string, programme: string): string {
  const found = systemById(system);
  if (found?.side === 'city') return found.tenant;
  return CITIES.get(programme) ?? found?.tenant ?? '';
}

function isSideConserved({ received, matched, discrepant, suspense, rejected, held }: SideTally): boolean {
  const went = [matched, discrepant, suspense, rejected, held].reduce(add);
  return received.rows === went.rows && received.fen === went.fen;
}

function addSides(a: SideTally, b: SideTally): SideTally {
  return {
    received: add(a.received, b.received),
    matched: add(a.matched, b.matched),
    discrepant: add(a.discrepant, b.discrepant),
    suspense: add(a.suspense, b.suspense),
    rejected: add(a.rejected, b.rejected),
    held: add(a.held, b.held),
  };
}

type OfBoth = Pick<DiscrepancyTotal, 'ofCity' | 'ofProvince'>;

function addBoth(a: OfBoth, b: OfBoth): { readonly ofCity: Amount; readonly ofProvince: Amount } {
  return { ofCity: add(a.ofCity, b.ofCity), ofProvince: add(a.ofProvince, b.ofProvince) };
}

function summed<T>(items: readonly T[], keyOf: (item: T) => string, plus: (a: T, b: T) => T): readonly T[] {
  const sums = new Map<string, T>();
  for (const item of items) {
    const key = keyOf(item);
    const sum = sums.get(key);
    sums.set(key, sum === undefined ? item : plus(sum, item));
  }
  return [...sums.values()];
}

function byAge(a: SuspenseAge, b: SuspenseAge): number {
  return a.side === b.side ? a.ageDays - b.ageDays : a.side < b.side ? -1 : 1;
}

/** A total with no level or day comes before those that have one. */
function placeOf({ city, programme, year, fundingLevel, day }: TotalKey): readonly string[] {
  return [city, programme, String(year), fundingLevel ?? '', day ?? ''];
}

function byPlace(a: TotalKey, b: TotalKey): number {
  const [left, right] = [placeOf(a), placeOf(b)];
  const at = left.findIndex((part, index) => part !== right[index]);
  return at < 0 ? 0 : (left[at] ?? '') < (right[at] ?? '') ? -1 : 1;
}
