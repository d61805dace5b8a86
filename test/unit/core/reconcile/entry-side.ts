import { ENTRY_BYTES, createEntryWriter } from '../../../../core/reconcile/entries.ts';
import type { EntrySide } from '../../../../core/reconcile/entry-cursor.ts';

/** A line of a snapshot, as far as its entry goes. */
export interface Line {
  readonly recordKey: string;
  readonly compareHash: string;
}

/** A side in memory that notes which frames were asked for. */
export interface NotedSide extends EntrySide {
  readonly reads: number[];
  readonly frames: readonly Buffer[];
}

/** @param lines in any order */
export function sideOf(lines: readonly Line[], frameEntries?: number): NotedSide {
  const writer = createEntryWriter(frameEntries);
  const frames: Buffer[] = [];
  for (const { recordKey, compareHash } of inKeyOrder(lines)) {
    const full = writer.add(recordKey, compareHash);
    if (full !== null) frames.push(full);
  }
  const { frame, index } = writer.finish();
  if (frame !== null) frames.push(frame);
  const reads: number[] = [];
  return {
    index,
    frames,
    reads,
    readFrame: async (number) => {
      reads.push(number);
      return frames[number] ?? Buffer.alloc(0);
    },
  };
}

/** As snapshots are sorted; lines of one key stay as they come. */
export function inKeyOrder<T extends { readonly recordKey: string }>(lines: readonly T[]): readonly T[] {
  return lines.toSorted((a, b) => (a.recordKey < b.recordKey ? -1 : a.recordKey > b.recordKey ? 1 : 0));
}

/** The entries of all frames, one by one. */
export function entriesOf({ frames }: NotedSide): readonly Buffer[] {
  const bytes = Buffer.concat([...frames]);
  return Array.from({ length: bytes.length / ENTRY_BYTES }, (_, at) =>
    bytes.subarray(at * ENTRY_BYTES, (at + 1) * ENTRY_BYTES),
  );
}
