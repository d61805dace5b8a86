import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  createTotalling,
  frameOfLine,
  framesBetween,
  type LineFrame,
  programmesOf,
} from '../../../core/snapshot-index.ts';
import type { SnapshotFacts } from '../../../core/snapshot.ts';

const POINTER = { object: 'o', frame: 0, offset: 0, length: 1 };

/** Sorted keys, some more than once, cut into frames anywhere. */
const cut = fc
  .tuple(
    fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), { minLength: 1, maxLength: 20 }),
    fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 20, maxLength: 20 }),
  )
  .map(([keys, sizes]) => {
    const lines = keys.toSorted();
    const frames: (LineFrame & { readonly keys: readonly string[] })[] = [];
    for (let at = 0; at < lines.length;) {
      const size = sizes[frames.length] ?? 1;
      const own = lines.slice(at, at + size);
      frames.push({ firstKey: own[0] ?? '', firstLine: at, pointer: POINTER, keys: own });
      at += size;
    }
    return { lines, frames };
  });

test('the frames of a range hold every line of it, and few others', () => {
  const key = fc.constantFrom('', 'a', 'b', 'c', 'd', 'e', 'f', 'g');
  fc.assert(
    fc.property(cut, key, fc.option(key), ({ lines, frames }, from, to) => {
      const found = framesBetween(frames, from, to).flatMap((frame) => (frame as (typeof frames)[number]).keys);
      const within = (line: string) => line >= from && (to === null || line < to);
      expect(found.filter(within)).toEqual(lines.filter(within));
      // One frame before the range may be looked at in vain: it may end with the range's first key.
      const outside = framesBetween(frames, from, to).filter(
        (frame) => !(frame as (typeof frames)[number]).keys.some(within),
      );
      expect(outside.length).toBeLessThanOrEqual(1);
    }),
  );
});

test('a line lies in the frame it is counted in', () => {
  fc.assert(
    fc.property(cut, ({ lines, frames }) => {
      lines.forEach((line, at) => {
        const frame = frameOfLine(frames, at) as (typeof frames)[number] | undefined;
        expect(frame?.keys[at - frame.firstLine]).toBe(line);
      });
    }),
  );
  expect(frameOfLine([], 0)).toBeUndefined();
});

test('totals are by programme, year, level and day, in one order whatever the lines’', () => {
  const facts = (programme: string, day: string | null): SnapshotFacts => {
    return { programme, year: 2025, level: 'CITY', day, status: 'SUCCESS', personKey: 'p' };
  };
  const lines = [
    { fen: '9007199254740993', facts: facts('SZ-YMJH', '2026-11-20') },
    { fen: '1', facts: facts('GZ-XLBZ', '2026-11-20') },
    { fen: '2', facts: facts('GZ-XLBZ', null) },
    { fen: '4', facts: facts('GZ-XLBZ', '2026-11-20') },
    { fen: '0', facts: facts('', null) },
  ];
  const of = (order: typeof lines) => {
    const totalling = createTotalling();
    for (const line of order) totalling.add(line);
    return totalling.totals();
  };
  expect(of(lines).map(({ programme, day, rows, fen }) => [programme, day, rows, fen])).toEqual([
    ['', null, 1, '0'],
    ['GZ-XLBZ', null, 1, '2'],
    ['GZ-XLBZ', '2026-11-20', 2, '5'],
    ['SZ-YMJH', '2026-11-20', 1, '9007199254740993'],
  ]);
  expect(of(lines.toReversed())).toEqual(of(lines));
  expect(programmesOf(of(lines))).toEqual(['GZ-XLBZ', 'SZ-YMJH']);
});
