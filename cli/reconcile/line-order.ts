import { readHanded, type DiskSpool, type SpoolHandle } from '../../adapters/vault/spool.ts';
import type { DiscrepancyLine } from '../../core/reconcile/sides.ts';
import type { SpooledFile } from './work.ts';

/** Lines of one bucket, should every row differ. */
const LINES_PER_BUCKET = 50_000;
const BUCKETS_MAX = 256;

/** Into how many parts of the order the lines are laid. */
export function bucketsFor(files: readonly SpooledFile[]): number {
  return Math.min(BUCKETS_MAX, Math.max(1, Math.ceil(placesOf(files) / LINES_PER_BUCKET)));
}

/**
 * Lines stand in the order of the city's rows, those of the province alone after them in theirs, whichever thread found them: a line goes
 * to the bucket of its place, and a bucket is sorted when it is read.
 */
export function appendLine(
  spool: DiskSpool,
  files: readonly SpooledFile[],
  line: DiscrepancyLine,
): Promise<void> | undefined {
  const place = line.city === null ? lastRowOf(files, 'city') + (line.province?.row ?? 0) : line.city.row;
  const bucket = Math.min(spool.partitions - 1, Math.floor((place * spool.partitions) / (placesOf(files) + 1)));
  return spool.append(bucket, `${place}\t${JSON.stringify(line)}\n`);
}

/** All lines in their order, as often as they are asked for, a bucket in memory at a time. */
export async function* linesInOrder(parts: readonly SpoolHandle[]): AsyncGenerator<DiscrepancyLine> {
  const buckets = parts[0]?.partitions.length ?? 0;
  for (let bucket = 0; bucket < buckets; bucket += 1) {
    const found: { readonly place: number; readonly json: string }[] = [];
    for (const part of parts)
      for await (const block of readHanded(part, bucket))
        for (const text of block.toString().trimEnd().split('\n')) {
          const tab = text.indexOf('\t');
          found.push({ place: Number(text.slice(0, tab)), json: text.slice(tab + 1) });
        }
    for (const { json } of found.toSorted((a, b) => a.place - b.place)) yield JSON.parse(json) as DiscrepancyLine;
  }
}

function placesOf(files: readonly SpooledFile[]): number {
  return lastRowOf(files, 'city') + lastRowOf(files, 'province');
}

function lastRowOf(files: readonly SpooledFile[], role: 'city' | 'province'): number {
  return files.find((file) => file.role === role)?.lastRow ?? 0;
}
