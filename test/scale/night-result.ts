import { differing, type NightCompared, notWhole } from './comparison.ts';
import type { Planted } from './planted.ts';
import type { Settled } from './settled.ts';

/** Whether a message compares all of a programme's records of one kind, or a range of them. */
export type Way = 'unsplit' | 'split';

/** A night's files, and what became of their rows. */
export interface Sent extends Settled {
  readonly files: number;
  /** Programmes and kinds they are of. */
  readonly units: number;
  /** From the first file's manifest until the last record is where it belongs. */
  readonly settledMs: number;
}

export interface ComparedOnce {
  readonly way: Way;
  readonly found: NightCompared;
  /** Of each function's process since its stack was started. */
  readonly peaksMiB: Readonly<Record<string, number>>;
  /** Calls that AWS would have refused. */
  readonly denied: number;
}

export interface NightResult extends Sent {
  readonly night: string;
  /** Until the province's export of all programmes is taken in. */
  readonly exportedMs: number;
  readonly ways: readonly WayResult[];
  /** What the two comparisons do not agree on. */
  readonly differing: readonly string[];
  /** Differences that stand in the province's books. */
  readonly planted: number;
  /** Standing and not found; found and not standing. */
  readonly missed: readonly string[];
  readonly unexpected: readonly string[];
  readonly peaksMiB: Readonly<Record<string, number>>;
  readonly denied: number;
}

export interface WayResult {
  readonly way: Way;
  readonly ranges: number;
  readonly elapsedMs: number;
  /** Of the function that compares; `null` where it can't be told. */
  readonly peakMiB: number | null;
  /** Units that were not compared, or in whose statement a row is not accounted for. */
  readonly notWhole: readonly string[];
}

export interface NightOutcome {
  readonly night: string;
  readonly exportedMs: number;
  readonly sent: Sent;
  readonly standing: readonly Planted[];
  readonly compared: readonly ComparedOnce[];
}

export function resultOf({ night, exportedMs, sent, standing, compared }: NightOutcome): NightResult {
  const [first, second] = compared;
  if (first === undefined || second === undefined) throw new Error(`${night} was not compared both ways`);
  const wanted = standing.map(wordsOf);
  const found = first.found.cases.map(wordsOf);
  return {
    ...sent,
    night,
    exportedMs,
    ways: compared.map(wayOf).toSorted((a, b) => b.way.localeCompare(a.way)),
    differing: differing(first.found, second.found),
    planted: wanted.length,
    missed: wanted.filter((each) => !found.includes(each)),
    unexpected: found.filter((each, at) => !wanted.includes(each) || found.indexOf(each) !== at),
    peaksMiB: highest(compared.map(({ peaksMiB }) => peaksMiB)),
    denied: Math.max(...compared.map(({ denied }) => denied)),
  };
}

/** Conserved, both ways alike, and exactly what was planted. */
export function isExact({ notConserved, ways, differing: unlike, missed, unexpected, denied }: NightResult): boolean {
  const complaints = [...ways.flatMap((way) => way.notWhole), ...unlike, ...missed, ...unexpected];
  return notConserved + complaints.length + denied === 0;
}

function wordsOf(of: Pick<Planted, 'programme' | 'kind' | 'declarationNo'> & { readonly code: string }): string {
  return [of.programme, of.kind, of.declarationNo, of.code].join(' ');
}

function wayOf({ way, found, peaksMiB }: ComparedOnce): WayResult {
  const reconcile = Object.entries(peaksMiB).find(([name]) => name.endsWith('-Reconcile'));
  return {
    way,
    ranges: found.units.reduce((sum, { ranges }) => sum + ranges, 0),
    elapsedMs: found.elapsedMs,
    peakMiB: reconcile?.[1] ?? null,
    notWhole: notWhole(found),
  };
}

function highest(all: readonly Readonly<Record<string, number>>[]): Readonly<Record<string, number>> {
  const peaks: Record<string, number> = {};
  for (const [name, miB] of all.flatMap((each) => Object.entries(each))) peaks[name] = Math.max(peaks[name] ?? 0, miB);
  return peaks;
}
