import { openCsv } from '../../adapters/files/csv.ts';
import type { Encoding } from '../../adapters/files/encoding.ts';
import { FileError } from '../../adapters/files/file-error.ts';
import { openJsonLines } from '../../adapters/files/jsonl.ts';
import { fileSource, withDigest } from '../../adapters/files/source.ts';
import { type CheckedRow, createObjectChecker, createRowChecker } from '../../core/check.ts';
import type { Kind } from '../../schemas/kind.ts';
import type { FieldProblem } from '../../schemas/problem.ts';
import { mappingOf } from '../../schemas/systems/registry.ts';
import type { Canonical, DecodeContext, System } from '../../schemas/systems/system.ts';

export interface FileToCheck {
  readonly path: string;
  readonly system: System;
  readonly kind: Kind;
  readonly context: DecodeContext;
  /** Hears how many bytes of how many were read. */
  readonly onRead?: (done: number, total: number) => void;
}

/** A row after checking, with what stood in the file. */
export interface CheckedFileRow {
  readonly original: readonly string[];
  readonly result: CheckedRow<Canonical>;
}

/** A file being read row by row through a system's mapping. */
export interface CheckedFile {
  readonly encoding: Encoding;
  readonly headerRow: number;
  /** The file's own columns; JSON Lines, which have none, are shown as one column of whole lines. */
  readonly columns: readonly string[];
  readonly warnings: readonly FieldProblem[];
  /** Can be iterated once. Ends with a FileError when the file turns out to be cut off or too long. */
  readonly blocks: AsyncIterable<readonly CheckedFileRow[]>;
  readonly blankRows: () => number;
  /** SHA-256 of all bytes, hex, once they are read. */
  readonly sha256: () => string;
}

/** Throws FileError. */
export async function openChecked(file: FileToCheck): Promise<CheckedFile> {
  const { source: raw, bytes } = await fileSource(file.path);
  const { source, digest } = withDigest(raw, (done) => file.onRead?.(done, bytes));
  const sha256 = (): string => digest().sha256;
  const form = mappingOf(file.system, file.kind)?.form;
  return form === 'jsonl'
    ? { ...(await openObjects(file, source)), sha256 }
    : { ...(await openTable(file, source)), sha256 };
}

type Opened = Omit<CheckedFile, 'sha256'>;

async function openTable({ system, kind, context }: FileToCheck, source: AsyncIterable<Uint8Array>): Promise<Opened> {
  const { encoding, header, headerRow, blocks, blankRows, endsOpen } = await openCsv(source);
  const bound = createRowChecker({ system, kind, header, context });
  if (!bound.ok) {
    const { missing, repeated } = bound.problem;
    throw new FileError('file.header', { missing: missing.join('、'), repeated: repeated.join('、') });
  }
  const { checker, warnings } = bound;
  async function* rows(): AsyncGenerator<readonly CheckedFileRow[]> {
    let good: CheckedFileRow | undefined;
    for await (const block of blocks) {
      const checked = block.map(({ row, cells, problem }) => ({
        original: cells,
        result: checker.row(row, cells, problem?.code),
      }));
      good ??= checked.find(({ result }) => result.ok);
      if (endsOpen()) refuseCutCell(header, good, checked.at(-1));
      yield checked;
    }
  }
  return { encoding, headerRow, columns: header, warnings, blocks: rows(), blankRows };
}

/** The end of a file cut off in its last cell: that cell is refused, and is the beginning of what a good row has there. */
function refuseCutCell(
  header: readonly string[],
  good: CheckedFileRow | undefined,
  last: CheckedFileRow | undefined,
): void {
  if (good === undefined || last === undefined || last.result.ok) return;
  const { row, problem } = last.result;
  const cell = shapeOf(last);
  const whole = shapeOf(good);
  if (problem.field !== header.at(-1)?.trim() || cell === '' || cell === whole || !whole.startsWith(cell)) return;
  throw new FileError('file.truncated', { row, reason: 'inside-row' });
}

/** A row's last cell, any digit as 0. */
function shapeOf({ original }: CheckedFileRow): string {
  return (original.at(-1) ?? '').trim().replaceAll(/\d/g, '0');
}

async function openObjects({ system, kind, context }: FileToCheck, source: AsyncIterable<Uint8Array>): Promise<Opened> {
  const { encoding, blocks, blankRows } = await openJsonLines(source);
  const checker = createObjectChecker({ system, kind, context });
  async function* rows(): AsyncGenerator<readonly CheckedFileRow[]> {
    for await (const block of blocks)
      yield block.map(({ row, text, value, problem }) => ({
        original: [text],
        result: checker.row(row, value, problem?.code),
      }));
  }
  return { encoding, headerRow: 1, columns: ['原文'], warnings: [], blocks: rows(), blankRows };
}
