import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { hashRun } from './row-hash.ts';

/**
 * Two CSV files of one layout, key in the first column, no quoted cells, compared row by row in little memory. First every worker takes
 * slices of the files and parts 32-byte entries (96 bits of the key's hash, 96 of the other cells', the row's place) by the key's hash
 * into a file of its own; then every worker takes partitions and matches them in memory.
 */
export interface Job {
  readonly paths: readonly [city: string, province: string];
  readonly spool: string;
  readonly seed: number;
  /** Two counters all workers take from: the next slice, the next partition. */
  readonly counters: SharedArrayBuffer;
}

/** Where a partition's entries of one side lie. */
export interface Chunk {
  readonly worker: string;
  readonly side: number;
  readonly partition: number;
  readonly offset: number;
  readonly entries: number;
}

export type Order = { readonly do: 'part' } | { readonly do: 'match'; readonly chunks: readonly Chunk[] };
export type Report = { readonly chunks: readonly Chunk[] } | { readonly keys: readonly string[] };

const SLICE_BYTES = 2 * 1024 * 1024;
const LINE_BYTES_MAX = 64 * 1024;
const PARTITIONS = 128;
const ENTRY_WORDS = 8;
const CHUNK_ENTRIES = 512;
const [LF, COMMA, QUOTE] = [0x0a, 0x2c, 0x22];

if (parentPort !== null) {
  const port = parentPort;
  const job = workerData as Job;
  port.on('message', (order: Order) => {
    const report: Report = order.do === 'part' ? { chunks: partFiles(job) } : { keys: matchParts(job, order.chunks) };
    port.postMessage(report);
  });
}

function partFiles({ paths, spool, seed, counters }: Job): readonly Chunk[] {
  const next = new Int32Array(counters);
  const files = paths.map((path) => openSync(path, 'r'));
  const sizes = files.map((file) => fstatSync(file).size);
  const out = createParts(spool);
  const buffer = Buffer.alloc(SLICE_BYTES + LINE_BYTES_MAX + 16);
  const slicesOf = sizes.map((size) => Math.ceil(size / SLICE_BYTES));
  for (;;) {
    const slice = Atomics.add(next, 0, 1);
    const side = slice < (slicesOf[0] ?? 0) ? 0 : 1;
    const start = (side === 0 ? slice : slice - (slicesOf[0] ?? 0)) * SLICE_BYTES;
    const [file, size] = [files[side], sizes[side]];
    if (file === undefined || size === undefined || start >= size) break;
    // From one byte before, to see whether a line begins with the slice.
    const from = Math.max(0, start - 1);
    const length = readSync(file, buffer, 0, Math.min(size - from, SLICE_BYTES + LINE_BYTES_MAX), from);
    partSlice(buffer, length, start - from + SLICE_BYTES, { side, from, seed }, out.add);
  }
  for (const file of files) closeSync(file);
  return out.end();
}

type Add = (side: number, key: Int32Array, cells: Int32Array, place: number) => void;

/** Lines that begin before `end`. The first line of a slice belongs to the slice before, or is the header. */
function partSlice(
  buffer: Buffer,
  length: number,
  end: number,
  { side, from, seed }: { readonly side: number; readonly from: number; readonly seed: number },
  add: Add,
): void {
  const view = new DataView(buffer.buffer, buffer.byteOffset, buffer.length);
  const key = new Int32Array(4);
  const cells = new Int32Array(4);
  const quote = buffer.indexOf(QUOTE);
  if (quote >= 0 && quote < length) throw new Error('a quoted cell: this reader takes plain files only');
  for (let at = buffer.indexOf(LF) + 1; at > 0 && at < end && at < length;) {
    const lineEnd = buffer.indexOf(LF, at);
    if (lineEnd < 0 || lineEnd >= length) throw new Error('a line without its end');
    let comma = at;
    while (comma < lineEnd && buffer[comma] !== COMMA) comma += 1;
    hashRun(key, view, at, comma, seed);
    hashRun(cells, view, comma, lineEnd, seed);
    add(side, key, cells, from + at);
    at = lineEnd + 1;
  }
}

function createParts(spool: string) {
  const file = openSync(spool, 'w');
  const chunks: Chunk[] = [];
  const open = Array.from({ length: 2 * PARTITIONS }, () => ({
    words: new Int32Array(CHUNK_ENTRIES * ENTRY_WORDS),
    used: 0,
  }));
  let offset = 0;
  const flush = (number: number, words: Int32Array): void => {
    const bytes = Buffer.from(words.buffer, 0, words.byteLength);
    writeSync(file, bytes, 0, bytes.length, offset);
    const [side, partition] = [number & 1, number >> 1];
    chunks.push({ worker: spool, side, partition, offset, entries: words.length / ENTRY_WORDS });
    offset += bytes.length;
  };
  const add: Add = (side, key, cells, place) => {
    const number = (((key[0] ?? 0) >>> 25) << 1) | side;
    const part = open[number];
    if (part === undefined) throw new Error('no such partition');
    const { words, used } = part;
    for (let word = 0; word < 3; word += 1) {
      words[used + word] = key[word + 1] ?? 0;
      words[used + 3 + word] = cells[word + 1] ?? 0;
    }
    words[used + 6] = Math.floor(place / 2 ** 32);
    words[used + 7] = place | 0;
    part.used = used + ENTRY_WORDS;
    if (part.used < words.length) return;
    flush(number, words);
    part.used = 0;
  };
  const end = (): readonly Chunk[] => {
    for (const [number, { words, used }] of open.entries()) if (used > 0) flush(number, words.subarray(0, used));
    closeSync(file);
    return chunks;
  };
  return { add, end };
}

function matchParts({ paths, counters }: Job, chunks: readonly Chunk[]): readonly string[] {
  const next = new Int32Array(counters);
  const files = paths.map((path) => openSync(path, 'r'));
  const spools = new Map([...new Set(chunks.map(({ worker }) => worker))].map((path) => [path, openSync(path, 'r')]));
  const keys: string[] = [];
  const byPart = Map.groupBy(chunks, ({ side, partition }) => partition * 2 + side);
  for (;;) {
    const partition = Atomics.add(next, 1, 1);
    if (partition >= PARTITIONS) break;
    const [city, province] = [0, 1].map((side) => load(spools, byPart.get(partition * 2 + side) ?? []));
    if (city === undefined || province === undefined) break;
    for (const { side, place } of differences(city, province)) keys.push(keyAt(files[side] ?? -1, place));
  }
  for (const file of [...files, ...spools.values()]) closeSync(file);
  return keys;
}

function load(spools: ReadonlyMap<string, number>, chunks: readonly Chunk[]): Int32Array {
  const entries = chunks.reduce((sum, chunk) => sum + chunk.entries, 0);
  const words = new Int32Array(entries * ENTRY_WORDS);
  const bytes = Buffer.from(words.buffer);
  let at = 0;
  for (const { worker, offset, entries: count } of chunks) {
    at += readSync(spools.get(worker) ?? -1, bytes, at, count * ENTRY_WORDS * 4, offset);
  }
  return words;
}

interface Difference {
  readonly side: number;
  readonly place: number;
}

/** One row of every key that is not once, and alike, on both sides. */
function differences(city: Int32Array, province: Int32Array): readonly Difference[] {
  const found: Difference[] = [];
  const slots = 2 ** Math.ceil(Math.log2(Math.max(2, (city.length / ENTRY_WORDS) * 1.5)));
  const table = new Int32Array(slots).fill(-1);
  const isSeen = new Uint8Array(city.length / ENTRY_WORDS);
  for (let at = 0; at < city.length; at += ENTRY_WORDS) {
    const slot = slotOf(table, city, city, at);
    if (table[slot] === -1) table[slot] = at;
    else found.push({ side: 0, place: placeOf(city, at) });
  }
  for (let at = 0; at < province.length; at += ENTRY_WORDS) {
    const own = table[slotOf(table, city, province, at)] ?? -1;
    const isMatch = own !== -1 && isSeen[own / ENTRY_WORDS] === 0 && areSame(city, own + 3, province, at + 3);
    if (own !== -1) isSeen[own / ENTRY_WORDS] = 1;
    if (!isMatch) found.push({ side: 1, place: placeOf(province, at) });
  }
  for (let at = 0; at < city.length; at += ENTRY_WORDS)
    if (isSeen[at / ENTRY_WORDS] === 0) found.push({ side: 0, place: placeOf(city, at) });
  return found;
}

/** The slot of an entry's key, or the free one where it belongs. */
function slotOf(table: Int32Array, held: Int32Array, words: Int32Array, at: number): number {
  const mask = table.length - 1;
  let slot = (words[at] ?? 0) & mask;
  for (let other = table[slot] ?? -1; other !== -1 && !areSame(held, other, words, at); other = table[slot] ?? -1)
    slot = (slot + 1) & mask;
  return slot;
}

function areSame(a: Int32Array, aAt: number, b: Int32Array, bAt: number): boolean {
  return a[aAt] === b[bAt] && a[aAt + 1] === b[bAt + 1] && a[aAt + 2] === b[bAt + 2];
}

function placeOf(words: Int32Array, at: number): number {
  return (words[at + 6] ?? 0) * 2 ** 32 + ((words[at + 7] ?? 0) >>> 0);
}

function keyAt(file: number, place: number): string {
  const bytes = Buffer.alloc(128);
  const length = readSync(file, bytes, 0, bytes.length, place);
  return bytes.toString('latin1', 0, Math.min(length, bytes.indexOf(COMMA)));
}
