import { isExact, type NightResult, type WayResult } from './night-result.ts';

export interface Scale {
  readonly cities: number;
  readonly records: number;
  readonly rangeRows: number;
}

/** The results as text, one block a night. */
export function tableOf({ cities, records, rangeRows }: Scale, nights: readonly NightResult[]): string {
  const head = `${cities} cities of ${number(records)} records each, through the local stack; ranges of at most ${number(rangeRows)} rows of both sides`;
  return [head, ...nights.map(blockOf), ''].join('\n');
}

function blockOf(night: NightResult): string {
  const { received, applied, unchanged, rejected, held, files, units, settledMs, exportedMs, ways } = night;
  const found = [
    `${number(night.planted)} differences stand in the province's books`,
    `${night.missed.length} of them missed`,
    `${night.unexpected.length} others found`,
  ];
  const peaks = Object.entries(night.peaksMiB)
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, PEAKS_SHOWN)
    .map(([name, miB]) => `${name.replace(/^UnionBridge-[A-Za-z]+-/, '')} ${miB.toFixed(0)}`);
  return [
    '',
    `${night.night}: ${number(files)} files, ${number(received)} rows = ${number(applied)} applied + ${number(unchanged)} unchanged + ${number(rejected)} rejected + ${number(held)} held`,
    `  settled at the province in ${seconds(settledMs)} (${number(Math.round(received / (settledMs / 1000)))} rows/s), the province's export taken in in ${seconds(exportedMs)}`,
    ...ways.map((way) => wayLine(way, units)),
    `  ${night.differing.length === 0 ? 'the same statements and cases both ways' : `not the same: ${night.differing.join(', ')}`}`,
    `  ${found.join(', ')}`,
    `  peak memory, MiB: ${peaks.join(', ')}`,
    `  ${isExact(night) ? 'exact' : 'NOT EXACT'}`,
  ].join('\n');
}

const PEAKS_SHOWN = 5;

function wayLine({ way, ranges, elapsedMs, peakMiB, notWhole }: WayResult, units: number): string {
  const memory = peakMiB === null ? '' : `, reconcile at most ${peakMiB.toFixed(0)} MiB`;
  const left = notWhole.length === 0 ? 'all conserved' : `not whole: ${notWhole.join(', ')}`;
  return `  compared ${way.padEnd(7)} ${number(units)} programmes and kinds in ${number(ranges)} ranges, ${seconds(elapsedMs)}${memory}; ${left}`;
}

function number(value: number): string {
  return value.toLocaleString('en');
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
