import type { SnapshotFlip } from '../../adapters/ledger/batches.ts';
import { listSnapshot, type SnapshotItem } from '../../adapters/ledger/snapshots.ts';
import type { Key } from '../../adapters/ledger/table.ts';
import { FRAME_BYTES_MAX } from '../../adapters/vault/frame.ts';
import type { Spool } from '../../adapters/vault/spool.ts';
import { formatPointer } from '../../core/ledger/pointer.ts';
import { type EntryIndex, formOfIndex } from '../../core/reconcile/blocks.ts';
import { createEntryWriter, ENTRY_BYTES, FRAME_ENTRIES } from '../../core/reconcile/entries.ts';
import { formatSnapshotLine, parseSnapshotLine, type SnapshotLine } from '../../core/snapshot.ts';
import { createTotalling, type LineFrame, programmesOf, type SnapshotIndex } from '../../core/snapshot-index.ts';
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
  const entries = createEntryWriter();
  const totalling = createTotalling();
  let fen = 0n;
  return {
    add: async (line, place) => {
      fen += BigInt(line.fen);
      totalling.add(line);
      const frame = entries.add(line.recordKey, line.compareHash === '' ? NOT_HASHED : line.compareHash);
      if (frame !== null) await spool.append(ENTRIES, frame);
      const pointer = place === null ? line.pointer : `@${place.frame}#${place.line}`;
      const written = spool.append(LINES, `${formatSnapshotLine({ ...line, pointer })}\n`);
      if (written !== undefined) await written;
    },
    finish: async (key, before, batch, frames) => {
      const object = `snapshots/${key.pk.slice(2).replaceAll('#', '/')}/${batch.run}`;
      const { frame, index } = entries.finish();
      if (frame !== null) await spool.append(ENTRIES, frame);
      const totals = totalling.totals();
      await seal(ingesting, object, { spool, places: frames, index, totals });
      // One of before there was a list is entered here, too.
      if (before.index === null) await listSnapshot(ingesting.table, key);
      return {
        key,
        expectedVersion: before.version,
        snapshot: {
          version: before.version + 1,
          object,
          index: `${object}.index`,
          rows: index.entries,
          fen: fen.toString(),
          programmes: programmesOf(totals),
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

interface Gathered {
  readonly spool: Spool;
  /** Where the frames of this run lie. */
  readonly places: readonly FramePointer[];
  readonly index: EntryIndex;
  readonly totals: SnapshotIndex['totals'];
}

/** Writes lines, entries and index, each an object beside the others; all are durable before anything names them. */
async function seal({ vault }: Ingesting, object: string, { spool, places, index, totals }: Gathered): Promise<void> {
  const starts: FrameStart[] = [];
  const pointers = await vault.write(object, lineFrames(spool.read(LINES), places, starts));
  const sealed: SnapshotIndex = {
    v: 1,
    lines: starts.flatMap((start, at) => startAt(start, pointers[at])),
    entries: formOfIndex(index),
    entryFrames: index.entries === 0 ? [] : await vault.write(`${object}.entries`, cut(spool.read(ENTRIES))),
    totals,
  };
  await vault.write(`${object}.index`, cut([Buffer.from(JSON.stringify(sealed), 'utf8')]));
}

type FrameStart = Omit<LineFrame, 'pointer'>;

function startAt(start: FrameStart, pointer: FramePointer | undefined): readonly LineFrame[] {
  return pointer === undefined ? [] : [{ ...start, pointer }];
}

/** Blocks of whole lines with their places filled in, as frames; `starts` is filled in as they go. */
async function* lineFrames(
  blocks: AsyncIterable<Buffer>,
  places: readonly FramePointer[],
  starts: FrameStart[],
): AsyncGenerator<Uint8Array> {
  let open: string[] = [];
  let size = 0;
  let count = 0;
  for await (const block of blocks) {
    for (const text of block.toString('utf8').split('\n')) {
      if (text === '') continue;
      const line = text.includes('\t@') ? placed(text, places) : text;
      if (size + line.length + 1 > FRAME_BYTES_MAX) {
        yield Buffer.from(open.join('\n'), 'utf8');
        open = [];
        size = 0;
      }
      if (open.length === 0) starts.push({ firstKey: line.slice(0, line.indexOf('\t')), firstLine: count });
      open.push(line);
      size += line.length + 1;
      count += 1;
    }
  }
  // A snapshot may come to hold nothing; an object has a frame at least.
  if (open.length > 0 || count === 0) yield Buffer.from(open.join('\n'), 'utf8');
}

function placed(text: string, places: readonly FramePointer[]): string {
  const line = parseSnapshotLine(text);
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
