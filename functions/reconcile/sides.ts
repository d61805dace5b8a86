import type { Unit } from '../../adapters/ledger/discrepancies.ts';
import type { PinnedSides, PinnedSnapshot, SideNote } from '../../adapters/ledger/reconciliations.ts';
import type { ListedSnapshot } from '../../adapters/ledger/snapshots.ts';
import { dayBefore } from '../../core/reconcile/night.ts';
import { isPaidOnCertificate } from '../../core/reconcile/three-way.ts';
import { sourcesOf } from '../../core/reconcile/repair.ts';
import type { Kind } from '../../schemas/kind.ts';
import type { ProblemCode } from '../../schemas/problem.ts';
import { systems } from '../../schemas/systems/registry.ts';

/** The other side of every comparison. */
export const PROVINCE = 'province/yuegonghui';

export type Sides =
  | { readonly problem: null; readonly sides: PinnedSides; readonly notes: readonly SideNote[] }
  /** It can't be compared, and which sides there are. */
  | { readonly problem: ProblemCode; readonly sides: PinnedSides; readonly notes: readonly SideNote[] };

/** The snapshots either side of a unit has now. */
export function snapshotsOf(
  listed: readonly ListedSnapshot[],
  { programme, kind }: Unit,
): { readonly city: readonly PinnedSnapshot[]; readonly province: PinnedSnapshot | null } {
  const province = listed.find((each) => each.system === PROVINCE && each.kind === kind && each.part === programme);
  return { city: ofCities(listed, programme, kind), province: province === undefined ? null : pinned(province) };
}

/**
 * Which snapshots are compared, or why none are. A side a day old is compared, and that is told: a night's file or export that did not
 * come must not hide what differs besides. Older than that, what it lacks says nothing.
 */
export function sidesOf(listed: readonly ListedSnapshot[], unit: Unit, night: string): Sides {
  const { city, province } = snapshotsOf(listed, unit);
  const asked = unit.kind === 'payment';
  const sides: PinnedSides = {
    city,
    province,
    applicants: asked ? indexed(ofBoth(listed, unit.programme, 'applicant')) : [],
    certificates:
      asked && isPaidOnCertificate(unit.programme) ? indexed(ofBoth(listed, unit.programme, 'certificate')) : [],
    returns: asked ? indexed(listed.filter(({ system }) => RAILS.has(system)).map(pinned)) : [],
  };
  if (province === null || city.length === 0) return refused('reconcile.side-missing', sides);
  const all = [...city, province];
  if (all.some(({ index }) => index === null)) return refused('reconcile.side-unindexed', sides);
  if (province.rows === 0 || city.every(({ rows }) => rows === 0)) return refused('reconcile.side-empty', sides);
  const newest = city.toSorted((a, b) => (a.businessDate < b.businessDate ? 1 : -1)).slice(0, 1);
  const old = [...newest, province].filter(({ businessDate }) => businessDate < night);
  if (old.some(({ businessDate }) => businessDate < dayBefore(night)))
    return refused('reconcile.side-too-old', sides, notesOf(old, 'reconcile.side-too-old'));
  return { problem: null, sides, notes: notesOf(old, 'reconcile.side-old') };
}

function refused(problem: ProblemCode, sides: PinnedSides, notes: readonly SideNote[] = []): Sides {
  return { problem, sides, notes };
}

function ofCities(listed: readonly ListedSnapshot[], programme: string, kind: Kind): readonly PinnedSnapshot[] {
  const cities = new Set(sourcesOf(programme, kind).map(({ id }) => id));
  return listed.filter((each) => each.kind === kind && cities.has(each.system)).map(pinned);
}

/** What either side has heard: the province approves and verifies, and a city may say so a night later. */
function ofBoth(listed: readonly ListedSnapshot[], programme: string, kind: Kind): readonly PinnedSnapshot[] {
  const { city, province } = snapshotsOf(listed, { programme, kind });
  return province === null ? city : [...city, province];
}

function pinned({ system, kind, part, item }: ListedSnapshot): PinnedSnapshot {
  return { ...item, system, kind, part };
}

/** Evidence that can't be read is not asked: then nothing is concluded from it. */
function indexed(snapshots: readonly PinnedSnapshot[]): readonly PinnedSnapshot[] {
  return snapshots.every(({ index }) => index !== null) ? snapshots : [];
}

function notesOf(snapshots: readonly PinnedSnapshot[], code: ProblemCode): readonly SideNote[] {
  return snapshots.map(({ system, businessDate }) => ({ code, system, businessDate }));
}

const RAILS: ReadonlySet<string> = new Set(systems.filter(({ side }) => side === 'rail').map(({ id }) => id));
