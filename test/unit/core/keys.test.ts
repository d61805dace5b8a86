import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shortHash } from '../../../core/short-hash.ts';
import { slices } from '../../../core/slices.ts';
import { branchSortKey, chunkSortKey, deliverySortKey, successorSortKey } from '../../../core/work-key.ts';

const chunk = fc.nat(19_999);
const tries = fc.integer({ min: 1, max: 998 });

describe('sort keys of work', () => {
  test('sort as text by chunk, then by try', () => {
    fc.assert(
      fc.property(chunk, tries, chunk, tries, (one, tried, other, otherTried) => {
        const expected = one - other || tried - otherTried;
        const [key, otherKey] = [chunkSortKey('r', one, tried), chunkSortKey('r', other, otherTried)];
        expect(Math.sign(expected)).toBe(key < otherKey ? -1 : Number(key > otherKey));
      }),
    );
  });

  test('of a successor is the same work’s next try', () => {
    fc.assert(
      fc.property(chunk, tries, tries, (one, chunkTried, tried) => {
        expect(successorSortKey(chunkSortKey('r', one, tried))).toBe(chunkSortKey('r', one, tried + 1));
        const delivery = deliverySortKey('r', one, chunkTried, tried);
        expect(successorSortKey(delivery)).toBe(deliverySortKey('r', one, chunkTried, tried + 1));
        expect(successorSortKey(delivery) > delivery).toBe(true);
      }),
    );
  });

  test('stay apart where work goes on in two', () => {
    let keys = [deliverySortKey('r', 0, 1, 1)];
    const seen = [...keys];
    for (let tried = 1; tried < 10; tried++) {
      keys = keys.flatMap((key) => [successorSortKey(key), branchSortKey(key)]);
      seen.push(...keys);
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.every((key) => key.startsWith('D#r#000000#001'))).toBe(true);
  });

  test('stay apart after the 999th try', () => {
    const keys = [998, 999, 1000, 1001].map((tried) => deliverySortKey('r', 0, 1, tried));
    expect(keys.slice(0, -1).map(successorSortKey)).toEqual(keys.slice(1));
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe('a short hash', () => {
  test('is safe in keys and file names, and of one length', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(shortHash(text)).toMatch(/^[A-Za-z0-9.-]{26}$/);
        expect(shortHash(text)).toBe(shortHash(text));
      }),
    );
  });

  test('differs for texts that differ by a character', () => {
    const texts = Array.from({ length: 2_000 }, (_, index) => `["guangzhou",${index}]`);
    expect(new Set(texts.map(shortHash)).size).toBe(texts.length);
  });
});

test('slices are the list again, none longer than asked', () => {
  fc.assert(
    fc.property(fc.array(fc.nat()), fc.integer({ min: 1, max: 30 }), (list, size) => {
      const cut = slices(list, size);
      expect(cut.flat()).toEqual(list);
      expect(
        cut.every((each, index) =>
          index < cut.length - 1 ? each.length === size : each.length <= size && each.length > 0,
        ),
      ).toBe(true);
    }),
  );
});
