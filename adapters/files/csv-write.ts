import iconv from 'iconv-lite';
import type { Encoding } from './encoding.ts';

/** How the bytes of a CSV file are written. `utf-8-bom` is what a spreadsheet opens without asking. */
export type CsvEncoding = Encoding | 'utf-8-bom';

/** GB18030 has no place for this character. Writing `?` instead could pay the wrong person, so nothing is written. */
export class CharacterError extends Error {
  override readonly name = 'CharacterError';
  /** `U+…`, not the character: the text may be a person's name. */
  readonly codePoint: string;

  constructor(codePoint: string) {
    super(`${codePoint} has no place in GB18030`);
    this.codePoint = codePoint;
  }
}

/** A whole CSV file: header and rows, quoted by RFC 4180, LF. Throws CharacterError. */
export function encodeCsv(header: readonly string[], rows: Iterable<readonly string[]>, encoding: CsvEncoding): Buffer {
  const parts = [encodeCsvRow(header, encoding)];
  for (const row of rows) parts.push(encodeCsvRow(row, encoding));
  return encoding === 'utf-8-bom' ? Buffer.concat([UTF8_BOM, ...parts]) : Buffer.concat(parts);
}

/** One line of a CSV file, its line feed included, without BOM. Throws CharacterError. */
export function encodeCsvRow(cells: readonly string[], encoding: CsvEncoding): Buffer {
  return encodeText(`${cells.map(quoted).join(',')}\n`, encoding === 'gb18030' ? 'gb18030' : 'utf-8');
}

/** Text in an encoding, without BOM. Throws CharacterError. */
export function encodeText(text: string, encoding: Encoding): Buffer {
  return encoding === 'gb18030' ? encodeGb18030(text) : Buffer.from(text, 'utf8');
}

export const UTF8_BOM: Buffer = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * A cell a spreadsheet may be trusted with: one that begins like a formula (`=`, `+`, `-`, `@`, TAB, CR; full-width forms too) gets a leading
 * `'`, which shows it as text. Without exception: a negative amount or `+86138…` gets it too, for telling a number from a formula is the
 * spreadsheet's business; identifiers sent back with it are read without it. For files people open: a file for a system keeps its cells.
 */
export function neutralised(cell: string): string {
  return FORMULA.test(cell) ? `'${cell}` : cell;
}

const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;
const NEEDS_QUOTES = /[",\r\n]|^\s|\s$/;

function quoted(cell: string): string {
  return NEEDS_QUOTES.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

const GB18030 = new TextDecoder('gb18030', { fatal: true, ignoreBOM: true });

function encodeGb18030(text: string): Buffer {
  const bytes = iconv.encode(text, 'gb18030');
  // What our own reader makes of the bytes decides; the encoder's tables are those of the 2005 edition.
  if (GB18030.decode(bytes) === text) return bytes;
  const lost = [...text].find((character) => GB18030.decode(iconv.encode(character, 'gb18030')) !== character);
  throw new CharacterError(`U+${(lost?.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`);
}
