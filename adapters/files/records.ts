import { FileError } from './file-error.ts';
import type { Damage } from './encoding.ts';
import type { FileLimits } from './limits.ts';
import { cellsProblem, holdsLostText, type RowProblem } from './row-problem.ts';
import type { TableRow } from './table-file.ts';

export interface RecordSplitter {
  /** Appends the records of these lines to `out`; `text` ends with a line feed, or is the end of the file. */
  readonly feed: (text: string, damaged: Damage | null, last: boolean, out: TableRow[]) => void;
  /** Lines that carry no record: empty, blank, or of empty cells only. They have a row number all the same. */
  readonly blankRows: () => number;
}

/**
 * Splits text into records by RFC 4180: LF or CRLF, a quotation mark opens a cell only at its beginning, `""` inside is one. A record is
 * one row whatever line breaks its cells hold. Lines without quotation marks, nearly all, are split without looking at each character.
 */
export function createRecordSplitter(limits: FileLimits): RecordSplitter {
  let row = 0;
  let blankRows = 0;
  let unfinished = '';
  let unfinishedDamage: Damage | null = null;
  // Kept out here because V8 moves a local's search into the loop of `feed`, and then every line searches the whole block (three times slower).
  let nextQuote = -1;

  function push(out: TableRow[], cells: readonly string[], problem: RowProblem | null): void {
    row += 1;
    if (cells.every(isBlank)) blankRows += 1;
    else out.push({ row, cells, problem });
  }

  function problemOf(
    cells: readonly string[],
    damaged: Damage | null,
    misquoted: boolean,
    closer: boolean,
  ): RowProblem | null {
    if (damaged) return { code: 'row.encoding', other: damaged.other };
    if (misquoted) return { code: 'row.quote' };
    return closer ? cellsProblem(cells, limits.cellBytesMax) : null;
  }

  function feed(added: string, addedDamage: Damage | null, last: boolean, out: TableRow[]): void {
    const text = unfinished === '' ? added : unfinished + added;
    let damaged = unfinishedDamage ?? addedDamage;
    unfinished = '';
    unfinishedDamage = null;
    const holdsLost = holdsLostText(text);
    nextQuote = text.indexOf('"');
    for (let at = 0; at < text.length;) {
      const lineEnd = endOfLine(text, at);
      if (nextQuote !== -1 && nextQuote < at) nextQuote = text.indexOf('"', at);
      if (nextQuote === -1 || nextQuote >= lineEnd) {
        const cells = splitPlain(text, at, withoutCr(text, at, lineEnd));
        push(out, cells, problemOf(cells, damaged, false, holdsLost || (lineEnd - at) * 3 > limits.cellBytesMax));
        damaged = addedDamage;
        at = lineEnd + 1;
        continue;
      }
      const record = splitQuoted(text, at);
      if (record === null) {
        if (last || text.length - at > limits.recordCharsMax)
          throw new FileError('file.truncated', { row: row + 1, reason: 'open-quote' });
        unfinished = text.slice(at);
        unfinishedDamage = damaged;
        return;
      }
      push(
        out,
        record.cells,
        problemOf(record.cells, damaged, record.misquoted, holdsLost || (record.next - at) * 3 > limits.cellBytesMax),
      );
      damaged = addedDamage;
      at = record.next;
    }
  }

  return { feed, blankRows: () => blankRows };
}

/** `split` on a slice does the same at twice the time. */
function splitPlain(text: string, start: number, end: number): readonly string[] {
  const cells: string[] = [];
  let from = start;
  for (let comma = text.indexOf(',', from); comma !== -1 && comma < end; comma = text.indexOf(',', from)) {
    cells.push(text.slice(from, comma));
    from = comma + 1;
  }
  cells.push(text.slice(from, end));
  return cells;
}

/** Null: the text ends inside a quoted cell. */
function splitQuoted(
  text: string,
  start: number,
): { readonly cells: string[]; readonly misquoted: boolean; readonly next: number } | null {
  const cells: string[] = [];
  let misquoted = false;
  let lineEnd = endOfLine(text, start);
  for (let at = start; ;) {
    let quoted = '';
    const opened = text[at] === '"';
    if (opened) {
      const close = closingQuote(text, at + 1);
      if (close === -1) return null;
      quoted = text.slice(at + 1, close).replaceAll('""', '"');
      at = close + 1;
      if (lineEnd < at) lineEnd = endOfLine(text, at);
    }
    const comma = text.indexOf(',', at);
    const end = comma === -1 || comma > lineEnd ? withoutCr(text, at, lineEnd) : comma;
    if (opened && end > at) misquoted = true;
    cells.push(opened ? quoted + text.slice(at, end) : text.slice(at, end));
    if (comma === -1 || comma > lineEnd) return { cells, misquoted, next: lineEnd + 1 };
    at = comma + 1;
  }
}

function closingQuote(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at !== -1; at = text.indexOf('"', at + 2)) {
    if (text[at + 1] !== '"') return at;
  }
  return -1;
}

function endOfLine(text: string, from: number): number {
  const at = text.indexOf('\n', from);
  return at === -1 ? text.length : at;
}

function withoutCr(text: string, start: number, lineEnd: number): number {
  return lineEnd > start && text[lineEnd - 1] === '\r' ? lineEnd - 1 : lineEnd;
}

function isBlank(cell: string): boolean {
  return cell === '' || cell.trim() === '';
}
