import { FileError } from '../../adapters/files/file-error.ts';
import { withDigest } from '../../adapters/files/source.ts';
import { batchIdOf, readLanding } from '../../adapters/landing/landing.ts';
import {
  awaitAgain,
  type BatchItem,
  endIngest,
  type IngestOutcome,
  isHeldForOtherFile,
  readBatch,
  type SnapshotFlip,
} from '../../adapters/ledger/batches.ts';
import { rowsMetrics } from '../../adapters/log/metrics.ts';
import type { Spool } from '../../adapters/vault/spool.ts';
import { add, NOTHING, subtract } from '../../core/ledger/tally.ts';
import type { ProblemCode } from '../../schemas/problem.ts';
import { dropChunks, openChunks, sendChunks } from './chunks.ts';
import type { Ingesting } from './environment.ts';
import { acceptExport, exportGate } from './export.ts';
import { historyGate } from './history-gate.ts';
import { mergeWithSnapshot } from './merge.ts';
import { openProofRows, type ProofRows } from './proof-rows.ts';
import { PARTITIONS, type Reading, readUpload } from './read-upload.ts';
import { sealRejects } from './rejects.ts';
import { returnProblem } from './return-problem.ts';

/** Batches of one kind that arrive together take turns at the snapshot; one that loses this often goes back to its queue. */
const TURNS_MAX = 8;

/**
 * Ingests one upload. Everything it writes hangs on its run; the run counts only once the batch item names it, in the same
 * transaction that flips the snapshot. A run that dies before leaves nothing that anybody would find.
 */
export async function ingest(ingesting: Ingesting, objectKey: string): Promise<void> {
  const { table, log } = ingesting;
  for (let turn = 0; turn < TURNS_MAX; turn++) {
    const batch = await readBatch(table, batchIdOf(objectKey));
    if (batch === undefined) return log.warn('ingest.unknown-upload', { code: 'batch.unknown' });
    if (isHeldForOtherFile(batch) && (await isAnnounced(ingesting, batch, objectKey))) {
      await awaitAgain(table, batch.batchId, ingesting.clock.now().toISOString());
      continue;
    }
    if (batch.state !== 'AWAITING_UPLOAD')
      return log.info('ingest.repeated', { batchId: batch.batchId, state: batch.state });
    if (await ingestOnce(ingesting, batch, objectKey)) return;
  }
  throw new Error('the snapshot moved each time the batch was compared with it');
}

/** `false` when the snapshot moved meanwhile, so that the batch has to be compared anew. */
async function ingestOnce(ingesting: Ingesting, batch: BatchItem, objectKey: string): Promise<boolean> {
  await using spool = await ingesting.spool(PARTITIONS);
  await using rejects = await ingesting.spool(1);
  await using proof = await openProofRows(ingesting);
  let reading: Reading;
  try {
    reading = await readUpload(ingesting, batch, objectKey, spool, rejects, proof);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    await end(ingesting, batch, refused(ingesting.newRun(), error.code));
    return true;
  }
  const gate = await historyGate(ingesting, batch);
  const { standing, problem: late } = await exportGate(ingesting, batch);
  const problem =
    totalsProblem(batch, reading) ?? (await returnProblem(ingesting, batch, reading)) ?? gate.problem ?? late;
  if (problem === null && standing !== null)
    return await acceptExport(ingesting, batch, reading, { spool, rejects, proof }, standing);
  if (problem === null) return await accept(ingesting, batch, reading, { spool, rejects, proof, flip: gate.flip });
  await hold(ingesting, batch, reading, problem, await sealRejects(ingesting, batch, rejects), proof);
  return true;
}

/** Whether the file that was announced lies there by now, in place of the one the batch is held for. */
async function isAnnounced({ landing }: Ingesting, { manifest }: BatchItem, objectKey: string): Promise<boolean> {
  const { source, digest } = withDigest(await readLanding(landing, objectKey));
  let bytes = 0;
  for await (const block of source) if ((bytes += block.length) > manifest.bytes) return false;
  return bytes === manifest.bytes && digest().sha256 === manifest.sha256;
}

/** Totals are compared before any record is written (DESIGN §5). */
function totalsProblem({ manifest }: BatchItem, reading: Reading): ProblemCode | null {
  if (reading.bytes !== manifest.bytes || reading.sha256 !== manifest.sha256) return 'batch.digest-mismatch';
  if (reading.received.rows !== manifest.rows) return 'batch.rows-mismatch';
  if (manifest.totalFen !== null && reading.readableFen !== manifest.totalFen) return 'batch.total-mismatch';
  return null;
}

function refused(run: string, problem: string): IngestOutcome {
  return {
    state: 'REFUSED',
    run,
    received: NOTHING,
    settled: {},
    rejects: [],
    warnings: 0,
    programmeYears: [],
    problem,
  };
}

async function hold(
  ingesting: Ingesting,
  batch: BatchItem,
  reading: Reading,
  problem: ProblemCode,
  rejects: IngestOutcome['rejects'],
  proof: ProofRows,
): Promise<void> {
  const run = ingesting.newRun();
  await end(ingesting, batch, {
    state: 'HELD',
    run,
    problem,
    received: reading.received,
    rejects,
    warnings: reading.warned,
    settled: { rejected: reading.rejected, held: subtract(reading.received, reading.rejected) },
    programmeYears: reading.programmeYears,
    proof: await proof.seal(batch, run, problem),
  });
}

interface Spooled {
  readonly spool: Spool;
  readonly rejects: Spool;
  readonly proof: ProofRows;
  /** What ends together with an import; other batches end with their snapshot. */
  readonly flip: SnapshotFlip | null;
}

async function accept(
  ingesting: Ingesting,
  batch: BatchItem,
  reading: Reading,
  { spool, rejects, proof, flip }: Spooled,
): Promise<boolean> {
  const run = ingesting.newRun();
  const merged = await mergeWithSnapshot(ingesting, batch, run, spool, rejects, reading.columns, proof);
  const rejected = add(reading.rejected, merged.rejected);
  const works = await openChunks(ingesting, batch, run, merged.chunks);
  const outcome: IngestOutcome = {
    state: 'TRANSLATING',
    run,
    problem: null,
    received: reading.received,
    rejects: await sealRejects(ingesting, batch, rejects),
    warnings: reading.warned + merged.repeated,
    settled: { rejected, unchanged: merged.unchanged },
    programmeYears: reading.programmeYears,
    proof: await proof.seal(batch, run, null),
  };
  const ended = await endIngest(ingesting.table, batch.batchId, outcome, flip === null ? merged.flips : [flip]);
  if (!ended) {
    await dropChunks(ingesting, works);
    return false;
  }
  await sendChunks(ingesting, works);
  tellRows(ingesting, batch, outcome);
  ingesting.log.info('ingest.done', {
    batchId: batch.batchId,
    run,
    received: reading.received.rows,
    rejected: rejected.rows,
    unchanged: merged.unchanged.rows,
    records: merged.records,
  });
  return true;
}

async function end(ingesting: Ingesting, batch: BatchItem, outcome: IngestOutcome): Promise<void> {
  if (await endIngest(ingesting.table, batch.batchId, outcome, [])) tellRows(ingesting, batch, outcome);
  ingesting.log.warn('ingest.stopped', { batchId: batch.batchId, state: outcome.state, code: outcome.problem });
}

/** Once, by the run that counts. */
function tellRows({ metrics }: Ingesting, { manifest }: BatchItem, { received, settled }: IngestOutcome): void {
  metrics(rowsMetrics(manifest.system, manifest.kind, { received, ...settled }));
}
