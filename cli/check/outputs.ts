import { open, rename, rm } from 'node:fs/promises';
import { encodeCsvRow, neutralised, UTF8_BOM } from '../../adapters/files/csv-write.ts';
import { systemErrorCode } from '../../adapters/files/file-error.ts';
import { explain, type FieldProblem } from '../../schemas/problem.ts';
import type { Canonical } from '../../schemas/systems/system.ts';
import { CliError } from '../cli-error.ts';
import type { Language } from '../terminal.ts';

/** A file that appears under its name only when it is complete. Readable by its owner alone: it holds personal data. */
export interface OutputFile {
  readonly write: (bytes: Uint8Array) => Promise<void>;
  readonly complete: () => Promise<void>;
  readonly abandon: () => Promise<void>;
}

/** Throws CliError `output.unwritable`. */
export async function createOutput(path: string): Promise<OutputFile> {
  const partial = `${path}.partial`;
  const handle = await open(partial, 'w', 0o600).catch((error: unknown) => {
    throw unwritable(path, error);
  });
  return {
    write: async (bytes) => {
      await handle.writeFile(bytes).catch((error: unknown) => {
        throw unwritable(path, error);
      });
    },
    complete: async () => {
      await handle.close();
      await rename(partial, path).catch((error: unknown) => {
        throw unwritable(path, error);
      });
    },
    abandon: async () => {
      await handle.close();
      await rm(partial, { force: true });
    },
  };
}

function unwritable(path: string, error: unknown): CliError {
  const code = systemErrorCode(error);
  return new CliError(
    'output.unwritable',
    { zh: `无法写入 ${path}（${code}）`, en: `${path} can't be written (${code})` },
    { zh: '检查路径、权限和剩余空间。', en: 'Check the path, the permissions and the free space.' },
  );
}

const PROBLEM_COLUMNS = ['错误行号', '错误字段', '错误代码', '错误说明'];

export function rejectsHeader(columns: readonly string[]): Uint8Array {
  return Buffer.concat([UTF8_BOM, encodeCsvRow([...columns.map(neutralised), ...PROBLEM_COLUMNS], 'utf-8-bom')]);
}

/** The row as it stood in the file, safe to open in a spreadsheet; cells beyond the header are joined into the last, missing ones are empty. */
export function rejectsLine(
  columns: readonly string[],
  original: readonly string[],
  row: number,
  { code, field }: FieldProblem,
  language: Language,
): Uint8Array {
  const last = columns.length - 1;
  const cells = columns.map((_, column) =>
    column === last ? original.slice(last).join(',') : (original[column] ?? ''),
  );
  return encodeCsvRow(
    [...cells, String(row), field ?? '', code, explain({ code, field: null }, language)].map(neutralised),
    'utf-8-bom',
  );
}

export function canonicalLine(record: Canonical): Uint8Array {
  return Buffer.from(`${JSON.stringify(record)}\n`);
}
