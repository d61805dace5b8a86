import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { isConserved, type ReconciliationStatement } from '../../core/reconcile/statement.ts';
import { askAsOperator } from '../../local/demo/operators-api.ts';
import type { Deployment } from '../../local/deployment/deployment.ts';
import type { Kind } from '../../schemas/kind.ts';

/** A night's comparison of every programme and kind. */
export interface NightCompared {
  readonly units: readonly UnitCompared[];
  /** Every case the night has found, in one order. */
  readonly cases: readonly FoundCase[];
  readonly elapsedMs: number;
}

export interface UnitCompared {
  readonly programme: string;
  readonly kind: Kind;
  readonly run: number;
  readonly state: 'RUNNING' | 'DONE' | 'REFUSED';
  readonly problem: string | null;
  readonly ranges: number;
  readonly statement: ReconciliationStatement | null;
}

/** A case without what only says which run found it. */
export interface FoundCase {
  readonly programme: string;
  readonly kind: Kind;
  readonly recordKey: string;
  readonly declarationNo: string;
  readonly code: string;
  readonly fields: readonly string[];
  readonly fenCity: string | null;
  readonly fenProvince: string | null;
}

const POLL_MS = 1_000;
const PATIENCE_MS = 3_600_000;
const PAGE = 200;

/** Compares a night: by the clock the first time, because an operator asks for it after that; waits until every unit has ended. */
export async function compareNight(
  deployment: Deployment,
  night: string,
  run: number,
  units: number,
): Promise<NightCompared> {
  const began = performance.now();
  if (run === 1) await deployment.stack.invoke('Reconcile', { time: `${night}T20:00:00Z` });
  else await askAsOperator(deployment, 'POST', '/reconciliations', { night });
  for (;;) {
    const all = (await listed(deployment, night)).filter((each) => each.run === run);
    const elapsedMs = performance.now() - began;
    if (all.length >= units && all.every(({ state }) => state !== 'RUNNING')) {
      const shown: UnitCompared[] = [];
      for (const { reconciliationId } of all)
        shown.push((await askAsOperator(deployment, 'GET', `/reconciliations/${reconciliationId}`)) as UnitCompared);
      return { units: shown.toSorted(byUnit), cases: await casesOf(deployment, night), elapsedMs };
    }
    if (elapsedMs > PATIENCE_MS) throw new Error(`the comparison of ${night} has not ended`);
    await pause(POLL_MS);
  }
}

/** What two comparisons of the same snapshots do not agree on: units by name, `units` where one has others, `cases` where it found others. */
export function differing(one: NightCompared, other: NightCompared): readonly string[] {
  const sayOf = ({ state, problem, statement }: UnitCompared) => ({ state, problem, statement });
  const isSame = (unit: UnitCompared, at: number): boolean => {
    const same = other.units[at];
    return same !== undefined && isDeepStrictEqual(sayOf(unit), sayOf(same));
  };
  if (!isDeepStrictEqual(one.units.map(nameOf), other.units.map(nameOf))) return ['units'];
  const units = one.units.filter((unit, at) => !isSame(unit, at)).map(nameOf);
  return [...units, ...(isDeepStrictEqual(one.cases, other.cases) ? [] : ['cases'])];
}

/** Units that were not compared, or in whose statement a row is not accounted for. */
export function notWhole({ units }: NightCompared): readonly string[] {
  return units
    .filter(({ state, statement }) => state !== 'DONE' || statement === null || !isConserved(statement))
    .map(nameOf);
}

function nameOf({ programme, kind }: UnitCompared): string {
  return `${programme} ${kind}`;
}

async function listed(
  deployment: Deployment,
  night: string,
): Promise<readonly (UnitCompared & { readonly reconciliationId: string })[]> {
  return await allPages(deployment, `/reconciliations?night=${night}`, 'reconciliations');
}

async function casesOf(deployment: Deployment, night: string): Promise<readonly FoundCase[]> {
  const found = await allPages<FoundCase & { readonly discrepancyId: string; readonly state: string }>(
    deployment,
    `/discrepancies?night=${night}`,
    'discrepancies',
  );
  const cases: FoundCase[] = [];
  for (const { discrepancyId, state, programme, kind, recordKey, code, fields, fenCity, fenProvince } of found) {
    if (state === 'CLOSED') continue;
    const { evidence } = (await askAsOperator(deployment, 'GET', `/discrepancies/${discrepancyId}`)) as Shown;
    const declarationNo = (evidence?.city ?? evidence?.province)?.fields.declarationNo ?? '';
    cases.push({ programme, kind, recordKey, declarationNo, code, fields, fenCity, fenProvince });
  }
  return cases.toSorted((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
}

interface Shown {
  readonly evidence: { readonly city: Side; readonly province: Side } | null;
}
type Side = { readonly fields: { readonly declarationNo?: string } } | null;

async function allPages<T>(deployment: Deployment, path: string, member: string): Promise<readonly T[]> {
  const items: T[] = [];
  for (let cursor = ''; ;) {
    const page = (await askAsOperator(deployment, 'GET', `${path}&limit=${PAGE}${cursor}`)) as Page<T>;
    items.push(...(page[member] ?? []));
    if (page.next === null) return items;
    cursor = `&cursor=${encodeURIComponent(page.next)}`;
  }
}

type Page<T> = { readonly next: string | null } & Readonly<Record<string, readonly T[]>>;

function byUnit(a: UnitCompared, b: UnitCompared): number {
  return nameOf(a) < nameOf(b) ? -1 : 1;
}

function placeOf({ programme, kind, recordKey }: FoundCase): string {
  return `${programme} ${kind} ${recordKey}`;
}
