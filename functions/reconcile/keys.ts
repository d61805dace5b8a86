import type { KeyRange } from '../../core/reconcile/blocks.ts';
import { type Candidate, differingKeys } from '../../core/reconcile/merge.ts';
import type { SnapshotLine } from '../../core/snapshot.ts';
import type { OpenedCity, OpenedSides } from './opened.ts';

/** A line of a city's snapshot, and the system that says it. */
export interface CityLine {
  readonly system: string;
  readonly line: SnapshotLine;
  /** Of what the ledger has taken: a linked person's record lies under another key than its line, and is told by this. */
  readonly messageId?: string;
}

/** Every line either side has of one record. */
export interface KeyLines {
  readonly recordKey: string;
  readonly city: readonly CityLine[];
  readonly province: readonly SnapshotLine[];
}

/** The records that have to be looked into, in the order of their keys. */
export interface Differing extends AsyncIterable<KeyLines> {
  /** Records both sides hold once and alike, as far as the others have been taken. */
  readonly matched: () => number;
}

/** Records that are not held by both sides once and alike. */
export function differingLines(sides: OpenedSides, range: KeyRange): Differing {
  const differing = differingKeys(
    sides.city.map(({ snapshot }) => snapshot),
    sides.province,
    range,
  );
  return { [Symbol.asyncIterator]: () => linesOfAll(sides, differing), matched: differing.matched };
}

/** Every record of the range, whether it differs or not: both sides' lines side by side. */
export async function* allLines({ city, province }: OpenedSides, { from, to }: KeyRange): AsyncGenerator<KeyLines> {
  const own = await Promise.all(
    city.map(async ({ system, snapshot }) => ({ system, head: await headOf(snapshot.linesBetween(from, to)) })),
  );
  const other = await headOf(province.linesBetween(from, to));
  for (;;) {
    const heads = [...own.map(({ head }) => head), other];
    const recordKey = heads.reduce<string | null>((least, { key }) => lesser(least, key()), null);
    if (recordKey === null) return;
    const ofCity: CityLine[] = [];
    for (const { system, head } of own) for (const line of await head.take(recordKey)) ofCity.push({ system, line });
    yield { recordKey, city: ofCity, province: await other.take(recordKey) };
  }
}

/** Both lists in the order of their keys, a record that is in both of them once. */
export async function* united(
  first: AsyncIterable<KeyLines>,
  second: AsyncIterable<KeyLines>,
): AsyncGenerator<KeyLines> {
  const [one, other] = [first[Symbol.asyncIterator](), second[Symbol.asyncIterator]()];
  let [a, b] = [await one.next(), await other.next()];
  while (a.done !== true || b.done !== true) {
    const takeFirst = b.done === true || (a.done !== true && a.value.recordKey <= b.value.recordKey);
    const isBoth = a.done !== true && b.done !== true && a.value.recordKey === b.value.recordKey;
    if (takeFirst && a.done !== true) yield a.value;
    else if (b.done !== true) yield b.value;
    if (takeFirst) a = await one.next();
    if (!takeFirst || isBoth) b = await other.next();
  }
}

/** Candidates whose keys begin alike lie together, but not in the order of their whole keys: those of one person. */
async function* linesOfAll(sides: OpenedSides, candidates: AsyncIterable<Candidate>): AsyncGenerator<KeyLines> {
  let alike: Candidate[] = [];
  for await (const candidate of candidates) {
    if (alike[0] !== undefined && alike[0].key !== candidate.key) {
      yield* await linesOfGroup(sides, alike);
      alike = [];
    }
    alike.push(candidate);
  }
  yield* await linesOfGroup(sides, alike);
}

async function linesOfGroup(
  { city, province }: OpenedSides,
  candidates: readonly Candidate[],
): Promise<readonly KeyLines[]> {
  const ofCity: CityLine[] = [];
  const ofProvince: SnapshotLine[] = [];
  for (const candidate of candidates) {
    for (const { side, ordinal } of candidate.city) ofCity.push(await cityLine(city, side, ordinal));
    for (const ordinal of candidate.province) ofProvince.push(await province.lineAt(ordinal));
  }
  const [own, other] = [
    Map.groupBy(ofCity, ({ line }) => line.recordKey),
    Map.groupBy(ofProvince, ({ recordKey }) => recordKey),
  ];
  const keys = [...new Set([...own.keys(), ...other.keys()])].toSorted();
  return keys.map((recordKey) => ({
    recordKey,
    city: own.get(recordKey) ?? [],
    province: other.get(recordKey) ?? [],
  }));
}

async function cityLine(city: readonly OpenedCity[], side: number, ordinal: number): Promise<CityLine> {
  const opened = city[side];
  if (opened === undefined) throw new RangeError(`a city without a snapshot ${side}`);
  return { system: opened.system, line: await opened.snapshot.lineAt(ordinal) };
}

/** Where a reader of one snapshot stands. */
interface Head {
  /** `null` behind the last line. */
  readonly key: () => string | null;
  /** The lines of this record, if they come next. */
  readonly take: (recordKey: string) => Promise<readonly SnapshotLine[]>;
}

async function headOf(lines: AsyncGenerator<SnapshotLine>): Promise<Head> {
  let next = await lines.next();
  return {
    key: () => (next.done === true ? null : next.value.recordKey),
    take: async (recordKey) => {
      const taken: SnapshotLine[] = [];
      while (next.done !== true && next.value.recordKey === recordKey) {
        taken.push(next.value);
        next = await lines.next();
      }
      return taken;
    },
  };
}

function lesser(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return b < a ? b : a;
}
