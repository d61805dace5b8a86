import { type Block, cutBlocks } from './blocks.ts';
import { looksLike } from '../../core/recognise.ts';
import { decodeBlock, type Encoding, endsInsideCharacter, settleEncoding } from './encoding.ts';
import { FileError } from './file-error.ts';
import { beginsJson } from './header.ts';
import type { FileLimits } from './limits.ts';
import { refuseOtherForms } from './other-forms.ts';
import type { RecordSplitter } from './records.ts';
import type { ByteSource } from './source.ts';
import type { TableRow } from './table-file.ts';

/** A text file cut into records, before anybody knows which of them is the header. */
export interface Records {
  readonly encoding: Encoding;
  /** The first records, as many as are wanted where the file has them, and those that came with them. */
  readonly head: (wanted: number) => Promise<readonly TableRow[]>;
  /** The records after the first ones skipped, `columns` cells each when they are whole. Can be iterated once. */
  readonly after: (skipped: number, columns: number) => AsyncIterable<readonly TableRow[]>;
  readonly blankRows: () => number;
  readonly endsOpen: () => boolean;
}

const CTRL_Z = '\u001a';
const LF = 0x0a;

/** Memory does not grow with the file. Throws FileError. */
export async function openDelimited(
  source: ByteSource,
  createSplitter: (limits: FileLimits) => RecordSplitter,
  limits: FileLimits,
): Promise<Records> {
  const blocks = cutBlocks(source, limits);
  const first = await blocks.next();
  if (first.done || first.value.bytes.byteLength === 0) throw new FileError('file.empty');
  refuseOtherForms(first.value.bytes);
  const { encoding, bomBytes } = settleEncoding(first.value.bytes);
  const splitter = createSplitter(limits);
  let block: Block = { bytes: first.value.bytes.subarray(bomBytes), last: first.value.last };
  let found = recordsOf(block, []);

  /** Appends the records of a block to `out`. */
  function recordsOf({ bytes, last }: Block, out: TableRow[]): TableRow[] {
    for (const { text, damaged } of decodeBlock(bytes, encoding)) splitter.feed(text, damaged, false, out);
    if (last) splitter.feed('', null, true, out);
    return out;
  }

  async function head(wanted: number): Promise<readonly TableRow[]> {
    while (found.length < wanted && !block.last) {
      const next = await blocks.next();
      if (next.done) break;
      block = next.value;
      found = recordsOf(block, found);
    }
    return found;
  }

  async function* after(skipped: number, columns: number): AsyncGenerator<readonly TableRow[]> {
    let count = 0;
    found = found.slice(skipped);
    for (;;) {
      if (block.last) refuseCutOff(block.bytes, encoding, columns, found);
      count += found.length;
      if (count > limits.rowsMax) throw new FileError('file.too-many-rows', { rowsMax: limits.rowsMax });
      if (found.length > 0) yield found;
      if (block.last) return;
      const next = await blocks.next();
      if (next.done) return;
      block = next.value;
      found = recordsOf(block, []);
    }
  }

  const endsOpen = (): boolean => block.last && block.bytes.at(-1) !== LF;
  return { encoding, head, after, blankRows: splitter.blankRows, endsOpen };
}

/** The record taken for the header, if it can be one. Throws FileError. */
export function headerOf(record: TableRow | undefined, limits: FileLimits): TableRow {
  if (!record) throw new FileError('file.empty');
  if (record.problem?.code === 'row.encoding') throw new FileError('file.encoding', { found: 'unknown' });
  if (record.problem)
    throw new FileError('file.header', {
      reason: record.problem.code,
      ...(beginsJson(record.cells) ? { found: 'jsonl' } : {}),
      ...looksLike(record.cells),
    });
  if (record.cells.length > limits.columnsMax)
    throw new FileError('file.header', { columns: record.cells.length, columnsMax: limits.columnsMax });
  return record;
}

/** A last line without its line feed is complete, or the file was cut off in it; a cut in the last cell shows only where that is decoded. */
function refuseCutOff(lastBlock: Buffer, encoding: Encoding, columns: number, records: TableRow[]): void {
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
