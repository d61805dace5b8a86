import type { ChunkLine } from '../../core/lines.ts';

/** DESIGN §11. */
const CHUNK_RECORDS_MAX = 500;
const CHUNK_BYTES_MAX = 1_000_000;

/** Where a line went: which frame, and which line of it, both from 0. */
export interface LinePlace {
  readonly frame: number;
  readonly line: number;
}

/** Cuts records into frames of at most 500 and 1 MB, JSON Lines each. */
export interface FrameCutter {
  /** Takes the next line. Answers the frame before it, where that is full. */
  readonly add: (line: ChunkLine) => Uint8Array | null;
  /** Of the line taken last. */
  readonly place: () => LinePlace;
  /** The last frame, `null` where there is none. */
  readonly end: () => Uint8Array | null;
}

export function createFrameCutter(): FrameCutter {
  let open: string[] = [];
  let bytes = 0;
  let frame = 0;
  const close = (): Uint8Array => {
    const full = Buffer.from(open.join('\n'), 'utf8');
    open = [];
    bytes = 0;
    return full;
  };
  return {
    add: (line) => {
      const text = JSON.stringify(line);
      const size = Buffer.byteLength(text) + 1;
      const isFull = open.length === CHUNK_RECORDS_MAX || bytes + size > CHUNK_BYTES_MAX;
      const full = isFull && open.length > 0 ? close() : null;
      if (full !== null) frame += 1;
      open.push(text);
      bytes += size;
      return full;
    },
    place: () => ({ frame, line: open.length - 1 }),
    end: () => (open.length === 0 ? null : close()),
  };
}
