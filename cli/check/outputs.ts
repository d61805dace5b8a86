import { open, rename, rm } from 'node:fs/promises';
import { systemErrorCode } from '../../adapters/files/file-error.ts';
import type { Canonical } from '../../schemas/systems/system.ts';
import { CliError } from '../cli-error.ts';

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

export function canonicalLine(record: Canonical): Uint8Array {
  return Buffer.from(`${JSON.stringify(record)}\n`);
}
