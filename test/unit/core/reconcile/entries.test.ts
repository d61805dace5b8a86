import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  blockOf,
  BLOCKS,
  blockStart,
  cutIntoRanges,
  formOfIndex,
  indexOfForm,
} from '../../../../core/reconcile/blocks.ts';
import { createEntryWriter, ENTRY_BYTES, FRAME_ENTRIES, keyHashOf } from '../../../../core/reconcile/entries.ts';
import { entriesOf, type Line, sideOf } from './entry-side.ts';

const spread = (name: string): string => createHash('sha256').update(name).digest('base64url');
const HASH = createHash('sha256').update('values').digest().subarray(0, 16).toString('base64url');
const line = (recordKey: string, compareHash = HASH): Line => ({ recordKey, compareHash });
const many = (rows: number): readonly Line[] =>
  Array.from({ length: rows }, (_, row) => line(`${spread(`${row}`)}.a.GZ-XLBZ.2025`));

describe('an entry', () => {
  test('is the first characters of the key, the hash of the whole key, and the comparison hash', () => {
    const key = `${spread('one')}.p.GZ-XLBZ.2025.CITY.1`;
    const [entry] = entriesOf(sideOf([line(key)]));
    expect(entry?.toString('latin1', 0, 20)).toBe(key.slice(0, 20));
    expect(entry?.readUInt32BE(20)).toBe(keyHashOf(key));
    expect(entry?.toString('base64url', 24)).toBe(HASH);
    expect(entry?.length).toBe(ENTRY_BYTES);
  });

  test("tells one person's records apart", () => {
    const person = spread('one');
    const [city, street] = entriesOf(sideOf([line(`${person}.p.X.2025.CITY.1`), line(`${person}.p.X.2025.STREET.1`)]));
    expect(city?.equals(street ?? Buffer.alloc(0))).toBe(false);
  });

  // Published vectors of FNV-1a, 32 bits.
  test.each([
    ['', 0x811c9dc5],
    ['a', 0xe40c292c],
    ['foobar', 0xbf9cf968],
  ])('hash of %j', (text, hash) => {
    expect(keyHashOf(text)).toBe(hash);
  });

  test.each([
    ['a short key', 'A'.repeat(19), HASH],
    ['a key that is no keyed hash', `${'A'.repeat(19)}.p`, HASH],
    ['a letter whose last byte is of the alphabet', `${'A'.repeat(19)}\u0141.p`, HASH],
    ['a short hash', 'A'.repeat(43), HASH.slice(1)],
    ['a long hash', 'A'.repeat(43), `${HASH}A`],
    ['a hash of other characters', 'A'.repeat(43), `${HASH.slice(2)}张三`],
  ])('is refused for %s', (_, recordKey, compareHash) => {
    expect(() => createEntryWriter().add(recordKey, compareHash)).toThrow(RangeError);
  });

  test('is refused out of the order of keys', () => {
    const writer = createEntryWriter();
    writer.add('B'.repeat(43), HASH);
    expect(() => writer.add('A'.repeat(43), HASH)).toThrow(RangeError);
  });
});

describe('frames', () => {
  test('are full but for the last', () => {
    expect(sideOf(many(7), 3).frames.map(({ length }) => length / ENTRY_BYTES)).toEqual([3, 3, 1]);
    expect(sideOf(many(6), 3).frames.map(({ length }) => length / ENTRY_BYTES)).toEqual([3, 3]);
    expect(sideOf([], 3).frames).toEqual([]);
  });

  test('fit the vault', () => {
    expect(FRAME_ENTRIES * ENTRY_BYTES).toBeLessThanOrEqual(1024 * 1024);
  });
});

describe('blocks', () => {
  test('begin where the first key of them does, in the order of keys', () => {
    const starts = Array.from({ length: BLOCKS }, (_, block) => blockStart(block) ?? '');
    expect(starts).toEqual(starts.toSorted());
    for (const [block, start] of starts.entries()) expect(blockOf(Buffer.from(start.padEnd(3, '-')))).toBe(block);
    expect(blockStart(BLOCKS)).toBeNull();
  });

  test('end before the next one begins', () => {
    for (const { recordKey } of many(2000)) {
      const block = blockOf(Buffer.from(recordKey));
      expect(recordKey >= (blockStart(block) ?? '')).toBe(true);
      expect(recordKey < (blockStart(block + 1) ?? '~')).toBe(true);
    }
  });

  test('of one side and of its parts have the same digests', () => {
    const lines = many(500);
    const whole = sideOf(lines).index;
    const [one, other] = [sideOf(lines.slice(0, 123)).index, sideOf(lines.slice(123)).index];
    expect(one.digests.map((word, at) => word + (other.digests[at] ?? 0))).toEqual(whole.digests);
  });

  test('tell two records with exchanged values from the same two without', () => {
    const [a, b] = ['AAA', 'AAAz'].map((start) => start.padEnd(43, 'x'));
    const [x, y] = ['x', 'y'].map((value) => spread(value).slice(0, 22));
    const digestOf = (first?: string, second?: string) =>
      sideOf([line(a ?? '', first), line(b ?? '', second)]).index.digests;
    expect(digestOf(x, y)).not.toEqual(digestOf(y, x));
    expect(digestOf(x, y)).toEqual(digestOf(x, y));
  });

  test('say whether a record is in them twice', () => {
    const person = 'AAAA'.padEnd(43, 'x');
    const repeatsOf = (...keys: readonly string[]): number =>
      sideOf(keys.map((key) => line(key))).index.repeats.reduce((sum, each) => sum + each, 0);
    expect(repeatsOf(`${person}.p.1`, `${person}.p.2`)).toBe(0);
    expect(repeatsOf(`${person}.p.1`, `${person}.p.1`)).toBe(1);
    expect(repeatsOf(`${person}.p.1`, `${person}.p.2`, `${person}.p.2`)).toBe(1);
  });
});

describe('an index as JSON', () => {
  test('stays under 500 KB when every block is filled', () => {
    const index = sideOf([]).index;
    index.counts.fill(610);
    expect(JSON.stringify(formOfIndex(index)).length).toBeLessThan(500_000);
  });

  test('grows with its entries where they are few', () => {
    expect(JSON.stringify(formOfIndex(sideOf(many(10)).index)).length).toBeLessThan(400);
  });

  test.each([
    ['other entries than it says', (form: string) => form.replace('"entries":9', '"entries":8')],
    ['half a block', (form: string) => form.replace(/"blocks":"....../, '"blocks":"')],
    ['a block beyond the last', (form: string) => form.replace(/"blocks":"..../, '"blocks":"////')],
  ])('is refused with %s', (_, spoil) => {
    const form = JSON.stringify(formOfIndex(sideOf(many(9)).index));
    expect(() => indexOfForm(JSON.parse(spoil(form)) as ReturnType<typeof formOfIndex>)).toThrow(RangeError);
  });
});

describe('ranges of about equal rows', () => {
  const { index } = sideOf(many(20_000));
  const rowsOf = ({ from, to }: { readonly from: string; readonly to: string | null }): number =>
    many(20_000).filter(({ recordKey }) => recordKey >= from && (to === null || recordKey < to)).length;

  test('one where it is enough', () => {
    expect(cutIntoRanges([index], 20_000)).toEqual([{ from: '', to: null }]);
    expect(cutIntoRanges([sideOf([]).index], 1)).toEqual([{ from: '', to: null }]);
  });

  test('each within the limit, and none much smaller than the others', () => {
    const rows = cutIntoRanges([index], 3000).map(rowsOf);
    expect(rows.reduce((sum, each) => sum + each, 0)).toBe(20_000);
    expect(rows).toHaveLength(7);
    expect(Math.max(...rows)).toBeLessThanOrEqual(3000);
    expect(Math.min(...rows)).toBeGreaterThan(2500);
  });

  test('count all sides', () => {
    expect(cutIntoRanges([index, index], 20_000)).toHaveLength(2);
  });

  test('within the limit also where blocks are large', () => {
    const three = ['AAA', 'BBB', 'CCC'].flatMap((start) =>
      Array.from({ length: 6 }, (_, at) => line(`${start}${at}`.padEnd(43, 'x'))),
    );
    expect(cutIntoRanges([sideOf(three).index], 10)).toHaveLength(3);
  });

  test('are never of less than a block', () => {
    const alike = sideOf(Array.from({ length: 50 }, (_, at) => line(`AAA${at}`.padEnd(43, 'x')))).index;
    expect(cutIntoRanges([alike], 10)).toHaveLength(1);
  });
});
