import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { FileError, systemErrorCode } from './file-error.ts';
import { FILE_LIMITS, type FileLimits } from './limits.ts';

/** The bytes of a file in order, in chunks of any size. */
export type ByteSource = AsyncIterable<Uint8Array>;

const READ_BYTES = 256 * 1024;

/** The bytes of a local file and how many they are. Refuses before reading what isn't there, isn't a file, is empty or too large. */
export async function fileSource(
  path: string,
  limits: FileLimits = FILE_LIMITS,
): Promise<{ readonly source: ByteSource; readonly bytes: number }> {
  const found = await stat(path).catch((error: unknown) => {
    throw new FileError('file.not-found', { path, reason: systemErrorCode(error) });
  });
  if (!found.isFile())
    throw new FileError('file.unsupported', { path, found: found.isDirectory() ? 'directory' : 'not-a-file' });
  if (found.size === 0) throw new FileError('file.empty', { path });
  if (found.size > limits.fileBytesMax)
    throw new FileError('file.too-large', { bytes: found.size, bytesMax: limits.fileBytesMax });
  return { source: readChunks(path), bytes: found.size };
}

/** Passes the bytes through and knows their number so far, and their SHA-256 (hex) once they are all read. */
export function withDigest(
  source: ByteSource,
  onBytes: (bytes: number) => void = () => {},
): { readonly source: ByteSource; readonly digest: () => { readonly bytes: number; readonly sha256: string } } {
  const hash = createHash('sha256');
  let bytes = 0;
  async function* tapped(): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      hash.update(chunk);
      bytes += chunk.byteLength;
      onBytes(bytes);
      yield chunk;
    }
  }
  return { source: tapped(), digest: () => ({ bytes, sha256: hash.copy().digest('hex') }) };
}

async function* readChunks(path: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(path, { highWaterMark: READ_BYTES });
  } catch (error) {
    throw new FileError('file.not-found', { path, reason: systemErrorCode(error) });
  }
}
