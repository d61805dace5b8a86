import type { FileLimits } from '../../../adapters/files/limits.ts';
import { FILE_LIMITS } from '../../../adapters/files/limits.ts';

/** Blocks of a few bytes, so that a short text crosses many of their borders. */
export const TINY_BLOCKS: FileLimits = { ...FILE_LIMITS, sampleBytes: 32, blockBytes: 16 };

/** The bytes in chunks whose lengths are taken in turn from `lengths`. */
export async function* inChunks(
  bytes: Uint8Array,
  lengths: readonly number[] = [bytes.byteLength],
): AsyncGenerator<Uint8Array> {
  for (let at = 0, turn = 0; at < bytes.byteLength; turn += 1) {
    const length = Math.max(1, lengths[turn % lengths.length] ?? 1);
    yield bytes.subarray(at, at + length);
    at += length;
  }
}

export async function gathered<T>(blocks: AsyncIterable<readonly T[]>): Promise<T[]> {
  const all: T[] = [];
  for await (const block of blocks) all.push(...block);
  return all;
}
