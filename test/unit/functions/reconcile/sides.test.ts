import { expect, test } from 'vitest';
import { type ListedSnapshot, NO_SNAPSHOT, type SnapshotItem } from '../../../../adapters/ledger/snapshots.ts';
import { sidesOf } from '../../../../functions/reconcile/sides.ts';
import type { Kind } from '../../../../schemas/kind.ts';

const NIGHT = '2026-11-23';
const UNIT = { programme: 'GZ-XLBZ', kind: 'payment' as Kind };

function listed(system: string, kind: Kind, part: string, change: Partial<SnapshotItem> = {}): ListedSnapshot {
  const item = { ...NO_SNAPSHOT, version: 1, object: 'o', index: 'i', rows: 3, businessDate: NIGHT, ...change };
  return { system, kind, part, item };
}

const CITY = listed('guangzhou/degree-subsidy', 'payment', '2025');
const MATCHING = listed('guangzhou/matching-grants', 'payment', '2024', { businessDate: '2025-01-01' });
const PROVINCE = listed('province/yuegonghui', 'payment', 'GZ-XLBZ');
const problemOf = (list: readonly ListedSnapshot[]) => sidesOf(list, UNIT, NIGHT).problem;

test('all snapshots of the programme’s systems stand against the province’s one of the programme', () => {
  const others = [
    listed('shenzhen/dream-plan', 'payment', '2025'),
    listed('province/yuegonghui', 'payment', 'SZ-YMJH'),
    listed('guangzhou/degree-subsidy', 'applicant', '2025'),
    listed('bank/payout', 'payment', 'all'),
  ];
  const { problem, sides, notes } = sidesOf([CITY, MATCHING, PROVINCE, ...others], UNIT, NIGHT);
  expect({ problem, notes }).toEqual({ problem: null, notes: [] });
  expect(sides.city.map(({ system, part }) => `${system} ${part}`)).toEqual([
    'guangzhou/degree-subsidy 2025',
    'guangzhou/matching-grants 2024',
  ]);
  expect(sides.province?.part).toBe('GZ-XLBZ');
  expect(sides.applicants).toHaveLength(1);
  expect(sides.returns.map(({ system }) => system)).toEqual(['bank/payout']);
});

test.each([
  ['reconcile.side-missing', [CITY]],
  ['reconcile.side-missing', [PROVINCE]],
  ['reconcile.side-unindexed', [CITY, listed('province/yuegonghui', 'payment', 'GZ-XLBZ', { index: null })]],
  ['reconcile.side-empty', [CITY, listed('province/yuegonghui', 'payment', 'GZ-XLBZ', { rows: 0 })]],
  [
    'reconcile.side-too-old',
    [CITY, listed('province/yuegonghui', 'payment', 'GZ-XLBZ', { businessDate: '2026-11-21' })],
  ],
  ['reconcile.side-too-old', [MATCHING, PROVINCE]],
])('%s is refused', (code, list) => {
  expect(problemOf(list)).toBe(code);
});

test('a side of the day before is compared, and told of', () => {
  const { problem, notes } = sidesOf(
    [CITY, listed('province/yuegonghui', 'payment', 'GZ-XLBZ', { businessDate: '2026-11-22' })],
    UNIT,
    NIGHT,
  );
  expect(problem).toBeNull();
  expect(notes).toEqual([{ code: 'reconcile.side-old', system: 'province/yuegonghui', businessDate: '2026-11-22' }]);
});

test('evidence without an index is not asked', () => {
  const old = listed('guangzhou/degree-subsidy', 'applicant', '2024', { index: null });
  const sides = sidesOf([CITY, PROVINCE, old, listed('guangzhou/degree-subsidy', 'applicant', '2025')], UNIT, NIGHT);
  expect(sides.sides.applicants).toEqual([]);
});
