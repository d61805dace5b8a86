import { FileError } from '../../../adapters/files/file-error.ts';
import { FILE_LIMITS, type FileLimits } from '../../../adapters/files/limits.ts';
import { openTable, type TableForm } from '../../../adapters/files/table.ts';
import type { TableLayout } from '../../../adapters/files/table-file.ts';
import { gathered, inChunks } from './chunks.ts';

export const HEADER = ['申领编号', '姓名', '工作单位'];
export const LAYOUT: TableLayout = {
  columns: HEADER,
  recognise: (cells) => new Set(cells.filter((cell) => HEADER.includes(cell.trim()))).size,
};
export const WORKBOOK: TableForm = { form: 'xlsx', sheet: '报名' };

/** All of a file at once. */
export async function readTable(
  bytes: Uint8Array,
  form: TableForm,
  { limits = FILE_LIMITS, chunks = [bytes.byteLength] }: { limits?: FileLimits; chunks?: readonly number[] } = {},
) {
  const file = await openTable(inChunks(bytes, chunks), form, LAYOUT, limits);
  const rows = await gathered(file.blocks);
  return {
    encoding: file.encoding,
    header: file.header,
    headerRow: file.headerRow,
    summary: file.summary,
    notes: file.notes,
    rows,
    blankRows: file.blankRows(),
  };
}

/** The cells of a workbook's only sheet, 报名. */
export async function readCells(bytes: Uint8Array, limits?: FileLimits): Promise<readonly (readonly string[])[]> {
  const { rows } = await readTable(bytes, WORKBOOK, limits === undefined ? {} : { limits });
  return rows.map(({ cells }) => cells);
}

/** `file.… reason`, or `read`. */
export async function refusalOf(reading: Promise<unknown>): Promise<string> {
  return reading.then(
    () => 'read',
    (error: unknown) => {
      if (!(error instanceof FileError)) throw error;
      const why = error.detail['reason'] ?? error.detail['found'];
      return why === undefined ? error.code : `${error.code} ${why}`;
    },
  );
}
