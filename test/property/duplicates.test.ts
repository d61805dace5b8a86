import fc from 'fast-check';
import { expect, test } from 'vitest';
import { resolveDuplicates, type RowOfRecord } from '../../core/duplicates.ts';
import { PAYMENT_STATES } from '../../schemas/canonical/payment.ts';

/** Rows of one payment: few times, batches and states, so that they collide. */
const payments = fc
  .array(
    fc.record({
      hour: fc.integer({ min: 1, max: 4 }),
      batchNo: fc.constantFrom('B1', 'B2', 'B3'),
      status: fc.constantFrom(...PAYMENT_STATES.slice(2, 6)),
    }),
    { minLength: 1, maxLength: 7 },
  )
  .map((rows) => rows.map(({ hour, batchNo, status }, at) => rowOf(at + 2, hour, batchNo, status)));

function rowOf(row: number, hour: number, batchNo: string, status: (typeof PAYMENT_STATES)[number]): RowOfRecord {
  return { row, updatedAt: `2026-11-22T0${hour}:00:00+08:00`, contentHash: `${batchNo} ${status}`, batchNo, status };
}

const hasFailed = ({ status }: RowOfRecord): boolean =>
  status === 'FAILED' || status === 'RETURNED' || status === 'EXPIRED';

test('every row has exactly one fate', () => {
  fc.assert(
    fc.property(payments, (rows) => {
      const { kept, rejected, repeated } = resolveDuplicates(rows);
      expect([...kept, ...rejected, ...repeated].toSorted((a, b) => a - b)).toEqual(rows.map(({ row }) => row));
    }),
    { numRuns: 2000 },
  );
});

test('of what stands only the last attempt has not failed, one per batch, in order of time', () => {
  fc.assert(
    fc.property(payments, (rows) => {
      const standing = resolveDuplicates(rows).kept.flatMap((row) => rows.filter((one) => one.row === row));
      expect(standing.slice(0, -1).every(hasFailed)).toBe(true);
      expect(new Set(standing.map(({ batchNo }) => batchNo)).size).toBe(standing.length);
      const times = standing.map(({ updatedAt }) => updatedAt);
      expect(times).toEqual(times.toSorted());
    }),
    { numRuns: 2000 },
  );
});

test('what is said stands the same, in whatever order the rows come', () => {
  const said = (rows: readonly RowOfRecord[]): readonly string[] =>
    resolveDuplicates(rows)
      .kept.flatMap((row) => rows.filter((one) => one.row === row))
      .map(({ updatedAt, contentHash }) => `${updatedAt} ${contentHash}`)
      .toSorted();
  fc.assert(
    fc.property(payments, (rows) => {
      expect(said(rows.toReversed())).toEqual(said(rows));
    }),
    { numRuns: 2000 },
  );
});

test('a repeat repeats something that stands', () => {
  fc.assert(
    fc.property(payments, (rows) => {
      const { kept, repeated } = resolveDuplicates(rows);
      const of = (row: number): string => JSON.stringify({ ...rows.find((one) => one.row === row), row: 0 });
      for (const row of repeated) expect(kept.map(of)).toContain(of(row));
    }),
  );
});
