import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import iconv from 'iconv-lite';
import type { Canary } from '../../local/nights/canaries.ts';

/** A personal value where it has no business to be; the value itself is not repeated. */
export interface Sighting {
  readonly place: string;
  readonly what: Canary['what'];
}

/** Looks for the values in the bytes, as UTF-8 and as GB18030: one pass, however many there are. */
export function sightingsIn(place: string, bytes: Uint8Array, canaries: readonly Canary[]): readonly Sighting[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const byEnding = needlesOf(canaries);
  const seen = new Set<Canary>();
  let ending = 0;
  for (let index = 0; index < buffer.length; index++) {
    ending = ((ending << 8) | (buffer[index] ?? 0)) >>> 0;
    for (const { needle, canary } of byEnding.get(ending) ?? []) {
      const from = index + 1 - needle.length;
      if (from >= 0 && buffer.compare(needle, 0, needle.length, from, index + 1) === 0) seen.add(canary);
    }
  }
  return [...seen].map(({ what }) => ({ place, what }));
}

interface Needle {
  readonly needle: Buffer;
  readonly canary: Canary;
}

const known = new WeakMap<readonly Canary[], ReadonlyMap<number, readonly Needle[]>>();

/** The values' bytes by the last four of them, which tell more than the first: ID numbers begin alike. */
function needlesOf(canaries: readonly Canary[]): ReadonlyMap<number, readonly Needle[]> {
  const made = known.get(canaries);
  if (made !== undefined) return made;
  const needles = canaries.flatMap((canary) =>
    [Buffer.from(canary.value), iconv.encode(canary.value, 'gb18030')].map((needle) => ({ needle, canary })),
  );
  const byEnding = Map.groupBy(needles, ({ needle }) => needle.readUInt32BE(needle.length - 4));
  known.set(canaries, byEnding);
  return byEnding;
}

export const LANDING = join('s3', 'buckets', 'unionbridge-flow-landing');
export const VAULT = join('s3', 'buckets', 'unionbridge-data-vault');

/** All that the bridge keeps of its own: not the city's files as they came, nor the outside world beside it. */
export function isOurOwn({ place }: Sighting): boolean {
  return ![LANDING, 'simulators'].some((folder) => place.startsWith(folder));
}

/** Looks through the names and the bytes of every file below `directory`, deleted pages of databases included. */
export function sightingsBelow(directory: string, canaries: readonly Canary[]): readonly Sighting[] {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.flatMap((entry) => {
    const path = join(entry.parentPath, entry.name);
    const place = relative(directory, path);
    return [
      ...sightingsIn(`name of ${place}`, Buffer.from(place), canaries),
      ...sightingsIn(place, bytesOf(path), canaries),
    ];
  });
}

/** A file that a function has cleared away since it was listed holds nothing any more. */
function bytesOf(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}
