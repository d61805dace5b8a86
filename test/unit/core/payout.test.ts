import { describe, expect, test } from 'vitest';
import { chunkLineOf } from '../../../core/lines.ts';
import { type AtRail, decideInstruction, isUnwritable, payoutFileNo } from '../../../core/payout.ts';
import { INDEX_KEY, newPerson, paymentOf } from '../../integration/ledger/records.ts';

const at = (change: Partial<AtRail> = {}): AtRail => ({
  attempt: 1,
  state: 'DELIVERED',
  status: 'PLANNED',
  messageId: 'm1',
  problem: null,
  ...change,
});
const first = { attempt: 1, messageId: 'm2' };
const second = { attempt: 2, messageId: 'm2' };

describe('an instruction', () => {
  test('the rail has nothing of leaves', () => {
    expect(decideInstruction(first, undefined)).toBe('open');
  });

  test('opened before is gone on with, whatever became of it', () => {
    expect(decideInstruction({ attempt: 1, messageId: 'm1' }, at({ state: 'PENDING' }))).toBe('ours');
    expect(decideInstruction({ attempt: 1, messageId: 'm1' }, at({ status: 'FAILED' }))).toBe('ours');
  });

  test.each(['REJECTED', 'QUARANTINED', 'HELD'] as const)(
    'takes the place of one that was never taken (%s)',
    (state) => {
      expect(decideInstruction(first, at({ state }))).toBe('open');
      expect(decideInstruction(second, at({ state }))).toBe('open');
      // The bank has paid it; only the news of it was refused.
      expect(decideInstruction(first, at({ state, status: 'SUCCESS' }))).toBe('refuse');
    },
  );

  test('stays with a rail that knew its number, which may have paid by it', () => {
    const refused = at({ state: 'QUARANTINED', problem: 'rail.conflict' });
    expect(decideInstruction(first, refused)).toBe('refuse');
    expect(decideInstruction(second, refused)).toBe('refuse');
  });

  test.each(['PENDING', 'SENDING', 'IN_DOUBT', 'DELIVERED'] as const)('of the same attempt is refused: %s', (state) => {
    expect(decideInstruction(first, at({ state }))).toBe('refuse');
  });

  test.each(['FAILED', 'RETURNED', 'EXPIRED'])('of the next attempt leaves after %s', (status) => {
    expect(decideInstruction(second, at({ status }))).toBe('open');
    expect(decideInstruction(second, at({ status, state: 'SENDING' }))).toBe('wait');
    expect(decideInstruction(first, at({ status }))).toBe('refuse');
  });

  test.each(['PLANNED', 'PROCESSING', 'UNKNOWN', 'SUCCESS', 'CANCELLED'])(
    'of the next attempt is refused after %s',
    (status) => {
      expect(decideInstruction(second, at({ status }))).toBe('refuse');
    },
  );
});

test('a file is named by what it holds, in its order', () => {
  expect(payoutFileNo(['a', 'b'])).toMatch(/^UBF[0-9A-F]{29}$/);
  expect(payoutFileNo(['a', 'b'])).toBe(payoutFileNo(['a', 'b']));
  expect(new Set([['a', 'b'], ['b', 'a'], ['ab'], ['a']].map(payoutFileNo)).size).toBe(4);
});

test('a cell can not hold what ends it', () => {
  expect(isUnwritable(['a', 'b c'], '|')).toBe(false);
  for (const cell of ['a|b', 'a\nb', 'a\rb']) expect(isUnwritable(['a', cell], '|')).toBe(true);
});

test('the same failure of two attempts is told twice', () => {
  const record = paymentOf(newPerson(), { status: 'FAILED', reasonCode: '户名不符' });
  const lineOf = (paymentNo: string) =>
    chunkLineOf(INDEX_KEY, { system: 'bank/payout', kind: 'payment', sequence: 1 }, { row: 2, record, paymentNo });
  expect(lineOf('UB1').contentHash).not.toBe(lineOf('UB2').contentHash);
  expect(lineOf('UB1')).toEqual(lineOf('UB1'));
});
