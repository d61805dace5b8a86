import { describe, expect, test } from 'vitest';
import { causeOf } from '../../../core/story/cause.ts';
import { maskStory, otherColumns, sideBySide } from '../../../core/story/fields.ts';
import { inTime, moneyOf, NOTHING, statesOf } from '../../../core/story/timeline.ts';
import { RECORD_STATES } from '../../../core/ledger/states.ts';
import { mappingOf, systemById } from '../../../schemas/systems/registry.ts';
import type { Canonical, Mapping } from '../../../schemas/systems/system.ts';
import { newPerson, paymentOf } from '../../integration/ledger/records.ts';

function mappingOfPayments(id: string): Mapping<Canonical> {
  const system = systemById(id);
  const mapping = system === undefined ? undefined : mappingOf(system, 'payment');
  if (mapping === undefined) throw new Error(id);
  return mapping as Mapping<Canonical>;
}
const city = mappingOfPayments('guangzhou/degree-subsidy');
const province = mappingOfPayments('province/yuegonghui');
const context = { paymentNo: 'UB1' };
const record = paymentOf(newPerson(), { status: 'FAILED', reasonCode: '欧阳测试 6222021234567890128 户名不符' });
const sent = { mapping: province, said: record, context, wire: province.encode(record, context) };

describe('side by side', () => {
  const columns = ['\u{feff}姓名', '发放金额（元）', '失败原因', '备注'];
  const raw = { columns, cells: ['欧阳测试', '1,500', record.reasonCode ?? '', '急'] };
  const lines = sideBySide(city, raw, record, context, sent);
  const of = (field: string) => lines.find((line) => line.field === field);

  test('a column is found by any of its names, and is called what the file calls it', () => {
    expect(of('amountFen')).toMatchObject({ column: '发放金额（元）', raw: '1,500', toCanonical: 'normalised' });
    expect(of('name')).toMatchObject({ column: '姓名', raw: '欧阳测试', toCanonical: 'same' });
    expect(otherColumns(city, raw)).toEqual(['备注']);
  });

  test('what the row does not say and the record does was added', () => {
    expect(of('accountNo')).toMatchObject({ raw: null, toCanonical: 'added', toSent: 'same' });
  });

  test('what was sent and is not what record and mapping give now is marked', () => {
    const wire = { ...(sent.wire as Readonly<Record<string, unknown>>), amountFen: 140_000, bankName: undefined };
    const changed = sideBySide(city, raw, record, context, { ...sent, wire });
    const step = (field: string) => changed.find((line) => line.field === field)?.toSent;
    expect([step('amountFen'), step('bankName'), step('name')]).toEqual(['changed', 'changed', 'same']);
  });

  test('a value the other form has no place for is left out', () => {
    const applicantless = { ...province, fields: province.fields.filter(({ field }) => field !== 'bankName') };
    const without = sideBySide(city, raw, record, context, { ...sent, mapping: applicantless });
    expect(without.find(({ field }) => field === 'bankName')?.toSent).toBe('left-out');
  });

  test('every value of a person is masked, in the free text too, and nothing else changes', () => {
    const masked = maskStory(lines);
    const text = JSON.stringify(masked);
    for (const value of [record.name, record.idNumber, record.accountNo]) expect(text).not.toContain(value);
    expect(masked.find(({ field }) => field === 'reasonCode')?.canonical).toMatch(/^欧\*\*试 \*+0128 户名不符$/u);
    expect(masked.map(({ toCanonical, toSent }) => [toCanonical, toSent])).toEqual(
      lines.map(({ toCanonical, toSent }) => [toCanonical, toSent]),
    );
  });
});

describe('the timeline', () => {
  const at = '2026-11-23T15:00:00.000Z';
  const seconds = (Date.parse(at) / 1000).toString(36);

  test('an event says what the province said, a problem what to do', () => {
    const history = `P${seconds}:payment.settled H${seconds}:payment.already-claimed D${seconds}:applied`;
    const [event, held, taken] = statesOf({ source: 's', history, fen: '1' });
    expect(event).toMatchObject({ what: 'event', text: { zh: '省平台通知 payment.settled：待发送' } });
    expect(held?.text.zh).toMatch(/^暂挂：.+。$/u);
    expect(taken).toMatchObject({ what: 'state', at, text: { zh: '已送达：对方已入账' } });
  });

  test('money is numbered by its write, and a released claim is told', () => {
    const entry = { at, fen: '150000', code: null };
    const moments = moneyOf('k', [
      { ...entry, sk: 'k#guangzhou/degree-subsidy#000012', state: 'IN_DOUBT' },
      { ...entry, sk: 'k#guangzhou/degree-subsidy#claim.released#1', state: undefined },
    ]);
    expect(moments.map(({ text }) => text.zh)).toEqual(['资金流水第 12 笔：结果不明', '资金流水：名额释放']);
  });

  test('of one second the batch comes first, then the event, the state, the money', () => {
    const moment = (what: 'batch' | 'event' | 'state' | 'money', ms: number) => ({
      ...NOTHING,
      at: new Date(Date.parse(at) + ms).toISOString(),
      what,
      text: { zh: '', en: '' },
    });
    const told = inTime([
      moment('money', 1),
      moment('state', 0),
      moment('batch', 900),
      moment('event', 3),
      moment('batch', -1),
    ]);
    expect(told.map(({ what }) => what)).toEqual(['batch', 'batch', 'event', 'state', 'money']);
  });
});

test.each(RECORD_STATES)('%s without a problem says in words what to do', (state) => {
  expect(causeOf({ state, problem: null }).zh).toMatch(/。$/u);
  expect(causeOf({ state, problem: 'x.reason-of-theirs' }).zh).toContain('接收方');
});
