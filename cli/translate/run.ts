import { randomBytes } from 'node:crypto';
import { translateRecord } from '../../core/translate.ts';
import type { FieldProblem } from '../../schemas/problem.ts';
import { mappingOf } from '../../schemas/systems/registry.ts';
import type { Canonical, Mapping, System } from '../../schemas/systems/system.ts';
import { type CheckedFile, type FileToCheck, openChecked } from '../check/checked-file.ts';
import { decideRepeats, type DuplicateRows, NO_DUPLICATES, watchRepeats } from '../check/duplicate-rows.ts';
import { watchSummary } from '../check/summary.ts';
import { CliError } from '../cli-error.ts';
import type { Language } from '../terminal.ts';
import { createTranslateTally, type TranslateReport } from './tally.ts';
import { createTarget, OFFLINE, type Unwritable, type WireRow } from './target-file.ts';

export interface TranslateRequest extends FileToCheck {
  readonly to: System;
  readonly language: Language;
  /** Takes the target's bytes in order. */
  readonly write: (bytes: Uint8Array) => Promise<void>;
}

/**
 * Writes a file's records in another system's form. The file is read twice, a third time where a record stands in it more than once, for
 * what has been written can't be taken back. Throws FileError and CliError.
 */
export async function translateFile(request: TranslateRequest): Promise<TranslateReport> {
  const { system, to, kind, context, language, write } = request;
  const first = await findDuplicates(request);
  const file = await openChecked(request);
  const mapping = targetMapping(request);
  const tally = createTranslateTally({ from: system, to, kind, context, language });
  tally.warnFile(file.headerRow, file.warnings);
  const target = await createTarget(to.file, mapping.form === 'table' ? mapping.header : [], write);
  const columns = sourceColumns(request, file);
  const columnOf = new Map(mapping.fields.map(({ wire, field }) => [wire, columns(field)]));
  const refuse = ({ row, code, column }: Unwritable): void =>
    tally.reject(row, { code, field: column === null ? null : (columnOf.get(column) ?? column) });
  for await (const block of file.blocks) {
    for (const { result } of block) {
      const { row } = result;
      if (!result.ok) {
        tally.reject(row, result.problem);
        continue;
      }
      tally.see(result.record);
      if (first.duplicates.isRejected(row)) {
        tally.reject(row, DUPLICATE);
        continue;
      }
      const translated = translateRecord(result.record, system, to);
      if (!translated.ok) {
        tally.reject(row, inSourceWords(translated.problem, columns));
        continue;
      }
      const repeated = first.duplicates.isRepeated(row) ? [DUPLICATE] : [];
      tally.accept(row, [...repeated, ...result.warnings], translated.lost);
      const unwritable = await target.add(wireRow(mapping, row, translated.record));
      if (unwritable !== null) refuse(unwritable);
    }
  }
  for (const unwritable of await target.end()) refuse(unwritable);
  if (file.sha256() !== first.sha256) throw changedFile();
  return tally.report({ encoding: file.encoding, sha256: first.sha256 });
}

const DUPLICATE: FieldProblem = { code: 'row.duplicate', field: null };

/** Reads the file for records that stand in it more than once, and holds its summary line against it. */
async function findDuplicates(
  request: TranslateRequest,
): Promise<{ readonly duplicates: DuplicateRows; readonly sha256: string }> {
  const indexKey = randomBytes(32);
  const watch = watchRepeats(indexKey);
  const file = await openChecked(request);
  const sums = file.summary === null ? null : watchSummary();
  for await (const block of file.blocks)
    for (const row of block) {
      sums?.see(row);
      if (row.result.ok) watch.see(row.result.record);
    }
  if (file.summary !== null) sums?.hold(file.summary);
  const sha256 = file.sha256();
  if (watch.repeated.size() === 0) return { duplicates: NO_DUPLICATES, sha256 };
  const duplicates = await decideRepeats(() => openChecked(request), request.kind, indexKey, watch.repeated);
  return { duplicates, sha256 };
}

function targetMapping({ to, kind }: TranslateRequest): Mapping<Canonical> {
  const mapping = mappingOf(to, kind);
  if (mapping === undefined) throw new RangeError(`${to.id} carries no ${kind} records`);
  return mapping;
}

/** 粤工惠's number of a payment comes from keys no file holds: here stands what can't be taken for one, OFFLINE and the source's row. */
function wireRow(mapping: Mapping<Canonical>, row: number, record: Canonical): WireRow {
  return {
    row,
    wire: mapping.encode(record, { paymentNo: `${OFFLINE}-${row}` }),
    fen: 'amountFen' in record ? record.amountFen : null,
  };
}

/** A field as the source's file calls it; a field its files don't hold keeps the neutral form's name. */
function sourceColumns({ system, kind }: TranslateRequest, file: CheckedFile): (field: string) => string {
  const written = new Set(file.columns.map((column) => column.trim()));
  const lines = new Map((mappingOf(system, kind)?.fields ?? []).map((line) => [line.field, line]));
  return (field) => {
    const line = lines.get(field);
    if (line === undefined) return field;
    return [line.wire, ...line.synonyms].find((name) => written.has(name)) ?? line.wire;
  };
}

function inSourceWords({ code, field }: FieldProblem, columns: (field: string) => string): FieldProblem {
  return { code, field: field === null ? null : columns(field) };
}

function changedFile(): CliError {
  return new CliError(
    'file.changed',
    { zh: '文件在翻译时被改动', en: 'the file was changed while it was translated' },
    { zh: '等文件写完后再翻译。', en: 'Translate it again when it is complete.' },
  );
}
