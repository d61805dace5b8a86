import { type BatchItem, endIngest, type SnapshotFlip } from '../../adapters/ledger/batches.ts';
import { readSnapshot, type SnapshotItem, snapshotKeyOf } from '../../adapters/ledger/snapshots.ts';
import { rowsMetrics } from '../../adapters/log/metrics.ts';
import type { Spool } from '../../adapters/vault/spool.ts';
import { inParallel } from '../../core/in-parallel.ts';
import { subtract } from '../../core/ledger/tally.ts';
import { comparisonHash } from '../../core/reconcile/compared.ts';
import { factsOf } from '../../core/snapshot.ts';
import type { ProblemCode } from '../../schemas/problem.ts';
import { PROGRAMMES } from '../../schemas/programmes.ts';
import type { Ingesting } from './environment.ts';
import { createFrameCutter } from './frame-cutter.ts';
import { mappingVersion, sealIfAny } from './merge.ts';
import type { ProofRows } from './proof-rows.ts';
import { PARTITIONS, type Reading, type SpooledRow } from './read-upload.ts';
import { sealRejects } from './rejects.ts';
import { createSnapshotWriter, type SnapshotWriter } from './snapshot-writer.ts';

/** The snapshot an export replaces the rows of a programme in. */
interface Standing {
  readonly programme: string;
  readonly key: ReturnType<typeof snapshotKeyOf>;
  readonly before: SnapshotItem;
}

/** What stands before an export is taken in. One that comes after a later one says nothing new, and would say it as if it were. */
export interface ExportGate {
  readonly problem: ProblemCode | null;
  /** Of every programme; `null`: the batch is no export. */
  readonly standing: readonly Standing[] | null;
}

export async function exportGate(ingesting: Ingesting, batch: BatchItem): Promise<ExportGate> {
  if (batch.manifest.purpose !== 'export') return { problem: null, standing: null };
  const { businessDate, sequence } = batch.manifest;
  const standing = await snapshotsBefore(ingesting, batch);
  const isLate = standing.some(
    ({ before }) =>
      before.businessDate > businessDate || (before.businessDate === businessDate && before.sequence > sequence),
  );
  return { problem: isLate ? 'batch.superseded' : null, standing };
}

/**
 * Takes in all the province holds of one kind (decision 0037): nothing of it is translated or sent on. Each programme's rows replace its
 * snapshot whole, so what is absent is gone; further rows of one record are kept, as they are what a comparison is to find. `false` when a
 * snapshot moved meanwhile, so that it has to be looked at anew.
 */
export async function acceptExport(
  ingesting: Ingesting,
  batch: BatchItem,
  reading: Reading,
  { spool, rejects, proof }: { readonly spool: Spool; readonly rejects: Spool; readonly proof: ProofRows },
  standing: readonly Standing[],
): Promise<boolean> {
  const run = ingesting.newRun();
  await using writers = await openWriters(ingesting);
  const object = `exports/${batch.manifest.businessDate}/${batch.batchId}/${run}`;
  const frames = await sealIfAny(ingesting, object, recordFrames(batch, spool, writers, proof));
  const flips: SnapshotFlip[] = [];
  await inParallel(standing, async ({ programme, key, before }) => {
    // One the province holds nothing of has an empty snapshot: that is another thing than none.
    flips.push(await writers.of(programme).finish(key, before, { ...batch, run }, frames));
  });
  const settled = { applied: subtract(reading.received, reading.rejected), rejected: reading.rejected };
  const ended = await endIngest(
    ingesting.table,
    batch.batchId,
    {
      state: 'TRANSLATING',
      run,
      problem: null,
      received: reading.received,
      rejects: await sealRejects(ingesting, batch, rejects),
      warnings: reading.warned,
      settled,
      programmeYears: reading.programmeYears,
      proof: await proof.seal(batch, run, null),
    },
    flips,
  );
  if (!ended) return false;
  const { system, kind } = batch.manifest;
  ingesting.metrics(rowsMetrics(system, kind, { received: reading.received, ...settled }));
  ingesting.log.info('ingest.export-done', {
    batchId: batch.batchId,
    run,
    received: reading.received.rows,
    rejected: reading.rejected.rows,
  });
  return true;
}

async function snapshotsBefore({ table }: Ingesting, { manifest }: BatchItem): Promise<readonly Standing[]> {
  return await Promise.all(
    PROGRAMMES.map(async ({ code }) => {
      const key = snapshotKeyOf(manifest.system, manifest.kind, code);
      return { programme: code, key, before: await readSnapshot(table, key) };
    }),
  );
}

interface Writers extends AsyncDisposable {
  readonly of: (programme: string) => SnapshotWriter;
}

async function openWriters(ingesting: Ingesting): Promise<Writers> {
  const writers = new Map<string, SnapshotWriter>();
  for (const { code } of PROGRAMMES) writers.set(code, await createSnapshotWriter(ingesting));
  return {
    of: (programme) => {
      const writer = writers.get(programme);
      // The codec of the wire form knows no other programme.
      if (writer === undefined) throw new RangeError(`no programme ${programme}`);
      return writer;
    },
    [Symbol.asyncDispose]: async () => {
      for (const writer of writers.values()) await writer[Symbol.asyncDispose]();
    },
  };
}

/** Every row in key order, each also entered in its programme's snapshot. */
async function* recordFrames(
  batch: BatchItem,
  spool: Spool,
  writers: Writers,
  proof: ProofRows,
): AsyncGenerator<Uint8Array> {
  const cutter = createFrameCutter();
  const version = mappingVersion(batch);
  for (let partition = 0; partition < PARTITIONS; partition++) {
    for (const row of await rowsOf(spool, partition)) {
      const full = cutter.add({ ...row, seenBefore: false });
      if (full !== null) yield full;
      const { recordKey, order, fen, contentHash, record, personKey } = row;
      await writers.of(record.programmeCode).add(
        {
          recordKey,
          order,
          fen,
          mappingVersion: version,
          pointer: '',
          contentHashes: [contentHash],
          compareHash: comparisonHash(record, batch.manifest.system),
          row: row.row,
          batchId: batch.batchId,
          facts: factsOf(record, personKey),
        },
        cutter.place(),
      );
      proof.end(row.row, 'applied', null);
    }
  }
  const last = cutter.end();
  if (last !== null) yield last;
}

/** Of rows of one record, those with the later order come last. */
async function rowsOf(spool: Spool, partition: number): Promise<readonly SpooledRow[]> {
  const rows: SpooledRow[] = [];
  for await (const block of spool.read(partition))
    for (const line of block.toString('utf8').split('\n')) if (line !== '') rows.push(JSON.parse(line) as SpooledRow);
  return rows.toSorted((a, b) => compare(a.recordKey, b.recordKey) || compare(a.order, b.order) || a.row - b.row);
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
