import { PassThrough } from 'node:stream';
import stringWidth from 'string-width';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { storyLines } from '../../cli/show/story.ts';
import type { Terminal } from '../../cli/terminal.ts';
import type { Message, Story, StoryField, StorySource } from '../../schemas/api/records.ts';
import { causeOf } from '../../core/story/cause.ts';
import { FIELD_NAMES } from '../../schemas/field-names.ts';
import { bridge } from './bridge-in-process.ts';
import { type OperatorsApi, startOperatorsApi } from './operators-api.ts';

const KEY = `${'k'.repeat(43)}.p.GZ-XLBZ.2025.CITY.1`;
const OTHER = `${'o'.repeat(43)}.p.GZ-XLBZ.2024.CITY.1`;
const CITY = 'guangzhou/degree-subsidy';
const PROVINCE = 'province/yuegonghui';
const REASON = '当事人来电核对收款账号';

let api: OperatorsApi;
beforeAll(async () => {
  api = await startOperatorsApi();
});
afterAll(() => api.stop());
beforeEach(() => {
  api.heard.length = 0;
});

const line = (field: string, change: Partial<StoryField> = {}): StoryField => ({
  field,
  name: FIELD_NAMES[field] ?? { zh: field, en: field },
  column: field,
  raw: 'x',
  canonical: 'x',
  member: field,
  sent: 'x',
  toCanonical: 'same',
  toSent: 'same',
  ...change,
});
const fields = [
  line('name', { column: '姓名', raw: ' 张*三', canonical: '张*三', sent: '张*三', toCanonical: 'normalised' }),
  line('accountNo', {
    column: '银行账号',
    raw: '************0128',
    canonical: '************0128',
    sent: '************0128',
  }),
  line('amountFen', { column: '发放金额(元)', raw: '1500', canonical: '150000', sent: '140000', toSent: 'changed' }),
  line('schoolName', { raw: '很长的院校名称'.repeat(12), canonical: null, sent: null, toSent: 'absent' }),
];
const city: StorySource = {
  recordKey: KEY,
  source: CITY,
  name: { zh: '广州', en: 'Guangzhou' },
  kind: 'payment',
  tenant: 'guangzhou',
  programme: 'GZ-XLBZ',
  state: 'HELD',
  status: 'PLANNED',
  problem: 'payment.already-claimed',
  cause: causeOf({ state: 'HELD', problem: 'payment.already-claimed' }),
  batchId: 'b1',
  row: 7,
  attempt: 1,
  attemptId: 'a',
  fen: '150000',
  sequence: 0,
  at: '2026-11-22T15:05:00.000Z',
  fileName: '发放.csv',
  mappingVersion: 1,
  rawFrom: 'file',
  sentFrom: 'delivery',
  destination: PROVINCE,
  fields,
  otherColumns: ['备注'],
  deliveries: [
    { destination: PROVINCE, state: 'OPEN', tries: 2, calls: 1, dueAt: '2026-11-22T15:10:00.000Z', code: null },
  ],
};
const story: Story = {
  recordKey: KEY,
  kind: 'payment',
  records: [
    {
      ...city,
      source: PROVINCE,
      name: { zh: '粤工惠', en: 'Yuegonghui' },
      state: 'DELIVERED',
      problem: null,
      fields: [],
    },
    city,
  ],
  timeline: [
    {
      at: '2026-11-22T15:05:00.000Z',
      what: 'state',
      source: CITY,
      state: 'HELD',
      code: 'payment.already-claimed',
      text: { zh: '暂挂', en: 'held' },
      fen: null,
      about: null,
    },
  ],
  claim: { grant: 'city-education.CITY.1', heldBy: 'other', recordKey: OTHER, source: CITY, beside: 0 },
  cases: [],
  proof: { batchId: 'b1', row: 7, run: 'r', root: 'f00d' },
  waitingEventsSeen: 'all',
};

const says = (...answers: readonly (readonly [number, object])[]) =>
  void api.answers.splice(0, Infinity, ...answers.map(([status, body]) => ({ status, body })));
const show = (...args: readonly string[]) => bridge(['show', ...args, '--as', 'operator', '--data', api.data]);
const printed = (columns: number) =>
  storyLines({ language: 'zh', json: false, columns, stdout: new PassThrough() } as unknown as Terminal, story);

test('says first why, and what to do, the worst first; then the rest', async () => {
  says([200, { stories: [story] }]);
  const { code, stdout, stderr } = await show('GZ2025000001');
  expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
  const lines = stdout.split('\n');
  expect(lines.slice(0, 3)).toEqual(['发放 · GZ-XLBZ · ¥1,500.00', `  ${KEY}`, '✗ 广州：暂挂 payment.already-claimed']);
  expect(lines.indexOf('✓ 粤工惠：已送达')).toBeGreaterThan(2);
  expect(stdout).toContain('  ≈ 整理过格式  ≠ 与现行记录和映射不一致');
  expect(stdout).toContain('  文件中未使用的列（不显示内容）：备注');
  expect(stdout).toContain('发送到 粤工惠（省平台）：进行中 · 第 2 轮 · 调用 1 次 · 下次 2026-11-22 23:10:00');
  expect(stdout).toContain(`名额 city-education.CITY.1：由另一笔发放占用\n  ${OTHER}\n`);
  expect(stdout).toContain('批次证明：b1 · 第 7 行 · f00d');
});

test('on a wide terminal the three forms stand beside each other, on a narrow one under each other; nothing is wider than it', () => {
  expect(printed(120)).toContainEqual(expect.stringMatching(/^ {2}≠ +金额 +发放金额\(元\)=1500 +150000 分 +140000$/));
  const narrow = printed(60);
  expect(narrow).toContain('  ≠ 金额');
  expect(narrow).toContain('    规范记录  150000 分');
  expect(narrow).toContain('  账号  ************0128');
  for (const columns of [120, 100, 99, 60])
    for (const each of printed(columns).filter((text) => ![KEY, OTHER].includes(text.trim())))
      expect(stringWidth(each)).toBeLessThanOrEqual(columns);
});

test('what is no record is looked for among the events', async () => {
  const message: Message = {
    messageId: 'evt_1',
    state: 'PARKED',
    receivedAt: '2026-11-22T15:05:00.000Z',
    problem: null,
    type: 'payment.settled',
    sequence: 3,
    recordKeys: [KEY],
  };
  says([404, { code: 'record.unknown' }], [200, message]);
  const { code, stdout } = await show('evt_1');
  expect(code).toBe(0);
  expect(stdout).toBe(
    `evt_1  等待前一事件  2026-11-22 23:05:00  payment.settled #3\n  可能涉及的记录  bridge show ${KEY}\n`,
  );
});

test('values whole take a reason, which goes in the body', async () => {
  const whole = fields.map((each) => (each.field === 'accountNo' ? { ...each, sent: '6222021234567890128' } : each));
  says([200, { stories: [story] }], [200, { recordKey: KEY, records: [{ source: CITY, fields: whole }] }]);
  const { stdout } = await show(KEY, '--unmask', '--reason', REASON);
  expect(stdout).toContain('6222021234567890128');
  expect(api.heard.map(({ request, body }) => [request, body])).toEqual([
    [`GET /records/${KEY}`, null],
    [`POST /records/${KEY}/unmask`, { reason: REASON }],
  ]);
});

test.each([[['--unmask']], [['--reason', REASON]]])('%j alone is exit 2', async (args) => {
  const { code, stderr } = await show(KEY, ...args);
  expect(code).toBe(2);
  expect(stderr).toContain('usage.reason');
  expect(api.heard).toEqual([]);
});
