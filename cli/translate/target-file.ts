import { CellError } from '../../adapters/files/cell-error.ts';
import { CharacterError, encodeCsvRow, UTF8_BOM } from '../../adapters/files/csv-write.ts';
import { writeObjects, writeTable } from '../../adapters/files/write-table.ts';
import type { ProblemCode } from '../../schemas/problem.ts';
import type { FileForm } from '../../schemas/systems/system.ts';

/** A record in the target's wire form, and the row it came from. */
export interface WireRow {
  readonly row: number;
  readonly wire: readonly string[] | Readonly<Record<string, unknown>>;
  /** Null but for payments. */
  readonly fen: string | null;
}

/** A row the target's form has no way to write; `column` is the target's, null where it is not known. */
export interface Unwritable {
  readonly row: number;
  readonly code: ProblemCode;
  readonly column: string | null;
}

/** A file of a system's form being written. What it can't hold is left out and told, never replaced. */
export interface TargetFile {
  readonly add: (row: WireRow) => Promise<Unwritable | null>;
  /** Writes what forms without streaming have gathered; tells the rows that turn out unwritable then. */
  readonly end: () => Promise<readonly Unwritable[]>;
}

type Write = (bytes: Uint8Array) => Promise<void>;
type CsvForm = Extract<FileForm, { readonly form: 'csv' }>;
type GatheredForm = Extract<FileForm, { readonly form: 'text' | 'xlsx' }>;

export async function createTarget(file: FileForm, header: readonly string[], write: Write): Promise<TargetFile> {
  switch (file.form) {
    case 'csv':
      return csvTarget(file, header, write);
    case 'jsonl':
      return {
        add: async ({ wire }) => {
          await write(writeObjects([wire as Readonly<Record<string, unknown>>]));
          return null;
        },
        end: async () => [],
      };
    case 'text':
    case 'xlsx':
      return gatheredTarget(file, header, write);
  }
}

async function csvTarget({ encoding }: CsvForm, header: readonly string[], write: Write): Promise<TargetFile> {
  if (encoding === 'utf-8-bom') await write(UTF8_BOM);
  await write(encodeCsvRow(header, encoding));
  return {
    add: async ({ row, wire }) => {
      const cells = wire as readonly string[];
      try {
        await write(encodeCsvRow(cells, encoding));
        return null;
      } catch (error) {
        if (!(error instanceof CharacterError)) throw error;
        const at = cells.findIndex((cell) => !isWritable(() => encodeCsvRow([cell], encoding)));
        return { row, code: 'translate.character', column: header[at] ?? null };
      }
    },
    end: async () => [],
  };
}

/** A workbook is one archive, a summary line stands before the rows it sums up: both are written at the end. */
function gatheredTarget(file: GatheredForm, header: readonly string[], write: Write): TargetFile {
  const gathered: WireRow[] = [];
  const bytesOf = (rows: readonly WireRow[]): Promise<Buffer> =>
    writeTable(
      file,
      header,
      rows.map(({ wire }) => wire as readonly string[]),
      {
        batchNo: OFFLINE,
        rows: rows.length,
        fen: rows.reduce((sum, { fen }) => sum + BigInt(fen ?? '0'), 0n).toString(),
      },
    );
  return {
    add: async (row) => {
      gathered.push(row);
      return null;
    },
    end: async () => {
      const whole = await bytesOf(gathered).catch(unlessUnwritable);
      if (whole !== null) {
        await write(whole);
        return [];
      }
      const left: Unwritable[] = [];
      const kept: WireRow[] = [];
      for (const one of gathered) {
        const fault = await bytesOf([one]).then(
          () => null,
          (error: unknown) => faultOf(error, one, header, file),
        );
        if (fault === null) kept.push(one);
        else left.push(fault);
      }
      await write(await bytesOf(kept));
      return left;
    },
  };
}

/** What stands where the bridge would write a number of its own: nothing made offline can be taken for an instruction of ours. */
export const OFFLINE = 'OFFLINE';

function unlessUnwritable(error: unknown): null {
  if (error instanceof CellError || error instanceof CharacterError) return null;
  throw error;
}

function faultOf(error: unknown, { row, wire }: WireRow, header: readonly string[], file: GatheredForm): Unwritable {
  if (error instanceof CellError) return { row, code: 'translate.cell', column: error.column };
  if (!(error instanceof CharacterError) || !('encoding' in file)) throw error;
  const at = (wire as readonly string[]).findIndex((cell) => !isWritable(() => encodeCsvRow([cell], file.encoding)));
  return { row, code: 'translate.character', column: header[at] ?? null };
}

function isWritable(attempt: () => void): boolean {
  try {
    attempt();
    return true;
  } catch (error) {
    if (error instanceof CharacterError) return false;
    throw error;
  }
}
