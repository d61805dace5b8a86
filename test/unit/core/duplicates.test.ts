import { expect, test } from 'vitest';
import { resolveDuplicates, type RowOfRecord } from '../../../core/duplicates.ts';

const row = (number: number, hour: number, content: string, more: Partial<RowOfRecord> = {}): RowOfRecord => ({
  row: number,
  updatedAt: `2026-11-22T${String(hour).padStart(2, '0')}:00:00+08:00`,
  contentHash: content,
  ...more,
});
const paid = (
  number: number,
  hour: number,
  batchNo: string,
  status: RowOfRecord['status'],
  content = `${batchNo}${status}`,
): RowOfRecord => row(number, hour, content, status === undefined ? { batchNo } : { batchNo, status });

const none: readonly number[] = [];

test.each<readonly [string, readonly RowOfRecord[], readonly number[], readonly number[], readonly number[]]>([
  ['one row', [row(2, 1, 'a')], [2], none, none],
  ['the newer stays', [row(2, 1, 'a'), row(3, 2, 'b')], [3], [2], none],
  ['the newer stays, wherever it stands', [row(2, 2, 'a'), row(3, 1, 'b')], [2], [3], none],
  ['the same said later is newer', [row(2, 1, 'a'), row(3, 2, 'a')], [3], [2], none],
  ['equal times, other content: both go', [row(2, 1, 'a'), row(3, 1, 'b')], [], [2, 3], none],
  ['an exact repeat is a warning', [row(2, 1, 'a'), row(3, 1, 'a'), row(4, 1, 'a')], [2], none, [3, 4]],
  [
    'an older row does not come back when both newer go',
    [row(2, 1, 'a'), row(3, 2, 'b'), row(4, 2, 'c')],
    [],
    [2, 3, 4],
    none,
  ],
  [
    'a repeat among rows that differ goes with them',
    [row(2, 1, 'a'), row(3, 1, 'a'), row(4, 1, 'b')],
    [],
    [2, 3, 4],
    none,
  ],
  [
    'another batch after a failure is an attempt',
    [paid(2, 1, 'B1', 'FAILED'), paid(3, 2, 'B2', 'SUCCESS')],
    [2, 3],
    none,
    none,
  ],
  [
    'another batch after a return is an attempt, in any order of rows',
    [paid(2, 2, 'B2', 'PLANNED'), paid(3, 1, 'B1', 'RETURNED')],
    [3, 2],
    none,
    none,
  ],
  [
    'three attempts',
    [paid(2, 1, 'B1', 'EXPIRED'), paid(3, 2, 'B2', 'RETURNED'), paid(4, 3, 'B3', 'SUCCESS')],
    [2, 3, 4],
    none,
    none,
  ],
  [
    'another batch at the time of the failure is an attempt',
    [paid(2, 1, 'B2', 'PLANNED'), paid(3, 1, 'B1', 'FAILED')],
    [3, 2],
    none,
    none,
  ],
  [
    'another batch after a success is a duplicate',
    [paid(2, 1, 'B1', 'SUCCESS'), paid(3, 2, 'B2', 'PLANNED')],
    [3],
    [2],
    none,
  ],
  [
    'another batch before the failure is a duplicate',
    [paid(2, 1, 'B1', 'SUCCESS'), paid(3, 2, 'B2', 'FAILED')],
    [3],
    [2],
    none,
  ],
  [
    'two batches at one time, none failed: both go',
    [paid(2, 1, 'B1', 'SUCCESS'), paid(3, 1, 'B2', 'SUCCESS')],
    [],
    [2, 3],
    none,
  ],
  [
    'three batches at one time, none failed: all go',
    [paid(2, 1, 'B1', 'PLANNED'), paid(3, 1, 'B2', 'PLANNED'), paid(4, 1, 'B3', 'PLANNED')],
    [],
    [2, 3, 4],
    none,
  ],
  [
    'a duplicate after an attempt leaves the attempt',
    [paid(2, 1, 'B1', 'FAILED'), paid(3, 2, 'B2', 'SUCCESS'), paid(4, 3, 'B3', 'PLANNED')],
    [2, 4],
    [3],
    none,
  ],
  [
    'one batch twice is a duplicate even after a failure',
    [paid(2, 1, 'B1', 'FAILED'), paid(3, 2, 'B1', 'SUCCESS')],
    [3],
    [2],
    none,
  ],
  [
    'a repeat falls with the row it repeats',
    [paid(2, 1, 'B1', 'SUCCESS'), paid(3, 1, 'B1', 'SUCCESS'), paid(4, 2, 'B2', 'PLANNED')],
    [4],
    [2, 3],
    none,
  ],
])('%s', (_, rows, kept, rejected, repeated) => {
  expect(resolveDuplicates(rows)).toEqual({ kept, rejected, repeated });
});
