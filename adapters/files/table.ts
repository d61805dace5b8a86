import { looksLike } from '../../core/recognise.ts';
import type { FileForm } from '../../schemas/systems/system.ts';
import { headerOf, openDelimited, type Records } from './delimited.ts';
import { FileError } from './file-error.ts';
import { findHeader } from './header.ts';
import { FILE_LIMITS, type FileLimits } from './limits.ts';
import { createRecordSplitter } from './records.ts';
import type { ByteSource } from './source.ts';
import type { Summary, TableFile, TableLayout, TableRow } from './table-file.ts';
import { createTextSplitter } from './text-rows.ts';
import { openXlsx } from './xlsx/open-xlsx.ts';

/** The forms whose records are rows of cells. */
export type TableForm = Exclude<FileForm, { readonly form: 'jsonl' }>;
type TextForm = Extract<FileForm, { readonly form: 'text' }>;

/**
 * Opens a table in the form its system's files have: CSV and `|`-separated text in UTF-8 or GB18030, whichever it is, or a workbook. The
 * header need not be the first row. Memory does not grow with the rows. Throws FileError.
 */
export async function openTable(
  source: ByteSource,
  file: TableForm,
  layout: TableLayout,
  limits: FileLimits = FILE_LIMITS,
): Promise<TableFile> {
  switch (file.form) {
    case 'csv':
      return underHeader(await openDelimited(source, createRecordSplitter, limits), layout, limits);
    case 'xlsx':
      return openXlsx(source, file.sheet, layout, limits);
    case 'text': {
      const records = await openDelimited(source, (given) => createTextSplitter(file.delimiter, given), limits);
      return file.summary === undefined
        ? underHeader(records, layout, limits)
        : underSummary(records, file.summary, layout, limits);
    }
  }
}

async function underHeader(records: Records, layout: TableLayout, limits: FileLimits): Promise<TableFile> {
  const { encoding, blankRows, endsOpen } = records;
  const [first] = await records.head(1);
  // Only a first row without any known name is worth looking further for.
  const known = first !== undefined && layout.recognise(first.cells) > 0;
  const head = known ? [first] : await records.head(limits.titleRowsMax);
  const at = Math.max(0, findHeader(head, layout.recognise, limits));
  const { cells: header, row: headerRow } = headerOf(head[at], limits);
  return {
    encoding,
    header,
    headerRow,
    summary: null,
    notes: at === 0 ? [] : [{ code: 'file.title-rows', field: null }],
    blocks: records.after(at + 1, header.length),
    blankRows,
    endsOpen,
  };
}

async function underSummary(
  records: Records,
  line: NonNullable<TextForm['summary']>,
  { columns }: TableLayout,
  limits: FileLimits,
): Promise<TableFile> {
  const { encoding, blankRows, endsOpen } = records;
  const [first] = await records.head(1);
  return {
    encoding,
    header: columns,
    headerRow: 0,
    summary: summaryOf(headerOf(first, limits), line),
    notes: [],
    blocks: records.after(1, columns.length),
    blankRows,
    endsOpen,
  };
}

function summaryOf({ row, cells }: TableRow, line: NonNullable<TextForm['summary']>): Summary {
  const said = line.read(cells);
  if (said === undefined) throw new FileError('file.header', { row, reason: 'no-summary', ...looksLike(cells) });
  return { ...said, row };
}
