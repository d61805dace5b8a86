import { type Figures, faultsByKind, upperBound95 } from './figures.ts';

export function jsonOf(figures: Figures, title: string, seconds: number) {
  const { seeds, virtualMs, calls, sites, mishaps, violated } = figures;
  return {
    seeds,
    nights: title,
    seconds: Math.round(seconds * 10) / 10,
    seedsPerSecond: Math.round(seeds / seconds),
    virtualHours: Math.round(virtualMs / 3_600_000),
    calls,
    faults: Object.fromEntries(faultsByKind(figures)),
    mishaps: Object.fromEntries(mishaps),
    sites: sites.size,
    coverage: coverage(figures),
    violations: violated,
    upperBound95: upperBound95(seeds),
  };
}

export function textOf(figures: Figures, title: string, seconds: number): string {
  const { seeds, virtualMs, calls, sites, mishaps, violated } = figures;
  const lines = [
    `${seeds} ${title} in ${seconds.toFixed(1)} s (${(seeds / seconds).toFixed(0)} a second), ${days(virtualMs)} of virtual time`,
    `${calls} calls from ${sites.size} call sites`,
    '',
    'faults of calls',
    ...table(faultsByKind(figures)),
    '',
    'mishaps',
    ...table(mishaps),
    '',
    'call sites by fault: crash before, crash after, lost answer, throttle, duplicate, partial, long delay, wrong status, unavailable',
    ...matrix(figures),
    '',
    ...violated.flatMap(({ seed, violations }) => violations.map((each) => `VIOLATION seed ${seed}: ${each}`)),
    violated.length === 0
      ? `no violation; at 95 % at most ${upperBound95(seeds).toExponential(2)} of such runs would show one`
      : `${violated.length} seeds with violations`,
  ];
  return `${lines.join('\n')}\n`;
}

const FAULTS = [
  'crash-before',
  'crash-after',
  'lost-answer',
  'throttle',
  'duplicate',
  'partial',
  'long-delay',
  'wrong-status',
  'unavailable',
] as const;

/** Share of site × fault pairs, of the five faults every call can meet, that were met at least once. */
function coverage({ sites, faults }: Figures): number {
  const pairs = [...sites.keys()].flatMap((site) => FAULTS.slice(0, 5).map((fault) => `${site}\n${fault}`));
  return pairs.length === 0 ? 0 : pairs.filter((pair) => faults.has(pair)).length / pairs.length;
}

function matrix({ sites, faults }: Figures): readonly string[] {
  return [...sites.keys()].toSorted().map((site) => {
    const counts = FAULTS.map((fault) => String(faults.get(`${site}\n${fault}`) ?? 0).padStart(6));
    return `${counts.join('')}  ${site}`;
  });
}

function table(counts: ReadonlyMap<string, number>): readonly string[] {
  return [...counts]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, count]) => `${String(count).padStart(10)}  ${name}`);
}

function days(ms: number): string {
  return `${(ms / 86_400_000).toFixed(1)} days`;
}
