import type { Outcome } from './run.ts';

/** What many runs came to, summed up. */
export interface Figures {
  seeds: number;
  virtualMs: number;
  calls: number;
  /** Calls by site. */
  readonly sites: Map<string, number>;
  /** `site\nfault` → times. */
  readonly faults: Map<string, number>;
  readonly mishaps: Map<string, number>;
  /** Seeds with their violations. */
  readonly violated: { readonly seed: number; readonly violations: readonly string[] }[];
}

export function noFigures(): Figures {
  return { seeds: 0, virtualMs: 0, calls: 0, sites: new Map(), faults: new Map(), mishaps: new Map(), violated: [] };
}

export function addOutcome(figures: Figures, outcome: Outcome): void {
  figures.seeds += 1;
  figures.virtualMs += outcome.virtualMs;
  figures.calls += outcome.calls;
  addCounts(figures.sites, outcome.sites);
  addCounts(figures.faults, outcome.faults);
  addCounts(figures.mishaps, outcome.mishaps);
  if (outcome.violations.length > 0) figures.violated.push({ seed: outcome.seed, violations: outcome.violations });
}

export function addFigures(figures: Figures, more: Figures): void {
  figures.seeds += more.seeds;
  figures.virtualMs += more.virtualMs;
  figures.calls += more.calls;
  addCounts(figures.sites, more.sites);
  addCounts(figures.faults, more.faults);
  addCounts(figures.mishaps, more.mishaps);
  figures.violated.push(...more.violated);
}

function addCounts<Name>(sums: Map<Name, number>, counts: ReadonlyMap<Name, number>): void {
  for (const [name, count] of counts) sums.set(name, (sums.get(name) ?? 0) + count);
}

/** Times of each kind of fault of calls. */
export function faultsByKind({ faults }: Figures): ReadonlyMap<string, number> {
  const kinds = new Map<string, number>();
  for (const [name, count] of faults) {
    const kind = name.slice(name.indexOf('\n') + 1);
    kinds.set(kind, (kinds.get(kind) ?? 0) + count);
  }
  return kinds;
}

/**
 * With no violation in n independent runs, the share of runs that would show one is, at 95 %, at most 1 − 0.05^(1/n): about 3 in n.
 * It speaks of runs as they are drawn here, not of nights in the world.
 */
export function upperBound95(seeds: number): number {
  return 1 - 0.05 ** (1 / seeds);
}
