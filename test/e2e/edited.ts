import iconv from 'iconv-lite';
import type { NightFile } from '../../local/nights/night.ts';
import { parseCsv } from '../../local/simulators/guangzhou/csv.ts';

export type Cells = Readonly<Record<string, string>>;

/** A file as the city would write it: GB18030, quoted where needed. */
export function writeCsv(header: readonly string[], rows: readonly Cells[]): Buffer {
  const lines = [header, ...rows.map((cells) => header.map((column) => cells[column] ?? ''))];
  return iconv.encode(lines.map((cells) => `${cells.map(quoted).join(',')}\r\n`).join(''), 'gb18030');
}

/** Header and rows of a file in GB18030; throws where a byte is none of it. */
export function readCsv(bytes: Uint8Array): { readonly header: readonly string[]; readonly rows: readonly Cells[] } {
  const parsed = parseCsv(new TextDecoder('gb18030', { fatal: true }).decode(bytes));
  if (!parsed.ok) throw new Error(`row ${parsed.row} does not close its quotes`);
  const [header = [], ...lines] = parsed.rows;
  return {
    header,
    rows: lines.map((line) => Object.fromEntries(header.map((column, place) => [column, line[place] ?? '']))),
  };
}

/** The same file sent another night: under its own name and sequence, some rows changed. `row` counts from 0. */
export function sentAgain(
  file: NightFile,
  sequence: number,
  change: (cells: Cells, row: number) => Cells = (cells) => cells,
): NightFile {
  const { header, rows } = readCsv(file.bytes);
  return {
    ...file,
    sequence,
    fileName: `${file.kind}-${sequence}.csv`,
    planted: [],
    bytes: writeCsv(
      header,
      rows.map((cells, row) => change(cells, row)),
    ),
  };
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
