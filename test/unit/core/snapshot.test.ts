import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  compareWithSnapshot,
  formatSnapshotLine,
  parseSnapshotLine,
  type SnapshotLine,
  type SnapshotRow,
} from '../../../core/snapshot.ts';

const hash = fc.stringMatching(/^[A-Za-z0-9_-]{43}$/);
const line: fc.Arbitrary<SnapshotLine> = fc.record({
  recordKey: fc.stringMatching(/^[A-Za-z0-9_-]{43}\.p\.GZ-XLBZ\.2025\.CITY\.1$/),
  order: fc.constantFrom('2026-11-22T15:05:00.000Z#000000000042'),
  fen: fc.bigInt(0n, 10n ** 24n).map(String),
  mappingVersion: fc.nat(),
  pointer: fc.constantFrom('', 'records/b/r#0#96#2048#7', '@3#17'),
  contentHashes: fc.array(hash, { minLength: 1, maxLength: 3 }),
  compareHash: fc.stringMatching(/^[A-Za-z0-9_-]{22}$/),
  row: fc.nat(10_000_001),
  batchId: fc.stringMatching(/^[A-Za-z0-9.-]{26}$/),
  facts: fc.record({
    programme: fc.constantFrom('GZ-XLBZ', 'SZ-YMJH'),
    year: fc.integer({ min: 2000, max: 2100 }),
    level: fc.constantFrom('CITY' as const, 'DISTRICT' as const, null),
    day: fc.constantFrom('2026-11-22', null),
    status: fc.constantFrom('SUCCESS', 'VERIFIED'),
    personKey: hash,
  }),
});

test('a line comes back as it was, on one line', () => {
  fc.assert(
    fc.property(line, (made) => {
      const text = formatSnapshotLine(made);
      expect(text).not.toContain('\n');
      expect(parseSnapshotLine(text)).toEqual(made);
    }),
  );
});

test('a line of before is read, and says itself that it is not hashed', () => {
  const before = 'key\t2026-11-22T15:05:00.000Z#000000000042\t150000\t1\trecords/b/r#0#96#2048#7\tone,two';
  expect(parseSnapshotLine(before)).toEqual({
    recordKey: 'key',
    order: '2026-11-22T15:05:00.000Z#000000000042',
    fen: '150000',
    mappingVersion: 1,
    pointer: 'records/b/r#0#96#2048#7',
    contentHashes: ['one', 'two'],
    ...NOT_TOLD,
  });
});

const NOT_TOLD = {
  compareHash: '',
  row: 0,
  batchId: '',
  facts: { programme: '', year: 0, level: null, day: null, status: '', personKey: '' },
};

describe('rows of a record against the line before', () => {
  const row = (order: string, contentHash: string): SnapshotRow => ({ recordKey: 'k', order, fen: '1', contentHash });
  const before: SnapshotLine = {
    recordKey: 'k',
    order: '5',
    fen: '1',
    mappingVersion: 1,
    pointer: '',
    contentHashes: ['a', 'b'],
    ...NOT_TOLD,
  };
  const kinds = (rows: readonly SnapshotRow[], known: SnapshotLine | undefined): readonly string[] => {
    const { changed, unchanged, stale } = compareWithSnapshot(rows, known);
    return [changed, unchanged, stale].map((list) => list.map(({ contentHash }) => contentHash).join(''));
  };

  test.each<readonly [string, readonly SnapshotRow[], SnapshotLine | undefined, readonly string[]]>([
    ['never seen', [row('1', 'x')], undefined, ['x', '', '']],
    ['newer and other', [row('6', 'x')], before, ['x', '', '']],
    ['as before', [row('5', 'b')], before, ['', 'b', '']],
    ['as before, touched later', [row('9', 'a')], before, ['', 'a', '']],
    ['as before, with an older time', [row('1', 'a')], before, ['', 'a', '']],
    ['older and other', [row('4', 'x')], before, ['', '', 'x']],
    ['other at the same time goes on, for the ledger to call it a conflict', [row('5', 'x')], before, ['x', '', '']],
    ['a failed attempt as before and a next one', [row('4', 'a'), row('6', 'x')], before, ['x', 'a', '']],
    ['two attempts after the ones before', [row('6', 'x'), row('7', 'y')], before, ['xy', '', '']],
  ])('%s', (_, rows, known, expected) => {
    expect(kinds(rows, known)).toEqual(expected);
  });

  test('what is asked for again goes on if it was touched later, not because a night has passed', () => {
    const known = { ...before, order: '2026-11-22#1' };
    const asked = (order: string) => compareWithSnapshot([row(order, 'a')], known, () => true);
    expect(asked('2026-11-22#2').unchanged).toHaveLength(1);
    expect(asked('2026-11-21#2').unchanged).toHaveLength(1);
    expect(asked('2026-11-23#2').changed).toHaveLength(1);
  });

  test('each row is in exactly one list, and the lists keep its order', () => {
    const some = fc.record({ order: fc.constantFrom('1', '5', '9'), contentHash: fc.constantFrom('a', 'b', 'x', 'y') });
    fc.assert(
      fc.property(fc.array(some), fc.boolean(), (made, known) => {
        const rows = made.map(({ order, contentHash }, index) => ({ ...row(order, contentHash), index }));
        const { changed, unchanged, stale } = compareWithSnapshot(rows, known ? before : undefined);
        for (const list of [changed, unchanged, stale])
          expect(list).toEqual(list.toSorted((one, other) => one.index - other.index));
        expect([...changed, ...unchanged, ...stale].toSorted((one, other) => one.index - other.index)).toEqual(rows);
      }),
    );
  });
});
