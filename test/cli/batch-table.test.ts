import { PassThrough, Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { type BatchLine, batchLines } from '../../cli/batch-table.ts';

const terminal = {
  stdin: Readable.from([]),
  stdout: new PassThrough(),
  stderr: new PassThrough(),
  language: 'zh',
  json: false,
  isInteractive: false,
  now: () => new Date('2026-11-23T02:00:00Z'),
} as const;
const batch: BatchLine = {
  batchId: 'b1',
  system: 'guangzhou/degree-subsidy',
  kind: 'applicant',
  state: 'SETTLED',
  problem: null,
  received: 3,
  applied: 2,
  unchanged: 1,
  rejected: 0,
  held: 0,
  pending: 0,
  fen: { received: '0', applied: '0', unchanged: '0', rejected: '0', held: '0' },
};

test('what we sent once more by ourselves is told from what the city sent', () => {
  const [, own, repair] = batchLines(terminal, [batch, { ...batch, batchId: 'b2', purpose: 'repair' }]);
  expect(own).toMatch(/^b1 +申领人 +已完成 +3 +2 +1 +0 +0 +0$/);
  expect(repair).toMatch(/^b2 +申领人（补发） +已完成 +3 +2 +1 +0 +0 +0$/);
  const [, english] = batchLines({ ...terminal, language: 'en' }, [{ ...batch, purpose: 'repair' }]);
  expect(english).toContain('applicant (sent again)');
});
