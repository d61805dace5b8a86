import { expect, test } from 'vitest';
import { FRAME_BYTES_MAX } from '../../../adapters/vault/frame.ts';
import { rejectEntry } from '../../../functions/ingest/rejects.ts';

const problem = { code: 'row.cell-too-long', field: null } as const;

test('a rejected row keeps its cells as they came', () => {
  expect(rejectEntry(7, problem, ['张三', '"', ''])).toBe(
    `${JSON.stringify({ row: 7, code: 'row.cell-too-long', field: null, cells: ['张三', '"', ''] })}\n`,
  );
});

test('a row of 256 cells of 1 MiB still fits a frame of the vault, each cell shown from its beginning', () => {
  const entry = rejectEntry(
    2,
    problem,
    Array.from({ length: 256 }, (_, column) => `${column}`.padEnd(1_048_576, '长')),
  );
  expect(Buffer.byteLength(entry)).toBeLessThan(FRAME_BYTES_MAX);
  const { cells } = JSON.parse(entry) as { cells: readonly string[] };
  expect(cells).toHaveLength(256);
  expect(cells[255]).toMatch(/^255长+…$/);
});
