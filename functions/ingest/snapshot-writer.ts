import type { SnapshotFlip } from '../../adapters/ledger/batches.ts';
import { listSnapshot, type SnapshotItem } from '../../adapters/ledger/snapshots.ts';
import type { Key } from '../../adapters/ledger/table.ts';
import { FRAME_BYTES_MAX } from '../../adapters/vault/frame.ts';
import type { Spool } from '../../adapters/vault/spool.ts';
import { formatPointer } from '../../core/ledger/pointer.ts';
import { formOfIndex } from '../../core/reconcile/blocks.ts';
import { createEntryWriter, ENTRY_BYTES, FRAME_ENTRIES } from '../../core/reconcile/entries.ts';
import { formatSnapshotLine, parseSnapshotLine, type SnapshotLine } from '../../core/snapshot.ts';
import { createTotalling, programmesOf, type SnapshotIndex } from '../../core/snapshot-index.ts';
import type { FramePointer } from '../../schemas/message.ts';
import type { Ingesting } from './environment.ts';

/** Gathers the next snapshot on disk while the chunks are sealed, as their places are known only afterwards. */
export interface SnapshotWriter extends AsyncDisposable {
  /**
   * Lines in the order of their keys.
   *
   * @param place where the record's newest row went in this run, `null` where it is as before.
   */
  readonly add: (line: SnapshotLine, place: { readonly frame: number; readonly line: number } | null) => Promise<void>;
  /** Seals the snapshot, with what it is compared by, and says how to put it in place of the one before. */
  readonly finish: (
    key: Key,
    before: SnapshotItem,
    batch: NewestBatch,
    frames: readonly FramePointer[],
  ) => Promise<SnapshotFlip>;
}

/** The batch a snapshot is made anew with, and its run. */
export interface NewestBatch {
  readonly batchId: string;
  readonly run: string;
  readonly manifest: { readonly businessDate: string; readonly sequence: number };
}

export async function createSnapshotWriter(ingesting: Ingesting): Promise<SnapshotWriter> {
  const spool = await ingesting.spool(PARTS);
  let rows = 0;
  let fen = 0n;
  return {
    add: async (line, place) => {
      rows += 1;
      fen += BigInt(line.fen);
      const pointer = place === null ? line.pointer : `@${place.frame}#${place.line}`;
      const written = spool.append(LINES, `${formatSnapshotLine({ ...line, pointer })}\n`);
      if (written !== undefined) await written;
    },
    finish: async (key, before, batch, frames) => {
      const object = `snapshots/${key.pk.slice(2).replaceAll('#', '/')}/${batch.run}`;
      const index = await seal(ingesting, object, spool, frames);
      // One of before there was a list is entered here, too.
      if (before.index === null) await listSnapshot(ingesting.table, key);
      return {
        key,
        expectedVersion: before.version,
        snapshot: {
          version: before.version + 1,
          object,
          index: `${object}.index`,
          rows,
          fen: fen.toString(),
          programmes: programmesOf(index.totals),
          ...newest(before, batch),
        },
      };
    },
    [Symbol.asyncDispose]: () => spool[Symbol.asyncDispose](),
  };
}

/** The spool's partitions: lines whose places are still to be filled in, and frames of entries. */
const LINES = 0;
const ENTRIES = 1;
const PARTS = 2;
/** Stands in an entry for the comparison hash of a line of before, which differs so from every other. */
const NOT_HASHED = 'A'.repeat(22);
const ENTRY_FRAME_BYTES = FRAME_ENTRIES * ENTRY_BYTES;

/** Writes lines, entries and index, each an object beside the others; all are durable before anything names them. */
async function seal(
  { vault }: Ingesting,
  object: string,
  spool: Spool,
  places: readonly FramePointer[],
): Promise<SnapshotIndex> {
  const sealing = { places, starts: [], entries: createEntryWriter(), totalling: createTotalling(), spool };
  const lines = await vault.write(object, lineFrames(sealing));
  const { frame, index } = sealing.entries.finish();
  if (frame !== null) await spool.append(ENTRIES, frame);
  const sealed: SnapshotIndex = {
    v: 1,
    lines: lines.flatMap((pointer, at) => startOf(sealing.starts, at, pointer)),
    entries: formOfIndex(index),
    entryFrames: index.entries === 0 ? [] : await vault.write(`${object}.entries`, cut(spool.read(ENTRIES))),
    totals: sealing.totalling.totals(),
  };
  await vault.write(`${object}.index`, cut([Buffer.from(JSON.stringify(sealed), 'utf8')]));
  return sealed;
}

interface FrameStart {
  readonly firstKey: string;
  readonly firstLine: number;
}

interface Sealing {
  readonly places: readonly FramePointer[];
  /** Of the frames of lines so far. */
  readonly starts: FrameStart[];
  readonly entries: ReturnType<typeof createEntryWriter>;
  readonly totalling: ReturnType<typeof createTotalling>;
  readonly spool: Spool;
}

function startOf(starts: readonly FrameStart[], at: number, pointer: FramePointer) {
  const start = starts[at];
  return start === undefined ? [] : [{ ...start, pointer }];
}

/** Blocks of whole lines with their places filled in, as frames; entries and totals are made on the way. */
async function* lineFrames(sealing: Sealing): AsyncGenerator<Uint8Array> {
  let open: string[] = [];
  let size = 0;
  let count = 0;
  for await (const block of sealing.spool.read(LINES)) {
    for (const text of block.toString('utf8').split('\n')) {
      if (text === '') continue;
      const line = parseSnapshotLine(text);
      const placed = withPlace(line, text, sealing.places);
      if (size + placed.length + 1 > FRAME_BYTES_MAX) {
        yield Buffer.from(open.join('\n'), 'utf8');
        open = [];
        size = 0;
      }
      if (open.length === 0) sealing.starts.push({ firstKey: line.recordKey, firstLine: count });
      await enter(sealing, line);
      open.push(placed);
      size += placed.length + 1;
      count += 1;
    }
  }
  // A snapshot may come to hold nothing; an object has a frame at least.
  if (open.length > 0 || count === 0) yield Buffer.from(open.join('\n'), 'utf8');
}

async function enter({ entries, spool, totalling }: Sealing, line: SnapshotLine): Promise<void> {
  totalling.add(line);
  const frame = entries.add(line.recordKey, line.compareHash === '' ? NOT_HASHED : line.compareHash);
  if (frame !== null) await spool.append(ENTRIES, frame);
}

function withPlace(line: SnapshotLine, text: string, places: readonly FramePointer[]): string {
  if (!line.pointer.startsWith('@')) return text;
  const [frame, row] = line.pointer.slice(1).split('#').map(Number);
  const pointer = places[frame ?? -1];
  if (pointer === undefined || row === undefined) throw new RangeError('a snapshot line without its place');
  return formatSnapshotLine({ ...line, pointer: formatPointer({ ...pointer, line: row }) });
}

/** Pieces no larger than a frame of entries: those of a spool hold whole ones. */
async function* cut(blocks: AsyncIterable<Buffer> | Iterable<Buffer>): AsyncGenerator<Uint8Array> {
  for await (const block of blocks)
    for (let at = 0; at < block.length; at += ENTRY_FRAME_BYTES) yield block.subarray(at, at + ENTRY_FRAME_BYTES);
}

/** A file that comes late does not make a snapshot older. */
function newest(before: SnapshotItem, { batchId, manifest: { businessDate, sequence } }: NewestBatch) {
  const isLate = businessDate < before.businessDate;
  const { businessDate: day, sequence: number } = isLate ? before : { businessDate, sequence };
  return { batchId, businessDate: day, sequence: number };
}
