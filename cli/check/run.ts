import { randomBytes } from 'node:crypto';
import { rejectsHeader, rejectsLine } from '../../adapters/files/rejects-file.ts';
import type { FieldProblem } from '../../schemas/problem.ts';
import { CliError } from '../cli-error.ts';
import type { Language } from '../terminal.ts';
import { type CheckedFile, type CheckedFileRow, type FileToCheck, openChecked } from './checked-file.ts';
import { decideRepeats, type DuplicateRows, NO_DUPLICATES, type RepeatWatch, watchRepeats } from './duplicate-rows.ts';
import { canonicalLine, createOutput, type OutputFile } from './outputs.ts';
import { watchSummary } from './summary.ts';
import { type CheckReport, createTally } from './tally.ts';

export interface CheckRequest extends FileToCheck {
  readonly language: Language;
  /** Where all rejected rows go, as CSV. */
  readonly rejects?: string | undefined;
  /** Where the accepted records go, as JSON Lines. */
  readonly canonical?: string | undefined;
}

export interface CheckResult {
  readonly report: CheckReport;
  readonly blankRows: number;
}

/**
 * Checks a file and writes the outputs asked for. One reading suffices unless a record stands in the file twice: which of its rows count is
 * known only at the end, so then the file is read again. Memory does not grow with the file but by 8 bytes a row for the keys.
 * Throws FileError and CliError, and leaves no output behind then.
 */
export async function checkFile(request: CheckRequest): Promise<CheckResult> {
  const indexKey = randomBytes(32);
  const open = (): Promise<CheckedFile> => openChecked(request);
  const watch = watchRepeats(indexKey);
  const first = await pass(request, await open(), NO_DUPLICATES, watch);
  if (watch.repeated.size() === 0) return first.keep();
  await first.drop();
  const duplicates = await decideRepeats(open, request.kind, indexKey, watch.repeated);
  const second = await pass(request, await open(), duplicates, null);
  if (second.result.report.sha256 === first.result.report.sha256) return second.keep();
  await second.drop();
  throw new CliError(
    'file.changed',
    { zh: '文件在检查时被改动', en: 'the file was changed while it was checked' },
    { zh: '等文件写完后再检查。', en: 'Check it again when it is complete.' },
  );
}

interface Pass {
  readonly result: CheckResult;
  /** Gives the outputs their names. */
  readonly keep: () => Promise<CheckResult>;
  readonly drop: () => Promise<void>;
}

async function pass(
  request: CheckRequest,
  file: CheckedFile,
  duplicates: DuplicateRows,
  watch: RepeatWatch | null,
): Promise<Pass> {
  const outputs = await openOutputs(request);
  const drop = async (): Promise<void> => {
    await Promise.all([outputs.rejects?.abandon(), outputs.canonical?.abandon()]);
  };
  try {
    const result = await readThrough(request, file, duplicates, watch, outputs);
    const keep = async (): Promise<CheckResult> => {
      await Promise.all([outputs.rejects?.complete(), outputs.canonical?.complete()]);
      return result;
    };
    return { result, keep, drop };
  } catch (error) {
    await drop();
    throw error;
  }
}

interface Outputs {
  readonly rejects: OutputFile | null;
  readonly canonical: OutputFile | null;
}

async function openOutputs({ rejects, canonical }: CheckRequest): Promise<Outputs> {
  const rejectsFile = rejects === undefined ? null : await createOutput(rejects);
  try {
    return { rejects: rejectsFile, canonical: canonical === undefined ? null : await createOutput(canonical) };
  } catch (error) {
    await rejectsFile?.abandon();
    throw error;
  }
}

async function readThrough(
  request: CheckRequest,
  file: CheckedFile,
  duplicates: DuplicateRows,
  watch: RepeatWatch | null,
  outputs: Outputs,
): Promise<CheckResult> {
  const { system, kind, context, language } = request;
  const tally = createTally(system, kind, context, language);
  tally.warnFile(file.headerRow, file.warnings);
  await outputs.rejects?.write(rejectsHeader(file.columns));
  const sums = file.summary === null ? null : watchSummary();
  for await (const block of file.blocks) {
    const rejected: Uint8Array[] = [];
    const accepted: Uint8Array[] = [];
    if (sums !== null) for (const row of block) sums.see(row);
    for (const { original, result } of block.map((row) => settled(row, duplicates))) {
      if (result.ok) {
        watch?.see(result.record);
        tally.accept(result.row, result.record, result.warnings);
        if (outputs.canonical) accepted.push(canonicalLine(result.record));
      } else {
        tally.reject(result.row, result.problem);
        if (outputs.rejects) rejected.push(rejectsLine(file.columns, original, result.row, result.problem, language));
      }
    }
    await outputs.rejects?.write(Buffer.concat(rejected));
    await outputs.canonical?.write(Buffer.concat(accepted));
  }
  if (file.summary !== null) sums?.hold(file.summary);
  return { report: tally.report({ encoding: file.encoding, sha256: file.sha256() }), blankRows: file.blankRows() };
}

const DUPLICATE: FieldProblem = { code: 'row.duplicate', field: null };

/** The row as the whole file makes it: a record's older row is rejected, its exact repeat warned about. */
function settled(checked: CheckedFileRow, duplicates: DuplicateRows): CheckedFileRow {
  const { result } = checked;
  if (!result.ok) return checked;
  const { row } = result;
  if (duplicates.isRejected(row)) return { ...checked, result: { ok: false, row, problem: DUPLICATE, warnings: [] } };
  return duplicates.isRepeated(row)
    ? { ...checked, result: { ...result, warnings: [DUPLICATE, ...result.warnings] } }
    : checked;
}
