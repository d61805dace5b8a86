import { type CheckedRow, createObjectChecker, createRowChecker } from '../../core/check.ts';
import { looksLike, markOf, recogniseMembers } from '../../core/recognise.ts';
import type { Kind } from '../../schemas/kind.ts';
import type { FieldProblem } from '../../schemas/problem.ts';
import { mappingOf } from '../../schemas/systems/registry.ts';
import type { Canonical, DecodeContext, System } from '../../schemas/systems/system.ts';
import type { Encoding } from './encoding.ts';
import { FileError, type FileProblemDetail } from './file-error.ts';
import { beginsJson, layoutOf } from './header.ts';
import { type JsonRow, openJsonLines } from './jsonl.ts';
import { FILE_LIMITS } from './limits.ts';
import type { ByteSource } from './source.ts';
import type { Summary, TableLayout } from './table-file.ts';
import { openTable, type TableForm } from './table.ts';

/** Whose records a file holds, and what decoding them depends on. */
export interface RecordsOf {
  readonly system: System;
  readonly kind: Kind;
  readonly context: DecodeContext;
}

/** A data row with what stood in the file. */
export interface FileRow {
  readonly original: readonly string[];
  readonly result: CheckedRow<Canonical>;
  /** 分, where the row's amount can be read, whatever else is wrong with it. */
  readonly fen: string | null;
}

/** A file of records, read row by row through a system's mapping. */
export interface RecordsFile {
  readonly encoding: Encoding;
  readonly headerRow: number;
  /** The file's own columns; JSON Lines, which have none, are shown as one column of whole lines. */
  readonly columns: readonly string[];
  readonly warnings: readonly FieldProblem[];
  /** What the file's first line says of all its rows; null where the form has no such line. */
  readonly summary: Summary | null;
  /** Can be iterated once. Ends with a FileError when the file turns out to be cut off or too long. */
  readonly blocks: AsyncIterable<readonly FileRow[]>;
  readonly blankRows: () => number;
}

/** Opens a file in its system's own form. The one reader of check, translate, push and ingest. Throws FileError. */
export async function openRecords(of: RecordsOf, source: ByteSource): Promise<RecordsFile> {
  const { file } = of.system;
  try {
    return file.form === 'jsonl' ? await openObjects(of, source) : await openTableRecords(of, file, source);
  } catch (error) {
    if (error instanceof FileError && error.code === 'file.unsupported')
      throw new FileError(error.code, error.detail, file.form);
    throw error;
  }
}

async function openTableRecords(
  { system, kind, context }: RecordsOf,
  file: TableForm,
  source: ByteSource,
): Promise<RecordsFile> {
  const mapping = mappingOf(system, kind);
  if (mapping?.form !== 'table') throw new RangeError(`${system.id} has no table of ${kind} records`);
  const layout = layoutOf(mapping);
  const seen: (readonly string[])[] = [];
  const recognise = (cells: readonly string[]): number => {
    if (seen.length < SEEN_ROWS_MAX) seen.push(cells);
    return layout.recognise(cells);
  };
  const table = await openTable(source, file, { ...layout, recognise });
  const { encoding, header, headerRow, summary, notes, blocks, blankRows, endsOpen } = table;
  const bound = createRowChecker({ system, kind, header, context });
  if (!bound.ok) {
    const { missing, repeated } = bound.problem;
    throw new FileError('file.header', {
      missing: missing.join('、'),
      repeated: repeated.join('、'),
      ...(likeness(system, kind, [header, ...seen]) ?? strangeness(header, layout)),
    });
  }
  const { checker, warnings, amountOf } = bound;
  async function* rows(): AsyncGenerator<readonly FileRow[]> {
    let good: FileRow | undefined;
    for await (const block of blocks) {
      const checked = block.map(({ row, cells, problem }) => ({
        original: cells,
        result: checker.row(row, cells, problem?.code),
        fen: problem === null ? amountOf(cells) : null,
      }));
      good ??= checked.find(({ result }) => result.ok);
      if (endsOpen()) refuseCutCell(header, good, checked.at(-1));
      yield checked;
    }
  }
  return {
    encoding,
    headerRow,
    columns: header,
    warnings: [...notes, ...warnings],
    summary,
    blocks: rows(),
    blankRows,
  };
}

/** Rows tried as a header, kept to see whose they are. */
const SEEN_ROWS_MAX = 100;

/** What the first row that is anybody's header says of the file: whose it is, or that its cells are parted by another mark. */
function likeness(system: System, kind: Kind, rows: readonly (readonly string[])[]): FileProblemDetail | null {
  for (const row of rows) {
    const found = looksLike(row);
    if (found.looksLike === undefined) continue;
    if (found.looksLike !== `${system.id} ${kind}`) return { looksLike: found.looksLike };
    const mark = markOf(row);
    return mark === undefined ? null : { mark };
  }
  return null;
}

/** What to say of a header nobody knows. */
function strangeness(header: readonly string[], layout: TableLayout): FileProblemDetail {
  if (beginsJson(header)) return { found: 'jsonl' };
  return layout.recognise(header) === 0 ? { rowsTried: FILE_LIMITS.titleRowsMax } : {};
}

/** The end of a file cut off in its last cell: that cell is refused, and is the beginning of what a good row has there. */
function refuseCutCell(header: readonly string[], good: FileRow | undefined, last: FileRow | undefined): void {
  if (good === undefined || last === undefined || last.result.ok) return;
  const { row, problem } = last.result;
  const cell = shapeOf(last);
  const whole = shapeOf(good);
  if (problem.field !== header.at(-1)?.trim() || cell === '' || cell === whole || !whole.startsWith(cell)) return;
  throw new FileError('file.truncated', { row, reason: 'inside-row' });
}

/** A row's last cell, any digit as 0. */
function shapeOf({ original }: FileRow): string {
  return (original.at(-1) ?? '').trim().replaceAll(/\d/g, '0');
}

async function openObjects({ system, kind, context }: RecordsOf, source: ByteSource): Promise<RecordsFile> {
  const { encoding, blocks, blankRows } = await openJsonLines(source);
  const checker = createObjectChecker({ system, kind, context });
  const mapping = mappingOf(system, kind);
  async function* rows(): AsyncGenerator<readonly FileRow[]> {
    let isFirst = true;
    for await (const block of blocks) {
      if (isFirst) refuseOtherSystem(system, kind, block);
      isFirst = false;
      yield block.map(({ row, text, value, problem }) => ({
        original: [text],
        result: checker.row(row, value, problem?.code),
        fen: mapping?.form === 'object' && problem === null ? mapping.amountOf(value, context) : null,
      }));
    }
  }
  return { encoding, headerRow: 1, columns: ['原文'], warnings: [], summary: null, blocks: rows(), blankRows };
}

/**
 * A first line that is another's record, or another's header, is a bad row where a record of ours follows; where none does, the whole file
 * is another's. A line of broken JSON says nothing of the file.
 */
function refuseOtherSystem(system: System, kind: Kind, rows: readonly JsonRow[]): void {
  const [first] = rows;
  if (first === undefined || first.text.startsWith('{') !== (first.value !== undefined)) return;
  const like = looksLike([first.value === undefined ? first.text : `{${membersOf(first).join(':,')}:`]);
  if (like.looksLike === undefined || rows.some((row) => isOf(system, kind, row))) return;
  throw new FileError('file.header', like);
}

function isOf(system: System, kind: Kind, row: JsonRow): boolean {
  return recogniseMembers(membersOf(row)).some((found) => found.system === system.id && found.kind === kind);
}

function membersOf({ value }: JsonRow): readonly string[] {
  return Object.entries(value ?? {}).flatMap(([name, member]) => (member === null ? [] : [name]));
}
