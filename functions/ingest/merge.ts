import type { BatchItem, SnapshotFlip } from '../../adapters/ledger/batches.ts';
import { NO_SNAPSHOT, readSnapshot, type SnapshotItem, snapshotKeyOf } from '../../adapters/ledger/snapshots.ts';
import type { Spool } from '../../adapters/vault/spool.ts';
import { isInstruction, isReportedAsMade } from '../../core/ledger/attempt.ts';
import { add, type Amount, NOTHING } from '../../core/ledger/tally.ts';

import { type ChunkLine, encodeLines, frameHash, standingOf } from '../../core/lines.ts';
import { originalCells } from '../../core/original-cells.ts';
import { type Compared, compareWithSnapshot, parseSnapshotLine, type SnapshotLine } from '../../core/snapshot.ts';
import { mappingOf, systemById } from '../../schemas/systems/registry.ts';
import type { Canonical, Mapping } from '../../schemas/systems/system.ts';
import type { Chunk } from './chunks.ts';
import type { Ingesting } from './environment.ts';
import { PARTITIONS, type SpooledRow } from './read-upload.ts';
import { rejectEntry } from './rejects.ts';
import { createSnapshotWriter, type SnapshotWriter } from './snapshot-writer.ts';

/** DESIGN §11. */
const CHUNK_RECORDS_MAX = 500;
const CHUNK_BYTES_MAX = 1_000_000;

export interface Merged {
  readonly chunks: readonly Chunk[];
  readonly records: number;
  readonly unchanged: Amount;
  readonly rejected: Amount;
  /** Rows that repeat another row of the file exactly. */
  readonly repeated: number;
  /** `null` when the batch brought nothing new. */
  readonly flip: SnapshotFlip | null;
}

interface Progress {
  unchanged: Amount;
  rejected: Amount;
  repeated: number;
  records: number;
  /** Whether the new snapshot says anything the old one does not. */
  moved: boolean;
}

/** Compares the rows, in key order, with the snapshot: what changed is sealed in chunks, and all of it becomes the next snapshot. */
export async function mergeWithSnapshot(
  ingesting: Ingesting,
  batch: BatchItem,
  run: string,
  spool: Spool,
  rejects: Spool,
  columns: readonly string[],
): Promise<Merged> {
  const { system, kind, programmeYear } = batch.manifest;
  const key = snapshotKeyOf(system, kind, programmeYear);
  // An import neither sees the snapshot nor leaves one: what it holds back must not be found unchanged by a nightly file.
  const imports = batch.manifest.purpose === 'settled-history';
  const before = imports ? NO_SNAPSHOT : await readSnapshot(ingesting.table, key);
  const progress: Progress = { unchanged: NOTHING, rejected: NOTHING, repeated: 0, records: 0, moved: false };
  await using writer = await createSnapshotWriter(ingesting);
  const hashes: string[] = [];
  const merge = { ingesting, batch, spool, rejects, columns, before, progress, writer };
  const pointers = await sealIfAny(ingesting, `records/${batch.batchId}/${run}`, chunkFrames(merge, hashes));
  const chunks = pointers.map((pointer, index) => ({ pointer, hash: hashes[index] ?? '' }));
  const { unchanged, rejected, repeated, records } = progress;
  const flip = progress.moved && !imports ? await writer.finish(key, before, run, pointers) : null;
  return { chunks, records, unchanged, rejected, repeated, flip };
}

async function sealIfAny({ vault }: Ingesting, object: string, frames: AsyncGenerator<Uint8Array>) {
  const first = await frames.next();
  if (first.done === true) return [];
  async function* all(): AsyncGenerator<Uint8Array> {
    if (first.done !== true) yield first.value;
    yield* frames;
  }
  return await vault.write(object, all());
}

interface Merge {
  readonly ingesting: Ingesting;
  readonly batch: BatchItem;
  readonly spool: Spool;
  readonly rejects: Spool;
  /** Of the file. */
  readonly columns: readonly string[];
  readonly before: SnapshotItem;
  readonly progress: Progress;
  readonly writer: SnapshotWriter;
}

/** Cuts the changed records into frames of at most 500 and 1 MB, a chunk each. */
async function* chunkFrames(merge: Merge, hashes: string[]): AsyncGenerator<Uint8Array> {
  let open: ChunkLine[] = [];
  let bytes = 0;
  const close = (): Uint8Array => {
    const frame = encodeLines(open);
    hashes.push(frameHash(frame));
    open = [];
    bytes = 0;
    return frame;
  };
  for await (const { changed, seenBefore, keep } of mergedRecords(merge)) {
    for (const row of changed) {
      const line: ChunkLine = { ...row, seenBefore };
      const size = Buffer.byteLength(JSON.stringify(line)) + 1;
      if (open.length === CHUNK_RECORDS_MAX || bytes + size > CHUNK_BYTES_MAX) yield close();
      open.push(line);
      bytes += size;
      merge.progress.records += 1;
    }
    // The newest row's place is where the last push went.
    const place = changed.length === 0 ? null : { frame: hashes.length, line: open.length - 1 };
    await merge.writer.add(keep, place);
  }
  if (open.length > 0) yield close();
}

interface MergedRecord {
  readonly changed: readonly SpooledRow[];
  readonly seenBefore: boolean;
  /** The record's line in the new snapshot; its pointer stands for an unchanged record only. */
  readonly keep: SnapshotLine;
}

/** All records of old snapshot and new batch, in key order. */
async function* mergedRecords(merge: Merge): AsyncGenerator<MergedRecord> {
  const { ingesting, before } = merge;
  const old = before.object === null ? emptySnapshot() : snapshotLines(ingesting, before.object);
  let head = await old.next();
  const version = mappingVersion(merge.batch);
  for (let partition = 0; partition < PARTITIONS; partition++) {
    for (const [recordKey, rows] of await recordsOf(merge, partition)) {
      for (; head.done !== true && head.value.recordKey < recordKey; head = await old.next()) yield carried(head.value);
      const known = head.done !== true && head.value.recordKey === recordKey ? head.value : undefined;
      if (known !== undefined) head = await old.next();
      const merged = await mergeRecord(merge, rows, known, version);
      if (merged !== null) yield merged;
    }
  }
  for (; head.done !== true; head = await old.next()) yield carried(head.value);
}

function carried(line: SnapshotLine): MergedRecord {
  return { changed: [], seenBefore: true, keep: line };
}

async function mergeRecord(
  merge: Merge,
  rows: readonly SpooledRow[],
  known: SnapshotLine | undefined,
  version: number,
): Promise<MergedRecord | null> {
  const { progress } = merge;
  const { changed, unchanged, stale } =
    merge.batch.manifest.purpose === 'settled-history'
      ? importable(rows)
      : compareWithSnapshot(rows, known, isInstructionOf);
  for (const row of unchanged) progress.unchanged = add(progress.unchanged, { rows: 1, fen: row.fen });
  for (const row of stale) await rejectLate(merge, row, 'record.stale');
  const [first, ...others] = [...changed, ...unchanged];
  if (first === undefined) return known === undefined ? null : carried(known);
  const order = others.reduce(
    (latest, row) => (row.order > latest ? row.order : latest),
    later(first.order, known?.order),
  );
  if (changed.length > 0 || known?.order !== order) progress.moved = true;
  const last = changed.at(-1);
  const contentHashes =
    last === undefined
      ? (known?.contentHashes ?? [])
      : rows.filter((row) => !stale.includes(row)).map((row) => row.contentHash);
  const keep: SnapshotLine = {
    recordKey: first.recordKey,
    order,
    contentHashes,
    pointer: last === undefined ? (known?.pointer ?? '') : '',
    fen: last?.fen ?? known?.fen ?? '0',
    mappingVersion: last === undefined ? (known?.mappingVersion ?? version) : version,
  };
  return { changed, seenBefore: known !== undefined, keep };
}

/** Of the attempts to make one payment, in the order they were made, the last that was made is what stands: money of those before came back. */
function importable(rows: readonly SpooledRow[]): Compared<SpooledRow> {
  const last = rows.findLast(isMade);
  const unchanged = rows.filter((row) => row !== last && isMade(row));
  return { changed: rows.filter((row) => !unchanged.includes(row)), unchanged, stale: [] };
}

function isMade({ record }: SpooledRow): boolean {
  return 'batchNo' in record && isReportedAsMade(record.status);
}

/** One that was held or refused may be asked for again; whether it was, the ledger knows. */
function isInstructionOf({ record }: SpooledRow): boolean {
  return 'batchNo' in record && isInstruction(record.status);
}

function later(order: string, other: string | undefined): string {
  return other !== undefined && other > order ? other : order;
}

/** The rows of one partition that stand, by record, in key order; rows that lost to another row of the file are rejected here. */
async function recordsOf(
  merge: Merge,
  partition: number,
): Promise<readonly (readonly [string, readonly SpooledRow[]])[]> {
  const rows: SpooledRow[] = [];
  for await (const block of merge.spool.read(partition)) {
    for (const line of block.toString('utf8').split('\n')) if (line !== '') rows.push(JSON.parse(line) as SpooledRow);
  }
  const groups = Map.groupBy(rows, (row) => row.recordKey);
  const stand: (readonly [string, readonly SpooledRow[]])[] = [];
  for (const [key, group] of [...groups].toSorted(([a], [b]) => (a < b ? -1 : 1)))
    stand.push([key, await standing(merge, group)]);
  return stand;
}

async function standing(merge: Merge, group: readonly SpooledRow[]): Promise<readonly SpooledRow[]> {
  const { kept, rejected, repeated } = standingOf(group);
  for (const row of rejected) await rejectLate(merge, row, 'row.duplicate');
  // An exact repeat says nothing new; it is counted as unchanged beside the row it repeats.
  for (const row of repeated) merge.progress.unchanged = add(merge.progress.unchanged, { rows: 1, fen: row.fen });
  merge.progress.repeated += repeated.length;
  return kept;
}

/** A good row that may not stand: its cells are written anew from the record, under the columns of its file. */
async function rejectLate(
  { batch, columns, progress, rejects }: Merge,
  row: SpooledRow,
  code: 'row.duplicate' | 'record.stale',
): Promise<void> {
  const mapping = mappingFor(batch);
  const cells =
    mapping === undefined ? [] : originalCells(mapping, columns, row.record, { paymentNo: row.paymentNo ?? '' });
  progress.rejected = add(progress.rejected, { rows: 1, fen: row.fen });
  await rejects.append(0, rejectEntry(row.row, { code, field: null }, cells));
}

function mappingFor({ manifest }: BatchItem): Mapping<Canonical> | undefined {
  const system = systemById(manifest.system);
  return system === undefined ? undefined : mappingOf(system, manifest.kind);
}

function mappingVersion(batch: BatchItem): number {
  return mappingFor(batch)?.version ?? 0;
}

async function* snapshotLines({ vault }: Ingesting, object: string): AsyncGenerator<SnapshotLine> {
  for await (const frame of vault.readAll(object)) {
    for (const line of Buffer.from(frame).toString('utf8').split('\n')) if (line !== '') yield parseSnapshotLine(line);
  }
}

async function* emptySnapshot(): AsyncGenerator<SnapshotLine> {
  // Nothing was accepted before.
}
