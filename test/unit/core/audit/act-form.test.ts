import { expect, test } from 'vitest';
import { faultOf } from '../../../../core/audit/act-form.ts';

const act = { tenant: 'guangzhou', by: 'operator', action: 'replay.approved', about: 'rp_1' } as const;

test('a hash may hold digits that stand like somebody’s number, any other text may not', () => {
  const number = '13812345678';
  const hash = `${number}${'a'.repeat(53)}`;
  expect(faultOf({ ...act, detail: { hash } })).toBeNull();
  expect(faultOf({ ...act, detail: { hash: `${number}${'a'.repeat(52)}` } })).toBe('detail.hash');
  expect(faultOf({ ...act, detail: { reason: number } })).toBe('detail.reason');
});
