import type { EntryIndex } from './blocks.ts';
import { ENTRY_BYTES, KEY_CHARACTERS } from './entries.ts';
import type { Span } from './stretches.ts';

/** The entries of one snapshot. */
export interface EntrySide {
  readonly index: EntryIndex;
  /** The entries of a frame, counted from 0. Asked for in order, a few ahead of their use, and only for what has to be looked into. */
  readonly readFrame: (frame: number) => Promise<Uint8Array>;
}

/** Where a reader of one side stands. */
export interface Cursor {
  /** The entries at hand, which of the side's they begin with, and the bytes where the next begins and where the last of the span ends. */
  frame: Buffer;
  first: number;
  at: number;
  limit: number;
  /** The next entry, and the one behind the span's last. */
  ordinal: number;
  end: number;
  readonly load: () => Promise<void>;
}

/** @param spans all the spans it is going to be sent to, in order: their frames are read ahead */
export function createCursor(side: EntrySide, spans: readonly Span[]): Cursor {
  const { entries, frameEntries } = side.index;
  const read = readingAhead(side, framesOf(spans, frameEntries));
  const cursor: Cursor = {
    frame: Buffer.alloc(0),
    first: 0,
    at: 0,
    limit: 0,
    ordinal: 0,
    end: 0,
    load: async () => {
      const number = Math.floor(cursor.ordinal / frameEntries);
      const bytes = await read(number);
      cursor.first = number * frameEntries;
      if (bytes.length !== Math.min(frameEntries, entries - cursor.first) * ENTRY_BYTES)
        throw new RangeError('a frame of entries that is not as long as its index says');
      cursor.frame = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
      stand(cursor);
    },
  };
  return cursor;
}

/** Sends a cursor to a span further on; where it has none of it at hand, it waits to `load`. */
export function enter(cursor: Cursor, { start, end }: Span): void {
  cursor.ordinal = start;
  cursor.end = end;
  stand(cursor);
}

function stand(cursor: Cursor): void {
  const { frame, first, ordinal, end } = cursor;
  cursor.at = Math.min(frame.length, (ordinal - first) * ENTRY_BYTES);
  cursor.limit = Math.min(frame.length, (end - first) * ENTRY_BYTES);
}

/** Whether there are further entries, none of them at hand. */
export function isWaiting({ at, limit, ordinal, end }: Cursor): boolean {
  return at === limit && ordinal < end;
}

export function advance(cursor: Cursor, entries: number): void {
  cursor.at += entries * ENTRY_BYTES;
  cursor.ordinal += entries;
}

/** Order of the next entries of two cursors by the beginnings of their keys. Byte by byte: neighbours differ within the first four. */
export function keyOrder(a: Cursor, b: Cursor): number {
  for (let at = 0; at < KEY_CHARACTERS; at += 1) {
    const difference = (a.frame[a.at + at] ?? 0) - (b.frame[b.at + at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Frames read before they are needed: enough to hide the way to the vault, few enough for its memory. */
const FRAMES_AHEAD = 3;

function framesOf(spans: readonly Span[], frameEntries: number): readonly number[] {
  const frames: number[] = [];
  for (const { start, end } of spans) {
    if (start === end) continue;
    const last = Math.floor((end - 1) / frameEntries);
    // The span before may end in the frame this one begins in.
    const first = Math.max(Math.floor(start / frameEntries), (frames.at(-1) ?? -1) + 1);
    for (let frame = first; frame <= last; frame += 1) frames.push(frame);
  }
  return frames;
}

/** Reads these frames and no others; one may be asked for again until a later one is. */
function readingAhead({ readFrame }: EntrySide, frames: readonly number[]): (frame: number) => Promise<Uint8Array> {
  const reads = new Map<number, Promise<Uint8Array>>();
  let next = 0;
  return (frame) => {
    for (const earlier of reads.keys()) if (earlier < frame) reads.delete(earlier);
    for (; next < frames.length && reads.size <= FRAMES_AHEAD; next += 1) {
      const number = frames[next] ?? 0;
      const read = readFrame(number);
      // It may fail before anybody waits for it; whoever does is told.
      read.catch(() => undefined);
      reads.set(number, read);
    }
    const found = reads.get(frame);
    if (found === undefined) throw new RangeError(`frame ${frame} was not to be read`);
    return found;
  };
}
