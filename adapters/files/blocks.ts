import { FileError } from './file-error.ts';
import type { FileLimits } from './limits.ts';
import type { ByteSource } from './source.ts';

const LF = 0x0a;

/** Whole lines of the file, and whether they are its last. */
export interface Block {
  readonly bytes: Buffer;
  readonly last: boolean;
}

/**
 * Cuts a file at line feeds, the first block as long as the sample, so that a block can be decoded by itself: in UTF-8 as in GB18030 the
 * byte of a line feed (and of a comma, a quotation mark) is never part of a longer character. Only the last block may lack its line feed.
 */
export async function* cutBlocks(source: ByteSource, limits: FileLimits): AsyncGenerator<Block> {
  let pending: Uint8Array[] = [];
  let pendingBytes = 0;
  let fileBytes = 0;
  let wanted = limits.sampleBytes;
  for await (const chunk of source) {
    fileBytes += chunk.byteLength;
    if (fileBytes > limits.fileBytesMax)
      throw new FileError('file.too-large', { bytes: fileBytes, bytesMax: limits.fileBytesMax });
    pending.push(chunk);
    pendingBytes += chunk.byteLength;
    if (pendingBytes < wanted) continue;
    const bytes = joined(pending);
    const cut = bytes.lastIndexOf(LF) + 1;
    pending = cut === bytes.byteLength ? [] : [bytes.subarray(cut)];
    pendingBytes = bytes.byteLength - cut;
    if (pendingBytes > lineBytesMax(limits)) throw new FileError('file.unsupported', { found: 'no-line-ends' });
    // A line longer than a block is gathered in doubling steps, not joined anew at every chunk.
    wanted = cut === 0 ? bytes.byteLength * 2 : limits.blockBytes;
    if (cut > 0) yield { bytes: bytes.subarray(0, cut), last: false };
  }
  yield { bytes: joined(pending), last: true };
}

function joined(chunks: readonly Uint8Array[]): Buffer {
  const [first] = chunks;
  if (chunks.length === 1 && first) return Buffer.from(first.buffer, first.byteOffset, first.byteLength);
  return Buffer.concat(chunks);
}

function lineBytesMax(limits: FileLimits): number {
  return Math.max(limits.recordCharsMax * 4, limits.sampleBytes);
}
