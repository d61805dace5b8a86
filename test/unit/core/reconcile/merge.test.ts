import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { blockStart } from '../../../../core/reconcile/blocks.ts';
import type { EntrySide } from '../../../../core/reconcile/entry-cursor.ts';
import { type Candidate, differingKeys } from '../../../../core/reconcile/merge.ts';
import { inKeyOrder, type Line, sideOf } from './entry-side.ts';

const spread = (name: string): string => createHash('sha256').update(name).digest('base64url');
const line = (name: string, values = 'as ever'): Line => ({
  recordKey: `${spread(name)}.a.GZ-XLBZ.2025`,
  compareHash: spread(values).slice(0, 22),
});
const lines = Array.from({ length: 5000 }, (_, row) => line(`${row}`));
const inOneBlock = ({ recordKey, compareHash }: Line): Line => ({ recordKey: `AAA${recordKey}`, compareHash });

async function found(city: readonly EntrySide[], province: EntrySide) {
  const differing = differingKeys(city, province);
  const candidates: Candidate[] = [];
  for await (const candidate of differing) candidates.push(candidate);
  return { candidates, matched: differing.matched() };
}

describe('two sides', () => {
  test('that are alike are not read', async () => {
    const [city, province] = [sideOf(lines, 100), sideOf(lines, 70)];
    expect(await found([city], province)).toEqual({ candidates: [], matched: 5000 });
    expect([...city.reads, ...province.reads]).toEqual([]);
  });

  test('that differ in one record are read where it lies, and it is named by its place on both', async () => {
    const ordered = inKeyOrder(lines);
    const other = ordered.map((each, at) => (at === 2345 ? { ...each, compareHash: spread('x').slice(0, 22) } : each));
    const [city, province] = [sideOf(ordered, 100), sideOf(other, 100)];
    const { candidates, matched } = await found([city], province);
    expect(candidates).toEqual([
      {
        key: ordered[2345]?.recordKey.slice(0, 20),
        keyHash: expect.any(Number) as number,
        city: [{ side: 0, ordinal: 2345 }],
        province: [2345],
      },
    ]);
    expect(matched).toBe(4999);
    expect([city.reads, province.reads]).toEqual([[23], [23]]);
  });

  test('within one block: what differs is found among any number that do not', async () => {
    const block = inKeyOrder(
      lines.map(({ recordKey, compareHash }) => ({ recordKey: `AAA${recordKey}`, compareHash })),
    );
    const places = [0, 1, 17, 18, 20, 1000, 1001, 2999, 4998, 4999];
    const other = block.map((each, at) =>
      places.includes(at) ? { ...each, compareHash: spread('x').slice(0, 22) } : each,
    );
    const { candidates, matched } = await found([sideOf(block, 700)], sideOf(other, 1000));
    expect(candidates.map(({ province }) => province)).toEqual(places.map((place) => [place]));
    expect(matched).toBe(5000 - places.length);
  });

  test('of which one is empty differ in everything', async () => {
    const { candidates, matched } = await found([sideOf([])], sideOf(lines, 1000));
    expect(candidates.map(({ province }) => province)).toEqual(lines.map((_, at) => [at]));
    expect(matched).toBe(0);
    expect((await found([], sideOf(lines))).candidates).toHaveLength(5000);
    expect((await found([sideOf(lines)], sideOf([]))).candidates).toHaveLength(5000);
  });

  test('that hold one record twice alike both hold it wrongly', async () => {
    const both = [...lines, line('17')];
    const { candidates, matched } = await found([sideOf(both)], sideOf(both));
    expect(candidates.map(({ city, province }) => [city.length, province.length])).toEqual([[2, 2]]);
    expect(matched).toBe(4999);
  });
});

describe('a range of keys', () => {
  test('that ends where blocks do is not read where nothing differs in it', async () => {
    const [city, province] = [sideOf(lines, 10), sideOf(inKeyOrder(lines).slice(1), 10)];
    const from = blockStart(5000) ?? '';
    const differing = differingKeys([city], province, { from, to: blockStart(9000) });
    for await (const candidate of differing) expect(candidate).toBeUndefined();
    expect(differing.matched()).toBe(
      lines.filter(({ recordKey }) => recordKey >= from && recordKey < (blockStart(9000) ?? '')).length,
    );
    expect([...city.reads, ...province.reads]).toEqual([]);
  });
});

describe('several snapshots of the city against one of the province', () => {
  const halves = [lines.slice(0, 2000), lines.slice(2000)] as const;

  test('are not read where together they hold the same', async () => {
    const [one, other, province] = [sideOf(halves[0], 100), sideOf(halves[1], 100), sideOf(lines, 100)];
    expect(await found([one, other], province)).toEqual({ candidates: [], matched: 5000 });
    expect([...one.reads, ...other.reads, ...province.reads]).toEqual([]);
  });

  test.each([1, 100])('a record in two of them is one candidate with both places, in frames of %d', async (size) => {
    const twice = lines.filter((_, at) => at % 100 === 0 && at >= 2000);
    const one = sideOf([...halves[0], ...twice].map(inOneBlock), size);
    const other = sideOf(halves[1].map(inOneBlock), size);
    const { candidates, matched } = await found([one, other], sideOf(lines.map(inOneBlock), 100));
    expect(candidates.map(({ city, province }) => [city.map(({ side }) => side), province.length])).toEqual(
      twice.map(() => [[0, 1], 1]),
    );
    expect(matched).toBe(5000 - twice.length);
  });
});

describe('a frame', () => {
  const changed = [...lines.slice(1), line('0', 'changed')];

  test('shorter than its index says is refused', async () => {
    const city = sideOf(lines, 100);
    const short = { ...city, readFrame: async (frame: number) => (await city.readFrame(frame)).subarray(40) };
    await expect(found([short], sideOf(changed, 100))).rejects.toThrow(RangeError);
  });

  test('that can not be read is the error of who asked for it, also where it was read ahead', async () => {
    const city = sideOf(lines, 100);
    const broken = { ...city, readFrame: () => Promise.reject(new Error('out of reach')) };
    await expect(found([broken], sideOf([], 100))).rejects.toThrow('out of reach');
  });

  test('is read a few ahead, whatever lies before it', async () => {
    const city = sideOf(lines, 100);
    const differing = differingKeys([city], sideOf([]))[Symbol.asyncIterator]();
    await differing.next();
    expect(city.reads).toEqual([0, 1, 2, 3]);
  });
});
