import { createHash } from 'node:crypto';
import { DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  blockOf,
  cutIntoRanges,
  EVERY_KEY,
  formOfIndex,
  indexOfForm,
  type KeyRange,
} from '../../core/reconcile/blocks.ts';
import { keyHashOf } from '../../core/reconcile/entries.ts';
import { type Candidate, differingKeys } from '../../core/reconcile/merge.ts';
import { inKeyOrder, type Line, type NotedSide, sideOf } from '../unit/core/reconcile/entry-side.ts';

/** Keyed hashes as real keys have them: spread over all blocks. */
const spread = (name: string): string => createHash('sha256').update(name).digest('base64url');
/** Keys that differ late, or within one block, or in nothing an entry holds but the hash of the whole. */
const recordKeys = fc.oneof(
  { weight: 5, arbitrary: fc.nat({ max: 300 }).map((person) => `${spread(`${person}`)}.a.GZ-XLBZ.2025`) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.nat({ max: 5 }), fc.constantFrom('CITY', 'DISTRICT', 'STREET'), fc.constantFrom('2025', '2026'))
      .map(([person, level, year]) => `${spread(`${person}`)}.p.GZ-XLBZ.${year}.${level}.1`),
  },
  {
    weight: 5,
    arbitrary: fc
      .tuple(fc.constantFrom('A', 'z'), fc.nat({ max: 1000 }))
      .map(([first, person]) => `${first.repeat(16)}${spread(`${person}`)}.a.X.2025`),
  },
);
const compareHashes = fc.nat({ max: 1 }).map((value) => spread(`values ${value}`).slice(0, 22));
const lines = fc.array(fc.record({ recordKey: recordKeys, compareHash: compareHashes }), { maxLength: 120 });

/** What a line of the province's becomes on the city's side: mostly itself. */
const fates = fc.oneof(
  { weight: 8, arbitrary: fc.constant('kept') },
  { weight: 5, arbitrary: fc.constantFrom('changed', 'gone', 'twice', 'twice at the province', 'only there, twice') },
);

interface Sides {
  readonly city: readonly (readonly Line[])[];
  readonly province: readonly Line[];
}

const sides: fc.Arbitrary<Sides> = fc
  .tuple(
    fc.array(fc.tuple(fc.record({ recordKey: recordKeys, compareHash: compareHashes }), fates, fc.nat({ max: 2 })), {
      maxLength: 150,
    }),
    fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, lines),
    fc.integer({ min: 1, max: 3 }),
  )
  .map(([shared, own, snapshots]) => {
    const city = Array.from({ length: snapshots }, (): Line[] => []);
    for (const [line, fate, at] of shared) city[at % snapshots]?.push(...afterFate(line, fate));
    city[0]?.push(...own);
    return {
      city,
      province: shared.flatMap(([line, fate]) =>
        fate.includes('there') || fate.includes('province') ? [line, line] : [line],
      ),
    };
  });

function afterFate(line: Line, fate: string): readonly Line[] {
  if (fate === 'gone' || fate === 'only there, twice') return [];
  if (fate === 'twice') return [line, line];
  return [fate === 'changed' ? { ...line, compareHash: spread('changed').slice(0, 22) } : line];
}

const frameSizes = fc.constantFrom(1, 2, 3, 7, 64, 10_000);

/** Whole keys with the lines of both sides, of every key that each side does not have once and alike. */
function naively({ city, province }: Sides, { from, to }: KeyRange): readonly string[] {
  const held = [...city.entries()].flatMap(([side, list]) => inKeyOrder(list).map((line, at) => ({ line, side, at })));
  const other = inKeyOrder(province).map((line, at) => ({ line, at }));
  const keys = new Set([...held, ...other].map(({ line }) => line.recordKey));
  return [...keys]
    .filter((key) => key.slice(0, 20) >= from && (to === null || key.slice(0, 20) < to))
    .flatMap((key) => {
      const own = held.filter(({ line }) => line.recordKey === key);
      const theirs = other.filter(({ line }) => line.recordKey === key);
      const isMatched =
        own.length === 1 && theirs.length === 1 && own[0]?.line.compareHash === theirs[0]?.line.compareHash;
      if (isMatched) return [];
      return said({
        key: key.slice(0, 20),
        keyHash: keyHashOf(key),
        city: own.map(({ side, at }) => ({ side, ordinal: at })),
        province: theirs.map(({ at }) => at),
      });
    })
    .toSorted();
}

function said({ key, keyHash, city, province }: Candidate): string {
  return JSON.stringify([key, keyHash, city.map(({ side, ordinal }) => [side, ordinal]), province]);
}

async function found(city: readonly NotedSide[], province: NotedSide, range?: KeyRange) {
  const differing = differingKeys(city, province, range);
  const candidates: Candidate[] = [];
  for await (const candidate of differing) candidates.push(candidate);
  return { candidates, matched: differing.matched() };
}

test('any two sides: exactly what differs, in key order, and every other record matched', async () => {
  await fc.assert(
    fc.asyncProperty(sides, frameSizes, frameSizes, async (both, cityFrame, provinceFrame) => {
      const city = both.city.map((list) => sideOf(list, cityFrame));
      const province = sideOf(both.province, provinceFrame);
      const { candidates, matched } = await found(city, province);
      expect(candidates.map(said).toSorted()).toEqual(naively(both, EVERY_KEY));
      const keys = candidates.map(({ key }) => key);
      expect(keys).toEqual(keys.toSorted());
      const differing = candidates.reduce((sum, candidate) => sum + candidate.province.length, 0);
      expect(matched).toBe(both.province.length - differing);
    }),
    { numRuns: 100 },
  );
});

test('ranges cut anywhere give what the whole gives', async () => {
  const cuts = fc.array(fc.oneof(recordKeys, fc.string({ maxLength: 4 })), { maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(sides, cuts, frameSizes, async (both, places, frameEntries) => {
      const city = both.city.map((list) => sideOf(list, frameEntries));
      const province = sideOf(both.province, frameEntries);
      const starts = ['', ...places.map((place) => place.slice(0, 20)).toSorted()];
      const parts: string[] = [];
      let matched = 0;
      for (const [at, from] of starts.entries()) {
        const range = { from, to: starts[at + 1] ?? null };
        const part = await found(city, province, range);
        expect(part.candidates.map(said).toSorted()).toEqual(naively(both, range));
        parts.push(...part.candidates.map(said));
        matched += part.matched;
      }
      const whole = await found(city, province);
      expect(parts).toEqual(whole.candidates.map(said));
      expect(matched).toBe(whole.matched);
    }),
    { numRuns: 40 },
  );
});

test('ranges cut by rows follow one another, hold about as many rows each, and no block twice', async () => {
  await fc.assert(
    fc.asyncProperty(sides, fc.integer({ min: 1, max: 200 }), async (both, rowsMax) => {
      const city = both.city.map((list) => sideOf(list));
      const province = sideOf(both.province);
      const ranges = cutIntoRanges(
        [...city, province].map(({ index }) => index),
        rowsMax,
      );
      expect(ranges.map(({ from }) => from)).toEqual(['', ...ranges.slice(0, -1).map(({ to }) => to)]);
      expect(ranges.at(-1)?.to).toBeNull();
      const parts = await Promise.all(ranges.map((range) => found(city, province, range)));
      const whole = await found(city, province);
      expect(parts.flatMap(({ candidates }) => candidates)).toEqual(whole.candidates);
      expect(parts.reduce((sum, { matched }) => sum + matched, 0)).toBe(whole.matched);
    }),
    { numRuns: 40 },
  );
});

test('only frames that hold something of a block that differs are read, and each once', async () => {
  await fc.assert(
    fc.asyncProperty(sides, frameSizes, async (both, frameEntries) => {
      const city = both.city.map((list) => sideOf(list, frameEntries));
      const province = sideOf(both.province, frameEntries);
      const { candidates } = await found(city, province);
      const blocks = new Set(candidates.map(({ key }) => blockOf(Buffer.from(key))));
      for (const [at, list] of [...both.city, both.province].entries()) {
        const read = (city[at] ?? province).reads;
        const needed = inKeyOrder(list).flatMap(({ recordKey }, ordinal) =>
          blocks.has(blockOf(Buffer.from(recordKey))) ? [Math.floor(ordinal / frameEntries)] : [],
        );
        expect(read).toEqual([...new Set(needed)]);
      }
    }),
    { numRuns: 40 },
  );
});

test('an index is the same after its journey as JSON', () => {
  fc.assert(
    fc.property(lines, frameSizes, (list, frameEntries) => {
      const { index } = sideOf(list, frameEntries);
      const form = formOfIndex(index);
      expect(indexOfForm(JSON.parse(JSON.stringify(form)) as typeof form)).toEqual(index);
    }),
    { numRuns: 20 },
  );
});

/** A table of all lines of a side, and of each key how often and as what it is there. */
function keysOf(list: readonly Line[]): string {
  const rows = list.map(({ recordKey, compareHash }) => `('${recordKey}', '${compareHash}')`);
  const table = rows.length === 0 ? "SELECT '' AS key, '' AS hash WHERE false" : `VALUES ${rows.join(', ')}`;
  return `(SELECT key, count(*) AS n, min(hash) AS hash FROM (${table}) AS side(key, hash) GROUP BY key)`;
}

test('what differs is what a full outer join in SQL says', async () => {
  const connection = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect();
  await fc.assert(
    fc.asyncProperty(sides, frameSizes, async (both, frameEntries) => {
      const city = both.city.map((list) => sideOf(list, frameEntries));
      const { candidates } = await found(city, sideOf(both.province, frameEntries));
      const answer = await connection.runAndReadAll(
        `SELECT coalesce(c.key, p.key) FROM ${keysOf(both.city.flat())} c FULL OUTER JOIN ${keysOf(both.province)} p
           ON c.key = p.key WHERE c.n IS DISTINCT FROM 1 OR p.n IS DISTINCT FROM 1 OR c.hash <> p.hash`,
      );
      const joined = answer.getRows().map(([key]) => key as string);
      expect(candidates.map(({ key, keyHash }) => `${key} ${keyHash}`).toSorted()).toEqual(
        joined.map((key) => `${key.slice(0, 20)} ${keyHashOf(key)}`).toSorted(),
      );
    }),
    { numRuns: 20 },
  );
  connection.closeSync();
});
