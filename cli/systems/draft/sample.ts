import { settleEncoding } from '../../../adapters/files/encoding.ts';
import { FileError } from '../../../adapters/files/file-error.ts';
import { openJsonLines } from '../../../adapters/files/jsonl.ts';
import { textFormOf } from '../../../adapters/files/other-forms.ts';
import { type ByteSource, fileSource } from '../../../adapters/files/source.ts';
import { openTable, type TableForm } from '../../../adapters/files/table.ts';
import { citizenIdCodec } from '../../../schemas/codecs/citizen-id.ts';
import { isRefusal } from '../../../schemas/codecs/codec.ts';
import type { FileForm } from '../../../schemas/systems/system.ts';
import type { Bilingual } from '../../terminal.ts';
import { looksLikeHeader } from './headers.ts';

/** One column of a sample with all its cells, trimmed; an empty cell is `''`. */
export interface SampleColumn {
  readonly at: number;
  readonly header: string;
  readonly cells: readonly string[];
}

/** The beginning of a file a city sent, as cells of text. It holds real people: nothing of it may be written anywhere. */
export interface Sample {
  readonly file: FileForm;
  readonly headerRow: number;
  /** Sheets beside the one that was read. */
  readonly otherSheets: number;
  /** Whether the file goes on after the rows read. */
  readonly goesOn: boolean;
  readonly columns: readonly SampleColumn[];
  readonly rows: readonly SampleRow[];
}

export interface SampleRow {
  readonly row: number;
  /** As written. */
  readonly cells: readonly string[];
  /** The values of a JSON object, in the order of the columns. */
  readonly values: readonly unknown[] | null;
}

export const SAMPLE_ROWS_MAX = 2_000;

/** Reads a sample of any form, whatever its name ends in. `sheet` is what the workbook's sheet will be called. Throws FileError. */
export async function readSample(path: string, sheet: Bilingual): Promise<Sample> {
  const form = await formOf(path, sheet);
  const { source } = await fileSource(path);
  const sample = form.form === 'jsonl' ? await readObjects(source) : await readTable(source, form);
  if (sample.rows.length === 0) throw new FileError('file.empty', { path });
  refuseDataAsHeader(sample.columns.map(({ header }) => header));
  return sample;
}

async function formOf(path: string, sheet: Bilingual): Promise<FileForm> {
  const { source } = await fileSource(path);
  const head = await headOf(source);
  if (head.subarray(0, 2).toString('latin1') === 'PK') return { form: 'xlsx', sheet: sheet.zh };
  const { encoding, bomBytes } = settleEncoding(head);
  const form = textFormOf(head);
  if (form === 'jsonl') return { form };
  // A single | may stand in a table of commas, too.
  if (form === 'text' && countOf(head, '|') > countOf(head, ',')) return { form, delimiter: '|', encoding };
  return { form: 'csv', encoding: encoding === 'utf-8' && bomBytes > 0 ? 'utf-8-bom' : encoding };
}

/** How often a character of ASCII stands in the first lines. */
function countOf(head: Buffer, character: string): number {
  return head.toString('latin1').split('\n', SNIFFED_LINES).join('').split(character).length - 1;
}

const SNIFFED_LINES = 30;

/** Enough for the encoding to show; a character cut at the end would look like a damaged one. */
async function headOf(source: ByteSource): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of source) {
    chunks.push(chunk);
    bytes += chunk.byteLength;
    if (bytes >= HEAD_BYTES) break;
  }
  const head = Buffer.concat(chunks);
  const lineEnd = head.lastIndexOf(0x0a);
  return bytes < HEAD_BYTES || lineEnd === -1 ? head : head.subarray(0, lineEnd + 1);
}

const HEAD_BYTES = 1024 ** 2;

async function readTable(source: ByteSource, file: TableForm): Promise<Sample> {
  const opened = await openTable(source, file, { columns: [], recognise: looksLikeHeader });
  const rows: SampleRow[] = [];
  let goesOn = false;
  let unread = 0;
  for await (const block of opened.blocks) {
    for (const { row, cells, problem } of block) {
      if (problem === null && cells.length === opened.header.length && rows.length < SAMPLE_ROWS_MAX)
        rows.push({ row, cells, values: null });
      else unread += 1;
    }
    goesOn = rows.length === SAMPLE_ROWS_MAX;
    if (goesOn) break;
  }
  if (rows.length === 0 && unread > 0) throw new FileError('file.header', { reason: 'no-header' });
  const header = opened.header.map((cell) => cell.replace(/^\uFEFF/, '').trim());
  refuseUnnamed(header);
  const second = opened.notes.find(({ code }) => code === 'file.second-sheet');
  return {
    file,
    headerRow: opened.headerRow,
    otherSheets: second?.field?.split('、').length ?? 0,
    goesOn,
    columns: columnsOf(header, rows),
    rows,
  };
}

/** A column without a name is let pass, two of one name are not: nobody could say which is meant. */
function refuseUnnamed(header: readonly string[]): void {
  const named = header.filter((cell) => cell !== '');
  if (named.length === 0) throw new FileError('file.header', { reason: 'no-header' });
  const repeated = named.filter((cell, at) => named.indexOf(cell) !== at);
  if (repeated.length > 0) throw new FileError('file.header', { repeated: [...new Set(repeated)].join('、') });
}

async function readObjects(source: ByteSource): Promise<Sample> {
  const { blocks } = await openJsonLines(source);
  const objects: { readonly row: number; readonly value: Readonly<Record<string, unknown>> }[] = [];
  for await (const block of blocks) {
    for (const { row, value } of block)
      if (value !== undefined && objects.length < SAMPLE_ROWS_MAX) objects.push({ row, value });
    if (objects.length === SAMPLE_ROWS_MAX) break;
  }
  const members = [...new Set(objects.flatMap(({ value }) => Object.keys(value)))];
  const rows = objects.map(({ row, value }) => ({
    row,
    cells: members.map((member) => asText(value[member])),
    values: members.map((member) => value[member]),
  }));
  return {
    file: { form: 'jsonl' },
    headerRow: 0,
    otherSheets: 0,
    goesOn: objects.length === SAMPLE_ROWS_MAX,
    columns: columnsOf(members, rows),
    rows,
  };
}

function columnsOf(header: readonly string[], rows: readonly SampleRow[]): readonly SampleColumn[] {
  return header.map((name, at) => ({ at, header: name, cells: rows.map(({ cells }) => (cells[at] ?? '').trim()) }));
}

function asText(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : JSON.stringify(value);
}

/** A file without a header begins with a person. */
function refuseDataAsHeader(header: readonly string[]): void {
  const isPerson = header.some((cell) => /\d{6}/.test(cell) || !isRefusal(citizenIdCodec.decode(cell, '9999-12-31')));
  if (isPerson) throw new FileError('file.header', { reason: 'no-header' });
}
