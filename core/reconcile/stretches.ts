import { BLOCKS, blockStart, DIGEST_WORDS, type EntryIndex, type KeyRange } from './blocks.ts';

/** Entries of one side, from `start` and before `end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * How a stretch is looked into. `runs`: one side against one, neither holds a record in it twice, so equal bytes are matches and what
 * differs is searched for by halving. `groups`: record by record. `range`: the same, and what lies out of the range is passed over.
 */
export type Look = 'runs' | 'groups' | 'range';

/** Neighbouring blocks that have to be looked into, of every side the same. */
export interface Stretch {
  readonly spans: readonly Span[];
  readonly look: Look;
}

/**
 * The blocks of a range that differ, and how many entries of the province lie in those that don't.
 *
 * @param sides the province's is the last
 */
export function stretchesOf(
  sides: readonly EntryIndex[],
  range: KeyRange,
): { readonly stretches: readonly Stretch[]; readonly unread: number } {
  const province = sides.length - 1;
  const within = blocksWithin(range);
  const stretches: Stretch[] = [];
  const at = sides.map(() => 0);
  let unread = 0;
  let starts: readonly number[] = [];
  let open: Look | null = null;
  const close = (): void => {
    if (open !== null)
      stretches.push({ look: open, spans: starts.map((start, side) => ({ start, end: at[side] ?? start })) });
  };
  for (let block = 0; block < within.end; block += 1) {
    const look = block < within.start ? null : lookOf(sides, within, block);
    if (look !== open) {
      close();
      starts = [...at];
      open = look;
    }
    if (look === null && block >= within.start) unread += sides[province]?.counts[block] ?? 0;
    for (let side = 0; side <= province; side += 1) at[side] = (at[side] ?? 0) + (sides[side]?.counts[block] ?? 0);
  }
  close();
  return { stretches, unread };
}

/** Blocks a range touches, and of those the ones that lie in it whole. */
interface Within {
  readonly start: number;
  readonly end: number;
  readonly wholeStart: number;
  readonly wholeEnd: number;
}

function blocksWithin({ from, to }: KeyRange): Within {
  const wholeStart = blocksBefore((start) => start < from);
  const start = Math.max(0, blocksBefore((begin) => begin <= from) - 1);
  if (to === null) return { start, end: BLOCKS, wholeStart, wholeEnd: BLOCKS };
  const end = blocksBefore((begin) => begin < to);
  return { start, end, wholeStart, wholeEnd: blocksBefore((begin) => begin <= to) - 1 };
}

/** How many blocks, from the first, have a start like that; it holds for none behind the first it does not hold for. */
function blocksBefore(isLikeThat: (start: string) => boolean): number {
  let low = 0;
  let high = BLOCKS;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isLikeThat(blockStart(middle) ?? '')) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** `null` where there is nothing to look for. */
function lookOf(sides: readonly EntryIndex[], { wholeStart, wholeEnd }: Within, block: number): Look | null {
  let isRepeated = false;
  for (const { repeats } of sides) isRepeated ||= repeats[block] === 1;
  if (block < wholeStart || block >= wholeEnd) return sides.some(({ counts }) => counts[block] !== 0) ? 'range' : null;
  if (!isRepeated && haveSameEntries(sides, block)) return null;
  return isRepeated || sides.length !== 2 ? 'groups' : 'runs';
}

/** Whether the city's snapshots hold together what the province's holds; no entries at all are the same, too. */
function haveSameEntries(sides: readonly EntryIndex[], block: number): boolean {
  const province = sides.length - 1;
  // The count, then the words of the digest, all modulo 2^32.
  for (let word = -1; word < DIGEST_WORDS; word += 1) {
    let sum = 0;
    for (let side = 0; side <= province; side += 1) {
      const index = sides[side];
      const value = (word < 0 ? index?.counts[block] : index?.digests[block * DIGEST_WORDS + word]) ?? 0;
      sum = (side === province ? sum - value : sum + value) | 0;
    }
    if (sum !== 0) return false;
  }
  return true;
}
