import type { FramePointer } from '../schemas/message.ts';
import type { Payment } from '../schemas/canonical/payment.ts';
import type { EntryIndexForm } from './reconcile/blocks.ts';
import type { SnapshotFacts, SnapshotLine } from './snapshot.ts';

/**
 * What is known of a snapshot before any of its lines is read: JSON, beside the lines and their entries (decision 0037). Frames of the
 * lines and of the entries each lie in one object of the vault, in key order.
 */
export interface SnapshotIndex {
  readonly v: 1;
  readonly lines: readonly LineFrame[];
  readonly entries: EntryIndexForm;
  readonly entryFrames: readonly FramePointer[];
  /** In order; their sum is the whole snapshot. */
  readonly totals: readonly SnapshotTotal[];
}

/** A frame of lines, with its first: its record key, and which line of the snapshot it is, from 0. */
export interface LineFrame {
  readonly firstKey: string;
  readonly firstLine: number;
  readonly pointer: FramePointer;
}

/** Rows and 分 of one programme, year, level and day. Lines of before, of which nobody knows this, are under programme `''`. */
export interface SnapshotTotal {
  readonly programme: string;
  readonly year: number;
  readonly level: Payment['fundingLevel'] | null;
  readonly day: string | null;
  readonly rows: number;
  readonly fen: string;
}

/** Adds up lines as they come. */
export interface Totalling {
  readonly add: (line: Pick<SnapshotLine, 'fen' | 'facts'>) => void;
  readonly totals: () => readonly SnapshotTotal[];
}

export function createTotalling(): Totalling {
  const sums = new Map<string, { readonly facts: SnapshotFacts; rows: number; fen: bigint }>();
  return {
    add: ({ fen, facts }) => {
      const name = `${facts.programme}\t${facts.year}\t${facts.level ?? ''}\t${facts.day ?? ''}`;
      const sum = sums.get(name);
      if (sum === undefined) sums.set(name, { facts, rows: 1, fen: BigInt(fen) });
      else {
        sum.rows += 1;
        // Most kinds carry no money.
        if (fen !== '0') sum.fen += BigInt(fen);
      }
    },
    totals: () =>
      [...sums]
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([, { facts, rows, fen }]) => {
          const { programme, year, level, day } = facts;
          return { programme, year, level, day, rows, fen: fen.toString() };
        }),
  };
}

/** The programmes a snapshot has lines of, in order. */
export function programmesOf(totals: readonly SnapshotTotal[]): readonly string[] {
  return [...new Set(totals.map(({ programme }) => programme))].filter((programme) => programme !== '').toSorted();
}

/** Of the frames of a snapshot's lines, in order, those that may hold keys from `from` up to, but not including, `to` (`null` = all above). */
export function framesBetween(frames: readonly LineFrame[], from: string, to: string | null): readonly LineFrame[] {
  // Lines of one key may go on in the next frame, so a frame that begins at `from` may be the second with it.
  const above = frames.findIndex(({ firstKey }) => firstKey >= from);
  const start = Math.max(0, (above === -1 ? frames.length : above) - 1);
  return frames.slice(start).filter(({ firstKey }, at) => at === 0 || to === null || firstKey < to);
}

/** The frame that holds the nth line, from 0; undefined in a snapshot without lines. */
export function frameOfLine(frames: readonly LineFrame[], line: number): LineFrame | undefined {
  return frames.findLast(({ firstLine }) => firstLine <= line);
}
