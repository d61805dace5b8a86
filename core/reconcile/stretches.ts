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
  const stretches: { spans: Span[]; look: Look }[] = [];
  const starts = sides.map(() => 0);
  let unread = 0;
  let open: Look | null = null;
  for (let block = 0; block < BLOCKS; block += 1) {
    const look = lookOf(sides, range, block);
    const spans = sides.map(({ counts }, at) => spanFrom(starts[at] ?? 0, counts[block] ?? 0));
    if (look === null && isInside(range, block)) unread += sides.at(-1)?.counts[block] ?? 0;
    const before = stretches.at(-1);
    if (look !== null && look === open && before !== undefined)
      before.spans = before.spans.map(({ start }, at) => ({ start, end: spans[at]?.end ?? start }));
    else if (look !== null) stretches.push({ spans, look });
    open = look;
    for (const [at, { end }] of spans.entries()) starts[at] = end;
  }
  return { stretches, unread };
}

/** `null` where there is nothing to look for. */
function lookOf(sides: readonly EntryIndex[], range: KeyRange, block: number): Look | null {
  if (isOutside(range, block) || sides.every(({ counts }) => counts[block] === 0)) return null;
  if (!isInside(range, block)) return 'range';
  const isRepeated = sides.some(({ repeats }) => repeats[block] === 1);
  if (!isRepeated && haveSameEntries(sides, block)) return null;
  return isRepeated || sides.length !== 2 ? 'groups' : 'runs';
}

/** Whether the city's snapshots hold together what the province's holds. */
function haveSameEntries(sides: readonly EntryIndex[], block: number): boolean {
  const sums = new Uint32Array(DIGEST_WORDS);
  let entries = 0;
  for (const [at, { counts, digests }] of sides.entries()) {
    const sign = at === sides.length - 1 ? -1 : 1;
    entries += sign * (counts[block] ?? 0);
    for (let word = 0; word < DIGEST_WORDS; word += 1)
      sums[word] = (sums[word] ?? 0) + sign * (digests[block * DIGEST_WORDS + word] ?? 0);
  }
  return entries === 0 && sums.every((sum) => sum === 0);
}

function isInside({ from, to }: KeyRange, block: number): boolean {
  const end = blockStart(block + 1);
  return from <= (blockStart(block) ?? '') && (to === null || (end !== null && end <= to));
}

function isOutside({ from, to }: KeyRange, block: number): boolean {
  const end = blockStart(block + 1);
  return (to !== null && to <= (blockStart(block) ?? '')) || (end !== null && end <= from);
}

function spanFrom(start: number, entries: number): Span {
  return { start, end: start + entries };
}
