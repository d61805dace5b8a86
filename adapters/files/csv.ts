import { type Block, cutBlocks } from './blocks.ts';
import { decodeBlock, type Encoding, endsInsideCharacter, settleEncoding } from './encoding.ts';
import { FileError } from './file-error.ts';
import { FILE_LIMITS, type FileLimits } from './limits.ts';
import { refuseOtherForms } from './other-forms.ts';
import { createRecordSplitter, type CsvRow } from './records.ts';
import type { ByteSource } from './source.ts';

export interface CsvFile {
  readonly encoding: Encoding;
  /** The cells of the first row that isn't blank, as written. */
  readonly header: readonly string[];
  readonly headerRow: number;
  /** Can be iterated once. Ends with a FileError when the file turns out to be cut off or too long. */
  readonly blocks: AsyncIterable<readonly CsvRow[]>;
  /** Rows without a record so far: empty lines, and rows of empty cells as a spreadsheet leaves them at the end. */
  readonly blankRows: () => number;
  /** Whether the row that came last is the file's last and has no line feed: complete, or cut off in its last cell. */
  readonly endsOpen: () => boolean;
}

const CTRL_Z = '\u001a';
const LF = 0x0a;

/**
 * Opens a CSV file: header row, RFC 4180 quoting, LF or CRLF, UTF-8 (with or without BOM) or GB18030. Memory does not grow with the file.
 * Throws FileError.
 */
export async function openCsv(source: ByteSource, limits: FileLimits = FILE_LIMITS): Promise<CsvFile> {
  const blocks = cutBlocks(source, limits);
  const first = await blocks.next();
  if (first.done || first.value.bytes.byteLength === 0) throw new FileError('file.empty');
  refuseOtherForms(first.value.bytes);
  const { encoding, bomBytes } = settleEncoding(first.value.bytes);
  const splitter = createRecordSplitter(limits);

  function recordsOf(block: Block): CsvRow[] {
    const records: CsvRow[] = [];
    for (const { text, damaged } of decodeBlock(block.bytes, encoding)) splitter.feed(text, damaged, false, records);
    if (block.last) splitter.feed('', null, true, records);
    return records;
  }

  const firstBlock = { bytes: first.value.bytes.subarray(bomBytes), last: first.value.last };
  const records = recordsOf(firstBlock);
  const { cells: header, row: headerRow } = headerOf(records.shift(), limits);

  let block = firstBlock;

  async function* rows(): AsyncGenerator<readonly CsvRow[]> {
    let count = 0;
    let found = records;
    for (;;) {
      if (block.last) refuseCutOff(block.bytes, encoding, header.length, found);
      count += found.length;
      if (count > limits.rowsMax) throw new FileError('file.too-many-rows', { rowsMax: limits.rowsMax });
      if (found.length > 0) yield found;
      if (block.last) return;
      const next = await blocks.next();
      if (next.done) return;
      block = next.value;
      found = recordsOf(block);
    }
  }

  const endsOpen = (): boolean => block.last && block.bytes.at(-1) !== LF;
  return { encoding, header, headerRow, blocks: rows(), blankRows: splitter.blankRows, endsOpen };
}

function headerOf(record: CsvRow | undefined, limits: FileLimits): CsvRow {
  if (!record) throw new FileError('file.empty');
  if (record.problem?.code === 'row.encoding') throw new FileError('file.encoding', { found: 'unknown' });
  if (record.problem) throw new FileError('file.header', { reason: record.problem.code });
  if (record.cells.length > limits.columnsMax)
    throw new FileError('file.header', { columns: record.cells.length, columnsMax: limits.columnsMax });
  return record;
}

/** A last line without its line feed is complete, or the file was cut off in it; a cut in the last cell shows only where that is decoded. */
function refuseCutOff(lastBlock: Buffer, encoding: Encoding, columns: number, records: CsvRow[]): void {
  const last = records.at(-1);
  if (!last || lastBlock.at(-1) === LF) return;
  if (last.cells.length === 1 && last.cells[0] === CTRL_Z) {
    // The end mark of old DOS programs.
    records.pop();
    return;
  }
  if (endsInsideCharacter(lastBlock.subarray(lastBlock.lastIndexOf(LF) + 1), encoding))
    throw new FileError('file.truncated', { row: last.row, reason: 'inside-character' });
  if (last.cells.length < columns) throw new FileError('file.truncated', { row: last.row, reason: 'inside-row' });
}
