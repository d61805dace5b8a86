import type { BatchItem, SnapshotFlip } from '../../adapters/ledger/batches.ts';
import { NO_SNAPSHOT, readSnapshot, type SnapshotItem, snapshotKeyOf } from '../../adapters/ledger/snapshots.ts';
import type { Spool } from '../../adapters/vault/spool.ts';
import { isInstruction, isReportedAsMade } from '../../core/ledger/attempt.ts';
import { add, type Amount, NOTHING } from '../../core/ledger/tally.ts';

import { frameHash, standingOf } from '../../core/lines.ts';
import { originalCells } from '../../core/original-cells.ts';
import { comparisonHash } from '../../core/reconcile/compared.ts';
import {
  type Compared,
  compareWithSnapshot,
  factsOf,
  parseSnapshotLine,
  type SnapshotLine,
} from '../../core/snapshot.ts';
import type { FramePointer } from '../../schemas/message.ts';
import { mappingOf, systemById } from '../../schemas/systems/registry.ts';
import type { Canonical, Mapping } from '../../schemas/systems/system.ts';
import type { Chunk } from './chunks.ts';
import type { Ingesting } from './environment.ts';
import { createFrameCutter } from './frame-cutter.ts';
import type { ProofRows } from './proof-rows.ts';
import { PARTITIONS, type SpooledRow } from './read-upload.ts';
import { rejectEntry } from './rejects.ts';
import { createSnapshotWriter, type SnapshotWriter } from './snapshot-writer.ts';

export interface Merged {
  readonly chunks: readonly Chunk[];
  readonly records: number;
  readonly unchanged: Amount;
  readonly rejected: Amount;
  /** Rows that repeat another row of the file exactly. */
  readonly repeated: number;
  /** None when the batch brought nothing new. */
  readonly flips: readonly SnapshotFlip[];
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
  proof: ProofRows,
): Promise<Merged> {
  const { system, kind, programmeYear } = batch.manifest;
  const key = snapshotKeyOf(system, kind, programmeYear);
  // An import neither sees the snapshot nor leaves one: what it holds back must not be found unchanged by a nightly file.
  const imports = batch.manifest.purpose === 'settled-history';
  const before = imports ? NO_SNAPSHOT : await readSnapshot(ingesting.table, key);
  // One of before there was an index gets it with the next batch, whatever that says; and a later day's keeps it from growing old.
  const isOlder = before.index === null || before.businessDate < batch.manifest.businessDate;
  const moved = before.object !== null && isOlder;
  const progress: Progress = { unchanged: NOTHING, rejected: NOTHING, repeated: 0, records: 0, moved };
  await using writer = await createSnapshotWriter(ingesting);
  const hashes: string[] = [];
  const merge = { ingesting, batch, spool, rejects, columns, before, progress, writer, proof };
  const pointers = await sealIfAny(ingesting, `records/${batch.batchId}/${run}`, chunkFrames(merge, hashes));
  const chunks = pointers.map((pointer, index) => ({ pointer, hash: hashes[index] ?? '' }));
  const { unchanged, rejected, repeated, records } = progress;
  const flips = progress.moved && !imports ? [await writer.finish(key, before, { ...batch, run }, pointers)] : [];
  return { chunks, records, unchanged, rejected, repeated, flips };
}

/** Seals frames as one object; none where there are none. */
export async function sealIfAny(
  { vault }: Ingesting,
  object: string,
  frames: AsyncGenerator<Uint8Array>,
): Promise<readonly FramePointer[]> {
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
  readonly proof: ProofRows;
}

/** Cuts the changed records into frames, a chunk each. */
async function* chunkFrames(merge: Merge, hashes: string[]): AsyncGenerator<Uint8Array> {
  const cutter = createFrameCutter();
  const hashed = (frame: Uint8Array): Uint8Array => {
    hashes.push(frameHash(frame));
    return frame;
  };
  for await (const { changed, seenBefore, keep } of mergedRecords(merge)) {
    for (const row of changed) {
      const full = cutter.add({ ...row, seenBefore });
      if (full !== null) yield hashed(full);
      merge.progress.records += 1;
    }
    // The newest row's place is where the last push went.
    await merge.writer.add(keep, changed.length === 0 ? null : cutter.place());
  }
  const last = cutter.end();
  if (last !== null) yield hashed(last);
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
  for (const row of unchanged) merge.proof.end(row.row, 'unchanged', null);
  for (const row of stale) await rejectLate(merge, row, 'record.stale');
  const [first, ...others] = [...changed, ...unchanged];
  if (first === undefined) return known === undefined ? null : carried(known);
  const newest = others.reduce((latest, row) => (row.order > latest.order ? row : latest), first);
  const order = later(newest.order, known?.order);
  if (changed.length > 0 || known?.order !== order || known.compareHash === '') progress.moved = true;
  const last = changed.at(-1);
  if (last === undefined && known !== undefined)
    return { changed, seenBefore: true, keep: { ...asTold(merge, known, newest), order } };
  const told = last ?? newest;
  const keep: SnapshotLine = {
    recordKey: told.recordKey,
    order,
    contentHashes: rows.filter((row) => !stale.includes(row)).map((row) => row.contentHash),
    pointer: '',
    fen: told.fen,
    mappingVersion: version,
    ...lineage(merge, told),
    facts: factsOf(told.record, told.personKey),
  };
  return { changed, seenBefore: known !== undefined, keep };
}

/** The line of a record that says what it said before, perhaps at a later time; one of before it had a comparison hash gets that here. */
function asTold(merge: Merge, known: SnapshotLine, newest: SpooledRow): SnapshotLine {
  const isHashed = known.compareHash !== '';
  if (isHashed && newest.order <= known.order) return known;
  const facts = factsOf(newest.record, newest.personKey);
  return isHashed ? { ...known, facts } : { ...known, ...lineage(merge, newest), facts };
}

function lineage({ batch }: Merge, { row, record }: SpooledRow) {
  return { compareHash: comparisonHash(record, batch.manifest.system), row, batchId: batch.batchId };
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
  for (const row of repeated) merge.proof.end(row.row, 'unchanged', null);
  merge.progress.repeated += repeated.length;
  return kept;
}

/** A good row that may not stand: its cells are written anew from the record, under the columns of its file. */
async function rejectLate(
  { batch, columns, progress, rejects, proof }: Merge,
  row: SpooledRow,
  code: 'row.duplicate' | 'record.stale',
): Promise<void> {
  const mapping = mappingFor(batch);
  const cells =
    mapping === undefined ? [] : originalCells(mapping, columns, row.record, { paymentNo: row.paymentNo ?? '' });
  progress.rejected = add(progress.rejected, { rows: 1, fen: row.fen });
  proof.end(row.row, 'rejected', code);
  await rejects.append(0, rejectEntry(row.row, { code, field: null }, cells));
}

function mappingFor({ manifest }: BatchItem): Mapping<Canonical> | undefined {
  const system = systemById(manifest.system);
  return system === undefined ? undefined : mappingOf(system, manifest.kind);
}

/** Of the mapping the batch is read with. */
export function mappingVersion(batch: BatchItem): number {
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
