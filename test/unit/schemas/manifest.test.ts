import { expect, test } from 'vitest';
import { manifestSchema } from '../../../schemas/manifest.ts';

const MANIFEST = {
  system: 'guangzhou/degree-subsidy',
  kind: 'applicant',
  businessDate: '2026-11-22',
  sequence: 1,
  fileName: 'a.csv',
  bytes: 10,
  sha256: 'a'.repeat(64),
  rows: 1,
};
const wrong = (manifest: object): readonly string[] =>
  manifestSchema.safeParse(manifest).error?.issues.map(({ path }) => path.join('.')) ?? [];

test('a manifest names year and total for payments only; elsewhere they may be absent or null', () => {
  expect(wrong(MANIFEST)).toEqual([]);
  expect(wrong({ ...MANIFEST, programmeYear: null, totalFen: null })).toEqual([]);
  const payment = { ...MANIFEST, kind: 'payment', programmeYear: 2025, totalFen: '150000' };
  expect(wrong(payment)).toEqual([]);
  expect(wrong({ ...payment, programmeYear: null, totalFen: null })).toEqual(['programmeYear', 'totalFen']);
  expect(wrong({ ...MANIFEST, kind: 'payment' })).toEqual(['programmeYear', 'totalFen']);
});

test('an amount is 分 as decimal digits in a string', () => {
  for (const totalFen of [150_000, '1500.00', '-1', '01'])
    expect(wrong({ ...MANIFEST, totalFen })).toEqual(['totalFen']);
});
