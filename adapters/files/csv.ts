import { headerOf, openDelimited } from './delimited.ts';
import type { Encoding } from './encoding.ts';
import { FILE_LIMITS, type FileLimits } from './limits.ts';
import { createRecordSplitter } from './records.ts';
import type { ByteSource } from './source.ts';
import type { TableRow } from './table-file.ts';

export interface CsvFile {
  readonly encoding: Encoding;
  /** The cells of the first row that isn't blank, as written. */
  readonly header: readonly string[];
  readonly headerRow: number;
  /** Can be iterated once. Ends with a FileError when the file turns out to be cut off or too long. */
  readonly blocks: AsyncIterable<readonly TableRow[]>;
  /** Rows without a record so far: empty lines, and rows of empty cells as a spreadsheet leaves them at the end. */
  readonly blankRows: () => number;
  /** Whether the row that came last is the file's last and has no line feed: complete, or cut off in its last cell. */
  readonly endsOpen: () => boolean;
}

/**
 * Opens a CSV file: header row, RFC 4180 quoting, LF or CRLF, UTF-8 (with or without BOM) or GB18030. Memory does not grow with the file.
 * Throws FileError.
 */
export async function openCsv(source: ByteSource, limits: FileLimits = FILE_LIMITS): Promise<CsvFile> {
  const { encoding, head, after, blankRows, endsOpen } = await openDelimited(source, createRecordSplitter, limits);
  const [first] = await head(0);
  const { cells: header, row: headerRow } = headerOf(first, limits);
  return { encoding, header, headerRow, blocks: after(1, header.length), blankRows, endsOpen };
}
