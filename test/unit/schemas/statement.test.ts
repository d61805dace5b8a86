import { expect, test } from 'vitest';
import { saidSchema } from '../../../schemas/statement.ts';

const RECORD = `${'k'.repeat(43)}.p.GZ-XLBZ.2025.CITY.1`;
const arrived = (evidence: string) => ({
  type: 'payment.arrived',
  recordKey: RECORD,
  source: 'bank/payout',
  attempt: 1,
  evidence,
});
const fieldsOf = (body: object) =>
  saidSchema.safeParse(body).error?.issues.map(({ path, code }) => path.join('.') || code) ?? [];

test.each<[string, object]>([
  ['a history', { type: 'history.signed-off', tenant: 'guangzhou', rows: 0, fen: '0' }],
  ['money that arrived', arrived('银行对账单第 3 页载明已入账')],
  [
    'a claim',
    { type: 'claim.released', recordKey: RECORD, source: 'guangzhou/degree-subsidy', evidence: '市总工会已撤销' },
  ],
  ['two permits', { type: 'permit.linked', newer: 'a', older: 'b' }],
  ['a restore', { type: 'ledger.restored', restoredTo: '2026-11-23T02:00:00+08:00', at: '2026-11-23T01:00:00Z' }],
])('%s can be said', (_name, body) => {
  expect(fieldsOf(body)).toEqual([]);
});

test.each<[string, object, string]>([
  ['what is not in the list', { type: 'payment.doubled', recordKey: RECORD }, 'type'],
  ['anything besides', { ...arrived('银行已确认'), force: true }, 'unrecognized_keys'],
  ['an application', { ...arrived('银行已确认'), recordKey: RECORD.replace('.p.', '.a.') }, 'recordKey'],
  ['no attempt', { ...arrived('银行已确认'), attempt: 0 }, 'attempt'],
  ['an amount in yuan', { type: 'history.signed-off', tenant: 'guangzhou', rows: 1, fen: '1500.00' }, 'fen'],
  [
    'a time without an offset',
    { type: 'ledger.restored', restoredTo: '2026-11-23T02:00:00', at: '2026-11-23T02:00:00Z' },
    'restoredTo',
  ],
])('%s can not', (_name, body, field) => {
  expect(fieldsOf(body)).toContain(field);
});

test.each([
  ['nothing', '    '],
  ['dots', '……'],
  ['not a word of Chinese', 'the bank says so'],
  ['501 characters', '证'.repeat(501)],
  ['two lines', '银行已确认\n已入账'],
  ['a phone number', '来电 13800000000 确认'],
  ['an ID number', '身份证 440106199003070018 本人确认'],
  ['an ID number that ends in X', '身份证 44010619900307001X 本人确认'],
  ['an old permit', '证件 AUS330180010101 本人确认'],
  ['a card number in groups', '卡号 6222 0212 3456 7890 128 未入账'],
  ['a card number with hyphens', '卡号 6222-0212-3456-7890-128 未入账'],
  ['full-width digits', '卡号 ６２２２０２１２３４５６７８９０１２８ 未入账'],
])('evidence of %s is refused', (_name, evidence) => {
  expect(fieldsOf(arrived(evidence))).toEqual(expect.arrayContaining(['evidence']));
});

test.each(['银行对账单 2026-11-23 1500.00 元已入账', '流水号末四位 0128，2026-11-23 10:05:00 入账', '证'.repeat(500)])(
  'evidence with dates, times and amounts is taken: %s',
  (evidence) => {
    expect(fieldsOf(arrived(evidence))).toEqual([]);
  },
);
