import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { CaseDetailView, CaseView } from '../../cli/discrepancies/view.ts';
import { bridge } from './bridge-in-process.ts';
import { type OperatorsApi, startOperatorsApi } from './operators-api.ts';

const RECORD = `${'k'.repeat(43)}.p.GZ-XLBZ.2025.CITY.1`;
const ID = `GZ-XLBZ.payment.${RECORD}`;
const EVIDENCE = '工行回单 0017';

let api: OperatorsApi;
beforeAll(async () => {
  api = await startOperatorsApi();
  await bridge(['login', '--as', 'operator', '--data', api.data]);
});
afterAll(() => api.stop());
beforeEach(() => {
  api.heard.length = 0;
});

const view = (change: Partial<CaseView> = {}): CaseView => ({
  discrepancyId: ID,
  recordKey: RECORD,
  programme: 'GZ-XLBZ',
  kind: 'payment',
  code: 'wrong-payee',
  tenant: 'guangzhou',
  state: 'OPEN',
  fenCity: '150000',
  fenProvince: '150000',
  fields: ['accountNo'],
  firstNight: '2026-11-22',
  lastNight: '2026-11-23',
  repairs: null,
  owner: 'operator',
  notes: [{ by: 'operator', at: '2026-11-24T01:00:00.000Z', text: '已致电银行' }],
  resolution: null,
  closedBy: null,
  reconciliationId: '2026-11-23.GZ-XLBZ.payment.1',
  night: '2026-11-23',
  run: 1,
  at: '2026-11-24T01:00:00.000Z',
  stillDiffers: false,
  ...change,
});
const closed = view({
  state: 'CLOSED',
  closedBy: 'operator',
  resolution: {
    what: 'recovered',
    fen: '150000',
    evidence: EVIDENCE,
    night: '2026-11-23',
    run: 1,
    by: 'approver',
    at: '2026-11-24T02:00:00.000Z',
  },
});
const repairing = view({
  discrepancyId: 'GZ-XLBZ.applicant.k',
  kind: 'applicant',
  code: 'missing-in-province',
  state: 'REPAIRING',
  fenCity: null,
  fenProvince: null,
  fields: [],
  repairs: { times: 2, night: '2026-11-23' },
  owner: null,
  notes: [],
});

const says = (...pages: readonly object[]) =>
  void api.answers.splice(0, Infinity, ...pages.map((body) => ({ status: 200, body })));
const page = (discrepancies: readonly CaseView[], next: string | null = null) => ({ discrepancies, next });
const discrepancies = (...args: readonly string[]) => bridge(['discrepancies', ...args, '--data', api.data]);
const requests = () => api.heard.map(({ request }) => request);

describe('the list', () => {
  test('is a table: how each stands, what it is, how much, since when, whose; its id below', async () => {
    says(page([view(), repairing, closed]));
    const { code, stdout, stderr } = await discrepancies();
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout.split('\n')).toEqual([
      '状态    差异        市方（元）  省方（元）  首次发现    最近发现    经办人',
      '待处理  收款人不符    1,500.00    1,500.00  2026-11-22  2026-11-23  operator',
      `  ${ID}`,
      '补发中  省方缺失             —           —  2026-11-22  2026-11-23',
      '  GZ-XLBZ.applicant.k',
      '已追回  收款人不符    1,500.00    1,500.00  2026-11-22  2026-11-23  operator',
      `  ${ID}`,
      '',
      '列出 3 件：待处理 1，补发中 1，已了结 1',
      '',
    ]);
    expect(api.heard).toEqual([{ by: 'operator', request: 'GET /discrepancies?limit=100', body: null }]);
  });

  test('is clean when nothing of it is open, also where the nights still find what a person has closed', async () => {
    says(page([]));
    expect(await discrepancies()).toMatchObject({ code: 0, stdout: '没有这样的差异。\n' });
    says(page([closed, view({ ...closed, stillDiffers: true })]));
    const { code, stdout } = await discrepancies();
    expect(code).toBe(0);
    expect(stdout).toContain('已追回，仍有差异');
    expect(stdout).toContain('已了结 2（其中 1 件仍有差异）');
  });

  test('is asked for by the filters, page by page', async () => {
    says(page([view()], 'one'), page([view()], 'two'), page([view()]));
    const filters = ['--code', 'wrong-payee', '--programme', 'GZ-XLBZ', '--kind', 'payment', '--state', 'open'];
    const { stdout } = await discrepancies(...filters, '--night', '2026-11-23', '--as', 'approver', '--json');
    expect(JSON.parse(stdout)).toEqual({ discrepancies: [view(), view(), view()] });
    const query = 'code=wrong-payee&state=OPEN&programme=GZ-XLBZ&kind=payment&night=2026-11-23&limit=100';
    expect(requests()).toEqual(
      ['', '&cursor=one', '&cursor=two'].map((cursor) => `GET /discrepancies?${query}${cursor}`),
    );
    expect(api.heard.every(({ by }) => by === 'approver')).toBe(true);
  });

  test('ends on a screen, and says so; pages without end are an error', async () => {
    const many = Array.from({ length: 100 }, () => view());
    says(page(many, 'one'), page(many, 'two'), page(many, 'three'));
    const { stdout } = await discrepancies();
    expect(requests()).toHaveLength(2);
    expect(stdout).toContain('列出 200 件');
    expect(stdout).toContain('还有更多未列出');
    says(page([view()], 'same'));
    const endless = await discrepancies('--json');
    expect(endless).toMatchObject({ code: 2, stdout: '' });
    expect(JSON.parse(endless.stderr)).toMatchObject({ error: { code: 'bridge.pages' } });
  });

  test.each([
    ['--code', 'wrong', 'usage.code-unknown', '可用：paid-twice、'],
    ['--programme', 'GZ', 'usage.programme-unknown', 'GZ-XLBZ'],
    ['--kind', 'money', 'usage.kind-unknown', 'payment'],
    ['--state', 'done', 'usage.state-unknown', 'REPAIRING'],
    ['--night', '2026-02-30', 'usage.date', '2026-11-23'],
  ])('a filter that can’t be (%s %s) is no empty list', async (option, value, code, hint) => {
    const { code: exit, stderr } = await discrepancies(option, value, '--json');
    expect(exit).toBe(2);
    expect(JSON.parse(stderr)).toMatchObject({ error: { code } });
    expect(stderr).toContain(hint);
    expect(api.heard).toEqual([]);
  });

  test('goes whole into a CSV a spreadsheet may open', async () => {
    const out = join(api.data, '差异.csv');
    says(
      page([view({ notes: [{ by: 'operator', at: '2026-11-24T01:00:00.000Z', text: '=1+1' }] })], 'one'),
      page([closed]),
    );
    expect(await discrepancies('--csv', out)).toMatchObject({ code: 1 });
    const [header, first, second] = readFileSync(out, 'utf8').split('\n');
    expect(header?.startsWith('\u{feff}编号,项目,种类,市,差异代码,差异,状态,市方金额（元）')).toBe(true);
    expect(first).toBe(
      `${ID},GZ-XLBZ,发放,guangzhou,wrong-payee,收款人不符,待处理,1500.00,1500.00,账号,2026-11-22,2026-11-23,0,operator,,,,2026-11-24 09:00 operator：=1+1`,
    );
    expect(second).toContain(`已追回,1500.00,1500.00`);
    expect(second).toContain(`,1500.00,${EVIDENCE},approver,`);
    expect(await discrepancies('--csv', join(api.data, 'no', 'such.csv'))).toMatchObject({ code: 2, stdout: '' });
  });
});

test('show tells what both sides say, where they differ, what was done and what to do', async () => {
  const evidence: CaseDetailView['evidence'] = {
    code: 'wrong-payee',
    recordKey: RECORD,
    programme: 'GZ-XLBZ',
    city: {
      row: 17,
      fields: { name: '张*三', accountNo: '***************0128', amountFen: '150000', state: 'SUCCESS' },
    },
    province: { row: 0, fields: { name: '张*三', accountNo: '***************0136', state: 'SUCCESS' } },
    differs: [{ field: 'accountNo', city: '***************0128', province: '***************0136' }],
  };
  says({ ...view(), evidence });
  const { code, stdout } = await discrepancies('show', ID);
  expect(code).toBe(1);
  expect(requests()).toEqual([`GET /discrepancies/${ID}`]);
  expect(stdout).toContain('wrong-payee：两方的户名或账号不一致');
  expect(stdout).toContain('发现：2026-11-22 起，最近 2026-11-23');
  expect(stdout).toContain('不一致的字段：账号');
  expect(stdout).toMatch(/字段 +市方（第 17 行） +省方\n/);
  expect(stdout).toMatch(/≠ +账号 +\*{15}0128 +\*{15}0136/);
  expect(stdout).toMatch(/金额 +1,500\.00 +—/);
  expect(stdout).toMatch(/发放状态 +发放成功 +发放成功/);
  expect(stdout).toContain('2026-11-24 09:00:00  operator  已致电银行');
  expect(stdout).toContain('处理：未发放的立即停付');
  says({ ...closed, evidence: null });
  const done = await discrepancies('show', ID);
  expect(done.code).toBe(0);
  expect(done.stdout).toContain(`2026-11-24 10:00:00  approver  已追回 ¥1,500.00  ${EVIDENCE}`);
  expect(done.stdout).not.toContain('处理：');
  says({ ...repairing, evidence: null });
  expect((await discrepancies('show', 'GZ-XLBZ.applicant.k')).stdout).toContain('已补发：2 次，最近 2026-11-23');
});

describe('what an operator does', () => {
  test.each<[readonly string[], string, object]>([
    [['note', ID, '等待银行回复'], 'notes', { text: '等待银行回复' }],
    [['own', ID], 'owner', {}],
    [
      ['resolve', ID, '--what', 'recovered', '--fen', '150000', '--evidence', EVIDENCE],
      'resolution',
      { what: 'recovered', fen: '150000', evidence: EVIDENCE },
    ],
    [
      ['resolve', ID, '--what', 'explained', '--evidence', EVIDENCE],
      'resolution',
      { what: 'explained', evidence: EVIDENCE },
    ],
  ])('%j is said under their own name', async (args, act, body) => {
    says(closed);
    const { code, stdout } = await discrepancies(...args, '--as', 'approver');
    expect(code).toBe(0);
    const said = { discrepancyId: ID, ...body };
    const request = `POST /discrepancies/${ID}/${act}`;
    expect(api.heard).toEqual([{ by: 'approver', request, body: said }]);
    expect(stdout).toContain('已追回');
  });

  test('wants an amount where money came back and nowhere else', async () => {
    const resolving = ['resolve', ID, '--evidence', EVIDENCE];
    for (const args of [
      [...resolving, '--what', 'recovered', '--as', 'operator'],
      [...resolving, '--what', 'accepted', '--fen', '1', '--as', 'operator'],
      [...resolving, '--what', 'forgotten', '--as', 'operator'],
    ])
      expect(await discrepancies(...args)).toMatchObject({ code: 2, stdout: '' });
    expect(api.heard).toEqual([]);
  });

  test('that is refused is exit 2 with what to do', async () => {
    api.answers.splice(0, Infinity, {
      status: 409,
      body: { code: 'case.closed', title: '该差异已经了结' },
    });
    const refused = await discrepancies('own', ID, '--as', 'operator', '--json');
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(JSON.parse(refused.stderr)).toMatchObject({ error: { code: 'case.closed' } });
  });
});

test.each([[], ['show'], ['note'], ['own'], ['resolve']].map((verb) => [verb]))(
  '%j has help in both languages',
  async (verb) => {
    const zh = await bridge(['discrepancies', ...verb, '--help']);
    const en = await bridge(['discrepancies', ...verb, '--help', '--lang', 'en']);
    expect([zh.code, en.code]).toEqual([0, 0]);
    expect(zh.stdout).toContain('省略则为已登录的人');
    expect(en.stdout).toContain('data directory of the running stack');
  },
);
