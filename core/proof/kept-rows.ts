import { HASH_BYTES } from './merkle.ts';

/** Mark of a row that goes on: the ledger knows what became of it. */
export const FORWARDED = 'forwarded';

const ROW_BYTES = 4;
/** A row as it is read: its number, big-endian, and its digest. */
export const UNMARKED_BYTES: number = ROW_BYTES + HASH_BYTES;
/** A row as it is kept: the same, and its mark. */
export const KEPT_BYTES: number = UNMARKED_BYTES + 1;
/** 592 KiB: all frames but the last are of this length, so that any of them is found without a list of them. */
export const KEPT_ROWS_PER_FRAME = 16_384;

export interface KeptRow {
  readonly row: number;
  readonly digest: Uint8Array;
  readonly mark: number;
}

export function writeUnmarked(into: Buffer, row: number, digest: Uint8Array): void {
  into.writeUInt32BE(row, 0);
  into.set(digest, ROW_BYTES);
}

/** Whole entries in, in order, in blocks of any length; frames of marked entries out. */
export async function* joinEntries(
  blocks: AsyncIterable<Buffer>,
  markOf: (row: number) => number,
  rowsPerFrame: number,
): AsyncGenerator<Buffer> {
  let frame = Buffer.alloc(rowsPerFrame * KEPT_BYTES);
  let used = 0;
  for await (const block of blocks) {
    for (let at = 0; at < block.length; at += UNMARKED_BYTES) {
      block.copy(frame, used, at, at + UNMARKED_BYTES);
      frame[used + UNMARKED_BYTES] = markOf(block.readUInt32BE(at));
      used += KEPT_BYTES;
      if (used < frame.length) continue;
      yield frame;
      frame = Buffer.alloc(rowsPerFrame * KEPT_BYTES);
      used = 0;
    }
  }
  if (used > 0) yield frame.subarray(0, used);
}

/** The rows of one frame. Throws where it is not made of whole entries. */
export function readKept(frame: Uint8Array): readonly KeptRow[] {
  if (frame.length % KEPT_BYTES !== 0) throw new RangeError('a frame of kept rows is cut off');
  const bytes = Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength);
  return Array.from({ length: frame.length / KEPT_BYTES }, (_, index) => {
    const at = index * KEPT_BYTES;
    return {
      row: bytes.readUInt32BE(at),
      digest: bytes.subarray(at + ROW_BYTES, at + UNMARKED_BYTES),
      mark: bytes.readUInt8(at + UNMARKED_BYTES),
    };
  });
}
