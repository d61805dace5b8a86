import type { Damage } from './encoding.ts';
import type { FileLimits } from './limits.ts';
import type { RecordSplitter } from './records.ts';
import { cellsProblem, holdsLostText, type RowProblem } from './row-problem.ts';
import type { TableRow } from './table-file.ts';

/**
 * Splits text whose cells a delimiter parts and nothing quotes, as banks and old systems write it: one line is one record. A delimiter
 * inside a cell can't be told from one between two, so it shows as a wrong number of cells.
 */
export function createTextSplitter(delimiter: string, limits: FileLimits): RecordSplitter {
  let row = 0;
  let blankRows = 0;

  function push(line: string, damaged: Damage | null, out: TableRow[]): void {
    row += 1;
    const cells = line.split(delimiter);
    if (cells.every((cell) => cell.trim() === '')) blankRows += 1;
    else out.push({ row, cells, problem: problemOf(line, cells, damaged, limits) });
  }

  function feed(text: string, damaged: Damage | null, _last: boolean, out: TableRow[]): void {
    for (let at = 0; at < text.length;) {
      const found = text.indexOf('\n', at);
      const end = found === -1 ? text.length : found;
      push(text.slice(at, end > at && text[end - 1] === '\r' ? end - 1 : end), damaged, out);
      at = end + 1;
    }
  }

  return { feed, blankRows: () => blankRows };
}

function problemOf(
  line: string,
  cells: readonly string[],
  damaged: Damage | null,
  { cellBytesMax }: FileLimits,
): RowProblem | null {
  if (damaged) return { code: 'row.encoding', other: damaged.other };
  return line.length * 3 > cellBytesMax || holdsLostText(line) ? cellsProblem(cells, cellBytesMax) : null;
}
