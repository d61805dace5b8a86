import type { Payment } from '../../schemas/canonical/payment.ts';
import type { Kind } from '../../schemas/kind.ts';
import { add, NOTHING, type Amount } from '../ledger/tally.ts';
import { byGravity } from './codes.ts';
import type { Discrepancy } from '../../schemas/discrepancy.ts';

/** Where every row of one side is. `rows` and `fen` of each; `held` is what the ledger holds or has refused, and none offline. */
export interface SideTally {
  readonly received: Amount;
  readonly matched: Amount;
  readonly discrepant: Amount;
  readonly suspense: Amount;
  readonly rejected: Amount;
  readonly held: Amount;
}

/**
 * Control totals of what both sides accepted, a payment once however many attempts it took; `null` where the kind has no level, or the
 * record no day.
 */
export interface ControlTotal {
  /** The city's tenant, `guangzhou`. */
  readonly city: string;
  readonly programme: string;
  readonly year: number;
  readonly fundingLevel: Payment['fundingLevel'] | null;
  /** `YYYY-MM-DD`: when a payment was made; of other kinds the day of the last change. */
  readonly day: string | null;
  readonly ofCity: Amount;
  readonly ofProvince: Amount;
  /** What of the city's the ledger holds or has refused: the province can't have it. */
  readonly ofHeld: Amount;
}

/** What a control total is of. */
export type TotalKey = Pick<ControlTotal, 'city' | 'programme' | 'year' | 'fundingLevel' | 'day'>;

export type SideName = 'city' | 'province';

/** Misses that may yet be matched, by whole days since their 更新时间. */
export interface SuspenseAge {
  readonly side: 'city' | 'province';
  readonly ageDays: number;
  readonly amount: Amount;
}

export interface DiscrepancyTotal {
  readonly code: Discrepancy;
  /** Keys. */
  readonly count: number;
  readonly ofCity: Amount;
  readonly ofProvince: Amount;
}

/** What one comparison came to. Sums of parts in any order are the statement of the whole. */
export interface ReconciliationStatement {
  readonly kind: Kind;
  /** Keys both sides agree on; earlier attempts of a payment that both sides have are counted with it, row by row. */
  readonly matched: number;
  readonly suspense: number;
  readonly city: SideTally;
  readonly province: SideTally;
  /** In the order of gravity, those that occur. */
  readonly discrepancies: readonly DiscrepancyTotal[];
  readonly suspenseAges: readonly SuspenseAge[];
  readonly totals: readonly ControlTotal[];
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
      (a, b) => ({ ...a, ...addBoth(a, b), ofHeld: add(a.ofHeld, b.ofHeld) }),
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
    suspenseAges: statement.suspenseAges.filter(({ amount }) => !isNothing(amount)).toSorted(byAge),
    totals: statement.totals
      .filter(({ ofCity, ofProvince, ofHeld }) => ![ofCity, ofProvince, ofHeld].every(isNothing))
      .toSorted(byPlace),
  };
}

function isNothing({ rows, fen }: Amount): boolean {
  return rows === 0 && fen === NOTHING.fen;
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
