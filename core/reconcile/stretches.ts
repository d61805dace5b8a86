import { BLOCKS, blockStart, DIGEST_WORDS, emptyIndex, type EntryIndex, type KeyRange } from './blocks.ts';

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
  const province = sides.at(-1) ?? emptyIndex(1);
  const city = union(sides.slice(0, -1));
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
    const found = block < within.start ? null : lookOf(city, province, within, block);
    const look = found === 'runs' && sides.length !== 2 ? 'groups' : found;
    if (look !== open) {
      close();
      starts = [...at];
      open = look;
    }
    if (look === null && block >= within.start) unread += province.counts[block] ?? 0;
    for (let side = 0; side < at.length; side += 1) at[side] = (at[side] ?? 0) + (sides[side]?.counts[block] ?? 0);
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
function lookOf(city: EntryIndex, province: EntryIndex, { wholeStart, wholeEnd }: Within, block: number): Look | null {
  if (block < wholeStart || block >= wholeEnd)
    return city.counts[block] === 0 && province.counts[block] === 0 ? null : 'range';
  if (city.repeats[block] === 1 || province.repeats[block] === 1) return 'groups';
  return haveSameEntries(city, province, block) ? null : 'runs';
}

function haveSameEntries(city: EntryIndex, province: EntryIndex, block: number): boolean {
  if (city.counts[block] !== province.counts[block]) return false;
  for (let word = block * DIGEST_WORDS; word < (block + 1) * DIGEST_WORDS; word += 1)
    if (city.digests[word] !== province.digests[word]) return false;
  return true;
}

/** What several snapshots hold together, but for `repeats`: the province repeats what they do, or their sums differ. */
function union(indexes: readonly EntryIndex[]): EntryIndex {
  const [only] = indexes;
  if (only !== undefined && indexes.length === 1) return only;
  const sum = emptyIndex(1);
  for (const { counts, digests } of indexes) {
    for (let block = 0; block < BLOCKS; block += 1) {
      sum.counts[block] = (sum.counts[block] ?? 0) + (counts[block] ?? 0);
    }
    for (const [word, value] of digests.entries()) sum.digests[word] = (sum.digests[word] ?? 0) + value;
  }
  return sum;
}
