import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileSource } from '../../adapters/files/source.ts';
import type { DiscrepancyLine } from '../../core/reconcile/sides.ts';
import { mergeStatements, type ReconciliationStatement } from '../../core/reconcile/statement.ts';
import { bucketsFor, linesInOrder } from './line-order.ts';
import { notesOf, type Note, unknownBatchesOf } from './notes.ts';
import type { Cut, ReconcileRequest } from './request.ts';
import { ofRole } from './role-error.ts';
import { inputsOf, scopeOf } from './inputs.ts';
import { receivedOf, settle } from './settle.ts';
import { startThreads, type Threads } from './threads.ts';
import type { Compared, InputFile, Scope, SpooledFile } from './work.ts';

/** What the comparison of two files came to. What it laid on the disk is there until it is disposed of. */
export interface Reconciled extends AsyncDisposable {
  readonly statement: ReconciliationStatement;
  readonly programme: string;
  /** `null`: each row's own. */
  readonly year: number | null;
  readonly files: readonly (InputFile & Pick<SpooledFile, 'sha256'>)[];
  /** What was left out, and what differs beyond the two sides. */
  readonly notes: readonly Note[];
  /** Unmasked, in the order of the city's rows, then of the province's; may be read again. */
  readonly lines: () => AsyncIterable<DiscrepancyLine>;
}

/**
 * Compares two files of any size: decoded once, each row into a partition on the disk by its key, sealed; then one partition of both sides
 * after the other. Memory is a partition per thread. Throws CliError, and leaves nothing on the disk then.
 */
export async function reconcileFiles(
  request: ReconcileRequest,
  cut: Cut | null,
  onProgress: (done: number, total: number) => void,
): Promise<Reconciled> {
  const inputs = await inputsOf(request);
  const bytes = await bytesOf(inputs);
  const { threads: count, partitions } = cut ?? cutFor(bytes);
  const threads = startThreads(count);
  // At once, for an interruption must find it known.
  const directory = mkdtempSync(join(tmpdir(), 'bridge-reconcile-'));
  const drop = async (): Promise<void> => {
    await threads[Symbol.asyncDispose]();
    // A thread that has just ended may have been at work on a file.
    await rm(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  };
  const interrupted = onInterrupt(drop);
  try {
    const scope = scopeOf(request, inputs);
    const work = { request, scope, inputs, partitions, directory, bytes };
    const files = await readFiles(threads, work, onProgress);
    const settled = settle(request, scope, files);
    const parts = await compareFiles(threads, work, files, settled.year, onProgress);
    await threads[Symbol.asyncDispose]();
    return {
      statement: mergeStatements([
        receivedOf(request.kind, files, settled),
        ...parts.map(({ statement }) => statement),
      ]),
      programme: scope.programme,
      year: settled.year,
      files: inputs.map((input, at) => ({ ...input, sha256: files[at]?.sha256 ?? '' })),
      notes: notesOf(scope, files, settled, parts),
      lines: () => linesInOrder(parts.map(({ lines }) => lines)),
      [Symbol.asyncDispose]: async () => {
        interrupted.off();
        await drop();
      },
    };
  } catch (error) {
    interrupted.off();
    await drop();
    throw error;
  }
}

/** Below this one thread is done before others have started. */
const ONE_THREAD_BYTES = 4 * 1024 ** 2;
const THREADS_MAX = 2;
/** What of the files' bytes, both sides together, comes to one partition: a few times as much in memory. */
const PARTITION_BYTES = 8 * 1024 ** 2;
const PARTITIONS_MAX = 256;

function cutFor(bytes: number): Cut {
  return {
    threads: bytes < ONE_THREAD_BYTES ? 0 : Math.min(THREADS_MAX, availableParallelism()),
    partitions: Math.min(PARTITIONS_MAX, Math.max(1, Math.ceil(bytes / PARTITION_BYTES))),
  };
}

/** Refuses, in order, what isn't there or is empty, before anything is read. */
async function bytesOf(inputs: readonly InputFile[]): Promise<number> {
  let all = 0;
  for (const { role, path } of inputs) {
    const { bytes } = await fileSource(path).catch((error: unknown) => {
      throw ofRole(role, error);
    });
    all += bytes;
  }
  return all;
}

interface Work {
  readonly request: ReconcileRequest;
  readonly scope: Scope;
  readonly inputs: readonly InputFile[];
  readonly partitions: number;
  readonly directory: string;
  readonly bytes: number;
}

/** Of all the time, what comparing takes when the files are read. */
const COMPARING_SHARE = 0.2;

async function readFiles(
  threads: Threads,
  { request, scope, inputs, partitions, directory, bytes }: Work,
  onProgress: (done: number, total: number) => void,
): Promise<readonly SpooledFile[]> {
  const { year, today } = request;
  const runKey = randomBytes(32);
  const context = year === undefined ? { today } : { today, programmeYear: year };
  const common = { type: 'spool', citySystem: request.city.system, context, scope, runKey, partitions } as const;
  const total = Math.ceil(bytes / (1 - COMPARING_SHARE));
  let done = 0;
  return threads.run(
    inputs.map((input) => ({ ...common, input, directory })),
    (read) => onProgress((done += read), total),
  );
}

async function compareFiles(
  threads: Threads,
  { request, partitions, directory, bytes }: Work,
  files: readonly SpooledFile[],
  settledYear: number | null,
  onProgress: (done: number, total: number) => void,
): Promise<readonly Compared[]> {
  const common = {
    type: 'compare',
    files,
    kind: request.kind,
    citySystem: request.city.system,
    provinceSystem: request.province.system,
    returnsSystem: request.returns?.system ?? null,
    asOf: request.asOf,
    settledYear,
    unknownBatches: unknownBatchesOf(files),
    outputKey: outputKeyOf(files),
    buckets: bucketsFor(files),
    directory,
  } as const;
  const total = Math.ceil(bytes / (1 - COMPARING_SHARE));
  let done = 0;
  const shares = Math.min(threads.count, partitions);
  return threads.run(
    Array.from({ length: shares }, (_, share) => ({ ...common, partitions: everyNth(partitions, share, shares) })),
    () => onProgress(Math.floor(bytes + ((total - bytes) * ++done) / partitions), total),
  );
}

function everyNth(partitions: number, first: number, step: number): readonly number[] {
  return Array.from({ length: partitions }, (_, at) => at).filter((at) => at % step === first);
}

/** Keys that leave the run say nothing of a person without both files, and are the same for the same files. */
function outputKeyOf(files: readonly SpooledFile[]): Uint8Array {
  const digests = files.filter(({ role }) => role === 'city' || role === 'province').map(({ sha256 }) => sha256);
  return createHash('sha256')
    .update(JSON.stringify(['bridge reconcile', ...digests]))
    .digest();
}

/** Gigabytes of noise are left behind by nobody: what is laid down goes even where the command is interrupted. */
function onInterrupt(drop: () => Promise<void>): { readonly off: () => void } {
  const stop = (signal: NodeJS.Signals): void => {
    void drop().finally(() => process.exit(signal === 'SIGINT' ? 130 : 143));
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  return {
    off: () => {
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
    },
  };
}
