import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  add,
  isConserved,
  NOTHING,
  OUTCOMES,
  type Settled,
  subtract,
  sum,
  tallyOf,
} from '../../../../core/ledger/tally.ts';

/** Far beyond 2^53: no float may come near. */
const amount = fc.record({ rows: fc.nat(1_000_000), fen: fc.bigInt(0n, 10n ** 30n).map(String) });
const piece: fc.Arbitrary<Settled> = fc.record(
  { applied: amount, unchanged: amount, rejected: amount, held: amount },
  { requiredKeys: [], noNullPrototype: true },
);

test('what is received is always what has ended and what is pending, in rows and in 分', () => {
  fc.assert(
    fc.property(amount, fc.array(piece, { maxLength: 8 }), (received, pieces) => {
      const tally = tallyOf(received, pieces);
      const ended = OUTCOMES.map((outcome) => tally[outcome]);
      expect(sum([...ended, tally.pending])).toEqual(received);
      expect(ended).toEqual(OUTCOMES.map((outcome) => sum(pieces.map((one) => one[outcome] ?? NOTHING))));
    }),
  );
});

test('a batch is conserved when its pieces have settled every row and every 分 of it, and only then', () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), amount, (pieces, missing) => {
      const received = sum(pieces.flatMap((one) => Object.values(one)));
      expect(isConserved(tallyOf(received, pieces))).toBe(true);
      const nothingMissing = missing.rows === 0 && missing.fen === '0';
      expect(isConserved(tallyOf(add(received, missing), pieces))).toBe(nothingMissing);
    }),
  );
});

test('money that is settled without its row, or twice, is not conserved', () => {
  const received = { rows: 2, fen: '300000' };
  const one = { rows: 1, fen: '150000' };
  expect(isConserved(tallyOf(received, [{ applied: one }, { held: one }]))).toBe(true);
  expect(isConserved(tallyOf(received, [{ applied: one }, { held: { rows: 1, fen: '150001' } }]))).toBe(false);
  expect(isConserved(tallyOf(received, [{ applied: one }, { applied: one }, { rejected: one }]))).toBe(false);
});

test('amounts beyond 2^53 add up to the 分', () => {
  expect(add({ rows: 1, fen: '9007199254740993' }, { rows: 1, fen: '1' }).fen).toBe('9007199254740994');
  expect(subtract({ rows: 2, fen: '100000000000000000001' }, { rows: 1, fen: '1' })).toEqual({
    rows: 1,
    fen: '100000000000000000000',
  });
  expect(sum([])).toEqual(NOTHING);
});
