import { describe, expect, test } from 'vitest';
import { personKey } from '../../../core/identity.ts';
import { holdsUntil, keptOf, nextOn, type RoundState, statementIdOf } from '../../../core/statement.ts';

const FIRST = { by: 'operator', at: '2026-11-23T02:00:00.000Z', evidence: null };
const minutesLater = (minutes: number, ms = 0) => new Date(Date.parse(FIRST.at) + minutes * 60_000 + ms);
const next = (state: RoundState, by: string, now: Date) => nextOn({ state, first: FIRST }, by, now);

describe('one more word', () => {
  test('is the first where nobody has spoken, the second where another has, and none by the same one', () => {
    expect(nextOn(undefined, 'operator', minutesLater(0))).toBe('begin');
    expect(next('SAID', 'approver', minutesLater(1))).toBe('agree');
    expect(next('SAID', 'operator', minutesLater(1))).toBe('wait');
  });

  test('finds the first one standing at thirty minutes to the millisecond, and lapsed after it, for either', () => {
    expect(holdsUntil(FIRST)).toBe('2026-11-23T02:30:00.000Z');
    expect(next('SAID', 'approver', minutesLater(30))).toBe('agree');
    expect(next('SAID', 'operator', minutesLater(30))).toBe('wait');
    expect(next('SAID', 'approver', minutesLater(30, 1))).toBe('begin');
    expect(next('SAID', 'operator', minutesLater(30, 1))).toBe('begin');
  });

  test('carries out what two have agreed however late, changes nothing of what is in effect, begins anew after a refusal', () => {
    for (const by of ['operator', 'approver', 'third']) {
      expect(next('AGREED', by, minutesLater(600))).toBe('carry-out');
      expect(next('IN_EFFECT', by, minutesLater(600))).toBe('stands');
      expect(next('REFUSED', by, minutesLater(1))).toBe('begin');
      expect(next('LAPSED', by, minutesLater(1))).toBe('begin');
    }
  });
});

describe('the name of a statement', () => {
  const key = new Uint8Array(32).fill(7);
  const doubt = { recordKey: 'k', source: 'bank/payout', attempt: 1, evidence: '银行已确认' } as const;
  const nameOf = (said: Parameters<typeof keptOf>[1], about: number | null = null) =>
    statementIdOf(keptOf(key, said).statement, about);

  test('is the same whatever each has seen, and another for another thing, record, attempt or version', () => {
    const arrived = nameOf({ type: 'payment.arrived', ...doubt }, 3);
    expect(nameOf({ type: 'payment.arrived', ...doubt, evidence: '收款人已确认' }, 3)).toBe(arrived);
    const others = [
      nameOf({ type: 'payment.not-made', ...doubt }, 3),
      nameOf({ type: 'payment.arrived', ...doubt, recordKey: 'l' }, 3),
      nameOf({ type: 'payment.arrived', ...doubt, source: 'wechat/transfer' }, 3),
      nameOf({ type: 'payment.arrived', ...doubt, attempt: 2 }, 3),
      nameOf({ type: 'payment.arrived', ...doubt }, 4),
    ];
    expect(new Set([arrived, ...others]).size).toBe(6);
  });

  test('is of the moment, not of its offset', () => {
    const [restoredTo, at] = ['2026-11-23T10:00:00+08:00', '2026-11-23T11:00:00+08:00'];
    expect(nameOf({ type: 'ledger.restored', restoredTo, at })).toBe(
      nameOf({ type: 'ledger.restored', restoredTo: '2026-11-23T02:00:00Z', at: '2026-11-23T03:00:00.000Z' }),
    );
  });

  test('is made of keyed hashes where it is about a person', () => {
    const { statement } = keptOf(key, { type: 'permit.linked', newer: '911140199001010015', older: 'AUS110080010101' });
    expect(JSON.stringify(statement)).not.toMatch(/911140199001010015|AUS110080010101/);
    expect(Object.values(statement).map(String)).toEqual([
      'permit.linked',
      personKey(key, '911140199001010015'),
      personKey(key, 'AUS110080010101'),
    ]);
  });
});
