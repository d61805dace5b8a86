import { encodeLines } from './lines.ts';

/** DESIGN §11. */
const RECORDS_MAX = 500;
const BYTES_MAX = 1_000_000;

/** Cuts lines, in their order, into runs that each fit one frame of the vault and one chunk. */
export function cutIntoFrames<T extends object>(lines: readonly T[]): readonly (readonly T[])[] {
  const frames: T[][] = [];
  let bytes = 0;
  for (const line of lines) {
    const size = encodeLines([line]).length + 1;
    const held = frames.at(-1);
    if (held === undefined || held.length === RECORDS_MAX || bytes + size > BYTES_MAX) {
      frames.push([line]);
      bytes = size;
    } else {
      held.push(line);
      bytes += size;
    }
  }
  return frames;
}
