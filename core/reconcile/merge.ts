import { EVERY_KEY, type KeyRange } from './blocks.ts';
import { COMPARE_HASH_OFFSET, ENTRY_BYTES, KEY_CHARACTERS } from './entries.ts';
import { advance, createCursor, type Cursor, enter, type EntrySide, isWaiting, keyOrder } from './entry-cursor.ts';
import { stretchesOf } from './stretches.ts';

/** Where an entry of the city lies: in which of its snapshots, and which line of it, both from 0. */
export interface CityEntry {
  readonly side: number;
  readonly ordinal: number;
}

/** A record the two sides do not each hold once and alike. */
export interface Candidate {
  /** The first 20 characters of its key. */
  readonly key: string;
  /** What `keyHashOf` gives for the whole key. Two records may share both: whoever reads the lines sees their whole keys. */
  readonly keyHash: number;
  readonly city: readonly CityEntry[];
  /** Lines of the province's snapshot, from 0. */
  readonly province: readonly number[];
}

/** Candidates in the order of `key`. */
export interface Differing extends AsyncIterable<Candidate> {
  /** Records both sides hold once and alike, as far as the candidates have been taken. */
  readonly matched: () => number;
}

/**
 * Every record of a range of keys that is not held by the province once and by one of the city's snapshots once, with the same comparison
 * hash. Blocks whose digests agree are not read. Memory: a few frames of each side, however many records differ. Throws what `readFrame`
 * throws, and `RangeError` for a frame that is not as long as its index says.
 */
export function differingKeys(city: readonly EntrySide[], province: EntrySide, range: KeyRange = EVERY_KEY): Differing {
  const tally = { matched: 0 };
  return {
    [Symbol.asyncIterator]: () => compared([...city, province], range, tally),
    matched: () => tally.matched,
  };
}

/** @param sides the province's is the last */
async function* compared(
  sides: readonly EntrySide[],
  range: KeyRange,
  tally: { matched: number },
): AsyncGenerator<Candidate, void> {
  const { stretches, unread } = stretchesOf(
    sides.map(({ index }) => index),
    range,
  );
  tally.matched = unread;
  const cursors = sides.map((side, at) =>
    createCursor(
      side,
      stretches.flatMap(({ spans }) => spans[at] ?? []),
    ),
  );
  for (const { spans, look } of stretches) {
    for (const [at, span] of spans.entries()) if (cursors[at] !== undefined) enter(cursors[at], span);
    for (;;) {
      for (const cursor of cursors) if (isWaiting(cursor)) await cursor.load();
      if (look === 'runs') tally.matched += takeRun(cursors);
      if (look === 'groups') tally.matched += takePairs(cursors);
      if (cursors.some(isWaiting)) continue;
      const group = await takeGroup(cursors);
      if (group.length === 0) break;
      if (look === 'range' && !isWithin(range, group)) continue;
      for (const entries of Map.groupBy(group, keyHash).values()) {
        if (isMatch(entries, sides.length - 1)) tally.matched += 1;
        else yield candidateOf(entries, sides.length - 1);
      }
    }
  }
}

interface Entry {
  readonly side: number;
  readonly ordinal: number;
  readonly frame: Buffer;
  readonly at: number;
}

/** Takes what the two sides begin with alike, as far as it is at hand; how many. */
function takeRun([city, province]: readonly Cursor[]): number {
  if (city === undefined || province === undefined) return 0;
  const most = Math.min(city.limit - city.at, province.limit - province.at) / ENTRY_BYTES;
  let equal = 0;
  let step = FIRST_STEP;
  // Doubles what it compares while it is equal, then halves it: the first difference is found in the logarithm of its distance.
  for (let isGrowing = true; step > 0 && equal < most;) {
    const next = Math.min(step, most - equal);
    const from = equal * ENTRY_BYTES;
    const to = from + next * ENTRY_BYTES;
    if (city.frame.compare(province.frame, province.at + from, province.at + to, city.at + from, city.at + to) === 0) {
      equal += next;
    } else {
      isGrowing = false;
    }
    step = isGrowing ? step * 2 : Math.floor(Math.min(step, next) / 2);
  }
  advance(city, equal);
  advance(province, equal);
  return equal;
}

/** Takes records as long as each is held by the province once and by one of the city's snapshots once and alike; how many. */
function takePairs(cursors: readonly Cursor[]): number {
  const province = cursors.at(-1);
  if (province === undefined) return 0;
  for (let pairs = 0; ; pairs += 1) {
    const pair = pairOf(cursors, province);
    if (pair === null) return pairs;
    advance(pair, 1);
    advance(province, 1);
  }
}

/** The one snapshot of the city that goes on with the very entry the province goes on with; `null` where it is not as simple as that. */
function pairOf(cursors: readonly Cursor[], province: Cursor): Cursor | null {
  if (isFollowed(province)) return null;
  let pair: Cursor | null = null;
  for (const cursor of cursors) {
    if (cursor === province || cursor.ordinal === cursor.end) continue;
    const order = keyOrder(cursor, province);
    if (order > 0) continue;
    if (order < 0 || pair !== null || isFollowed(cursor)) return null;
    pair = cursor;
  }
  return pair !== null && haveSameTail(pair, province) ? pair : null;
}

/** Whether there is no next entry, or one that may be followed by another of the same beginning. */
function isFollowed(cursor: Cursor): boolean {
  const { frame, at, limit, ordinal, end } = cursor;
  if (ordinal === end) return true;
  if (ordinal + 1 === end) return false;
  // What follows is not at hand.
  if (at + ENTRY_BYTES === limit) return true;
  return areSame(frame, at, frame, at + ENTRY_BYTES, 0, KEY_CHARACTERS);
}

function haveSameTail(a: Cursor, b: Cursor): boolean {
  return areSame(a.frame, a.at, b.frame, b.at, KEY_CHARACTERS, ENTRY_BYTES);
}

function areSame(a: Buffer, aAt: number, b: Buffer, bAt: number, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) if (a[aAt + at] !== b[bAt + at]) return false;
  return true;
}

/** Takes all entries that begin as the least one does. None: the stretch is at its end. */
async function takeGroup(cursors: readonly Cursor[]): Promise<readonly Entry[]> {
  const waiting = cursors.filter(({ ordinal, end }) => ordinal < end);
  const [first] = waiting.toSorted(keyOrder);
  if (first === undefined) return [];
  const { frame, at } = first;
  const group: Entry[] = [];
  for (const [side, cursor] of cursors.entries()) {
    while (cursor.ordinal < cursor.end) {
      if (isWaiting(cursor)) await cursor.load();
      if (!areSame(frame, at, cursor.frame, cursor.at, 0, KEY_CHARACTERS)) break;
      group.push({ side, ordinal: cursor.ordinal, frame: cursor.frame, at: cursor.at });
      advance(cursor, 1);
    }
  }
  return group;
}

function isWithin({ from, to }: KeyRange, group: readonly Entry[]): boolean {
  const key = keyOf(group[0]);
  return key >= from && (to === null || key < to);
}

function isMatch(entries: readonly Entry[], province: number): boolean {
  const [one, other] = entries;
  return (
    entries.length === 2 &&
    one !== undefined &&
    other !== undefined &&
    one.side !== province &&
    other.side === province &&
    areSame(one.frame, one.at, other.frame, other.at, COMPARE_HASH_OFFSET, ENTRY_BYTES)
  );
}

function candidateOf(entries: readonly Entry[], province: number): Candidate {
  const [first] = entries;
  return {
    key: keyOf(first),
    keyHash: first === undefined ? 0 : keyHash(first),
    city: entries.flatMap(({ side, ordinal }) => (side === province ? [] : [{ side, ordinal }])),
    province: entries.flatMap(({ side, ordinal }) => (side === province ? [ordinal] : [])),
  };
}

function keyOf(entry: Entry | undefined): string {
  return entry?.frame.toString('latin1', entry.at, entry.at + KEY_CHARACTERS) ?? '';
}

function keyHash({ frame, at }: Entry): number {
  return frame.readUInt32BE(at + KEY_CHARACTERS);
}

/** Entries: what differs lies often close to what differed before. */
const FIRST_STEP = 8;
