import { type Block, cutBlocks } from './blocks.ts';
import {
  type Damage,
  decodeBlock,
  type Encoding,
  endsInsideCharacter,
  settleEncoding,
  standardCharacters,
} from './encoding.ts';
import { FileError } from './file-error.ts';
import { FILE_LIMITS, type FileLimits } from './limits.ts';
import { refuseOtherForms } from './other-forms.ts';
import { holdsLostText, type RowProblem } from './row-problem.ts';
import type { ByteSource } from './source.ts';

/** A line of JSON Lines. `value` is undefined where there is a problem; `text` is the line, for showing. */
export interface JsonRow {
  /** The line's number, from 1; empty lines count. */
  readonly row: number;
  readonly text: string;
  readonly value: Readonly<Record<string, unknown>> | undefined;
  readonly problem: RowProblem | null;
}

export interface JsonLinesFile {
  readonly encoding: Encoding;
  /** Can be iterated once. Ends with a FileError when the file turns out to be cut off or too long. */
  readonly blocks: AsyncIterable<readonly JsonRow[]>;
  /** Empty lines so far. */
  readonly blankRows: () => number;
}

/** Opens a JSON Lines file, one object a line. A line that isn't one is a problem of that row. Throws FileError. */
export async function openJsonLines(source: ByteSource, limits: FileLimits = FILE_LIMITS): Promise<JsonLinesFile> {
  const blocks = cutBlocks(source, limits);
  const first = await blocks.next();
  if (first.done || first.value.bytes.byteLength === 0) throw new FileError('file.empty');
  refuseOtherForms(first.value.bytes);
  const { encoding, bomBytes } = settleEncoding(first.value.bytes);
  if (isBlank(first.value.bytes) && first.value.last) throw new FileError('file.empty');
  const firstBlock: Block = { bytes: first.value.bytes.subarray(bomBytes), last: first.value.last };
  let row = 0;
  let blankRows = 0;

  function linesOf(text: string, damaged: Damage | null, out: JsonRow[]): void {
    for (let at = 0; at < text.length;) {
      const found = text.indexOf('\n', at);
      const end = found === -1 ? text.length : found;
      const line = text.slice(at, end).trim();
      at = end + 1;
      row += 1;
      if (line === '') blankRows += 1;
      else out.push(toRow(row, line, damaged, limits));
    }
  }

  async function* rows(): AsyncGenerator<readonly JsonRow[]> {
    let count = 0;
    let block = firstBlock;
    for (;;) {
      const found: JsonRow[] = [];
      for (const { text, damaged } of decodeBlock(block.bytes, encoding)) linesOf(text, damaged, found);
      if (block.last) refuseCutOff(block.bytes, encoding, found.at(-1));
      count += found.length;
      if (count > limits.rowsMax) throw new FileError('file.too-many-rows', { rowsMax: limits.rowsMax });
      if (found.length > 0) yield found;
      if (block.last) return;
      const next = await blocks.next();
      if (next.done) return;
      block = next.value;
    }
  }

  return { encoding, blocks: rows(), blankRows: () => blankRows };
}

function toRow(row: number, text: string, damaged: Damage | null, limits: FileLimits): JsonRow {
  const bad = (problem: RowProblem): JsonRow => ({ row, text, value: undefined, problem });
  if (damaged) return bad({ code: 'row.encoding', other: damaged.other });
  if (text.length > limits.recordCharsMax) return bad({ code: 'row.cell-too-long', column: 0 });
  if (holdsLostText(text)) return bad({ code: 'row.encoding', other: null });
  const value = parsed(text);
  return value === undefined ? bad({ code: 'row.malformed' }) : { row, text, value, problem: null };
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = ESCAPED_PRIVATE_USE.test(text) ? JSON.parse(text, inStandardCharacters) : JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** Many writers escape all that is not ASCII, so the line's own text shows no such character. */
const ESCAPED_PRIVATE_USE = /\\u[eE][78]/;

function inStandardCharacters(_member: string, value: unknown): unknown {
  return typeof value === 'string' ? standardCharacters(value) : value;
}

function refuseCutOff(lastBlock: Buffer, encoding: Encoding, last: JsonRow | undefined): void {
  if (!last || lastBlock.at(-1) === 0x0a || last.problem === null) return;
  const inside = endsInsideCharacter(lastBlock.subarray(lastBlock.lastIndexOf(0x0a) + 1), encoding);
  throw new FileError('file.truncated', { row: last.row, reason: inside ? 'inside-character' : 'inside-row' });
}

function isBlank(bytes: Buffer): boolean {
  return bytes.byteLength < 64 * 1024 && bytes.toString('utf8').trim() === '';
}
