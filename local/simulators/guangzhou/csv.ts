/**
 * Reads CSV (RFC 4180) as the city does: whole files of at most a few MB, quoted cells, CR LF or LF.
 * @returns the rows of cells, or the number (from 1) of the row whose quotes do not close
 */
export function parseCsv(
  text: string,
): { readonly ok: true; readonly rows: readonly (readonly string[])[] } | { readonly ok: false; readonly row: number } {
  const rows: string[][] = [];
  let offset = 0;
  while (offset < text.length) {
    const line = readLine(text, offset);
    if (line === undefined) return { ok: false, row: rows.length + 1 };
    rows.push(line.cells);
    offset = line.next;
  }
  return { ok: true, rows };
}

function readLine(text: string, start: number): { readonly cells: string[]; readonly next: number } | undefined {
  const cells: string[] = [];
  let offset = start;
  while (true) {
    const cell = text[offset] === '"' ? readQuoted(text, offset) : readPlain(text, offset);
    if (cell === undefined) return undefined;
    cells.push(cell.value);
    offset = cell.next;
    if (text[offset] === ',') {
      offset += 1;
      continue;
    }
    if (text.startsWith('\r\n', offset)) return { cells, next: offset + 2 };
    if (text[offset] === '\n') return { cells, next: offset + 1 };
    return offset >= text.length ? { cells, next: offset } : undefined;
  }
}

interface Cell {
  readonly value: string;
  readonly next: number;
}

function readPlain(text: string, start: number): Cell {
  let end = start;
  while (end < text.length && text[end] !== ',' && text[end] !== '\n') end += 1;
  if (text[end] === '\n' && text[end - 1] === '\r' && end > start) end -= 1;
  return { value: text.slice(start, end), next: end };
}

function readQuoted(text: string, start: number): Cell | undefined {
  let end = start + 1;
  while (true) {
    const quote = text.indexOf('"', end);
    if (quote < 0) return undefined;
    if (text[quote + 1] !== '"') return { value: text.slice(start + 1, quote).replaceAll('""', '"'), next: quote + 1 };
    end = quote + 2;
  }
}
