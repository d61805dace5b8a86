import { expect, test } from 'vitest';
import { faultOf, fenDetail } from '../../../../core/audit/act-form.ts';

const act = { tenant: 'guangzhou', by: 'operator', action: 'replay.approved', about: 'rp_1' } as const;

const of = (reason: string) => faultOf({ ...act, detail: { reason } });

test('somebody’s number is none of a chain’s, wherever it stands', () => {
  for (const number of ['13812345678', '440101199003070011', '44010119900307001X', '6222020000000000000']) {
    expect(of(number)).toBe('detail.reason');
    expect(of(`号码${number}，`)).toBe('detail.reason');
    expect(of(`guangzhou-${number}`)).toBe('detail.reason');
    expect(faultOf({ ...act, about: `id:${number}`, detail: {} })).toBe('about');
  }
});

test('a random name may hold digits that stand like somebody’s number', () => {
  expect(of('13812345678'.padEnd(64, 'a'))).toBeNull();
  expect(of('unmaskings/2026-11-24/13812345678abcdef0123456')).toBeNull();
  expect(of('unmaskings/2026-11-24/a440101199003070011bcdef')).toBeNull();
  expect(of('guangzhou-a13812345678')).toBeNull();
});

test('money is a number, and never looks like somebody’s', () => {
  for (const fen of ['13000000000', '19999999999', '150000', '0']) expect(fenDetail(fen)).toBe(Number(fen));
  expect(fenDetail('123456789012345678')).toBe('123,456,789,012,345,678');
  expect(faultOf({ ...act, detail: { fen: fenDetail('123456789012345678') } })).toBeNull();
});
