import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Canonical } from '../../schemas/systems/system.ts';
import { type CliError, outputUnwritable } from '../cli-error.ts';

/** A file that appears under its name only when it is complete. Readable by its owner alone: it holds personal data. */
export interface OutputFile {
  readonly write: (bytes: Uint8Array) => Promise<void>;
  readonly complete: () => Promise<void>;
  readonly abandon: () => Promise<void>;
}

/** Throws CliError `output.unwritable`. */
export async function createOutput(path: string): Promise<OutputFile> {
  // A link stays, what it points to is replaced.
  const target = await realpath(path).catch(() => path);
  const folder = (await isReplaceable(target)) ? null : await mkdtemp(join(tmpdir(), 'bridge-'));
  const partial = folder === null ? `${target}.partial` : join(folder, 'output');
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
      const placed = folder === null ? rename(partial, target) : pourInto(target, partial);
      try {
        await placed;
      } catch (error) {
        throw unwritable(path, error);
      } finally {
        // Placed or not, nothing of it stays elsewhere: it holds personal data.
        await rm(folder ?? partial, { recursive: true, force: true });
      }
    },
    abandon: async () => {
      await handle.close();
      await rm(folder ?? partial, { recursive: true, force: true });
    },
  };
}

/** A file or nothing; a device or a pipe (`/dev/stdout`) is written to, for a rename would put a file in its place. */
function isReplaceable(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile() || found.isDirectory(),
    () => true,
  );
}

function pourInto(path: string, partial: string): Promise<void> {
  return pipeline(createReadStream(partial), createWriteStream(path, { flags: 'a' }));
}

function unwritable(path: string, error: unknown): CliError {
  return outputUnwritable({ zh: path, en: path }, error);
}

export function canonicalLine(record: Canonical): Uint8Array {
  return Buffer.from(`${JSON.stringify(record)}\n`);
}
