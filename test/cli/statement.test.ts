import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { StatementView } from '../../cli/statement/view.ts';
import { bridge } from './bridge-in-process.ts';
import { type OperatorsApi, startOperatorsApi } from './operators-api.ts';

const RECORD = `${'k'.repeat(43)}.p.GZ-XLBZ.2025.CITY.1`;
const DOUBT = ['--source', 'bank/payout', '--attempt', '1', '--evidence', '银行对账单无此笔'];
let api: OperatorsApi;
let data: string;
beforeAll(async () => {
  api = await startOperatorsApi();
  ({ data } = api);
});
afterAll(() => api.stop());
beforeEach(() => {
  api.heard.length = 0;
});
const answers = (answer: OperatorsApi['answers'][number]) => void api.answers.splice(0, Infinity, answer);

const FIRST = { by: 'operator', at: '2026-11-23T02:00:00.000Z', evidence: null };
const SECOND = { by: 'approver', at: '2026-11-23T02:05:00.000Z', evidence: null };
const view = (change: Partial<StatementView>): StatementView => ({
  statementId: 's1',
  state: 'SAID',
  statement: { type: 'history.signed-off', tenant: 'guangzhou', rows: 4400, fen: '660000000' },
  said: [FIRST],
  until: '2026-11-23T02:30:00.000Z',
  problem: null,
  claimedByBoth: [],
  ...change,
});
const statement = (...args: readonly string[]) => bridge(['statement', ...args, '--as', 'operator', '--data', data]);

describe('statement', () => {
  test('tells who has to confirm, until when, with which command', async () => {
    answers({ status: 202, body: view({}) });
    const { code, stdout, stderr } = await statement('history', 'guangzhou', '--rows', '4400', '--fen', '660000000');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(api.heard).toEqual([
      {
        by: 'operator',
        request: 'POST /statements',
        body: { type: 'history.signed-off', tenant: 'guangzhou', rows: 4400, fen: '660000000' },
      },
    ]);
    expect(stdout).toBe(
      [
        '待另一人确认：guangzhou 上线前的发放已全部导入：4400 笔，¥6,600,000.00',
        '  operator  2026-11-23 10:00:00',
        '尚未生效。须由 operator 以外的操作员自行核实后，在 2026-11-23 10:30:00（UTC+8）之前说同样的话：',
        `  bridge statement history guangzhou --rows 4400 --fen 660000000 --as approver --data ${data}`,
        '',
      ].join('\n'),
    );
  });

  test.each<[readonly string[], object]>([
    [['arrived', RECORD, ...DOUBT], { type: 'payment.arrived' }],
    [['not-made', RECORD, ...DOUBT], { type: 'payment.not-made' }],
  ])('%s speaks of one attempt, with evidence', async (args, { ...type }) => {
    answers({ status: 202, body: view({}) });
    expect(await statement(...args)).toMatchObject({ code: 0 });
    expect(api.heard[0]?.body).toEqual({
      ...type,
      recordKey: RECORD,
      source: 'bank/payout',
      attempt: 1,
      evidence: '银行对账单无此笔',
    });
  });

  test('the command it gives to a colleague leaves the evidence to them', async () => {
    const said = { type: 'payment.not-made', recordKey: RECORD, source: 'bank/payout', attempt: 1 } as const;
    answers({ status: 202, body: view({ statement: said, said: [{ ...FIRST, evidence: '银行对账单无此笔' }] }) });
    const { stdout } = await statement('not-made', RECORD, ...DOUBT);
    expect(stdout).toContain('operator  2026-11-23 10:00:00  银行对账单无此笔');
    expect(stdout).toContain(
      `bridge statement not-made ${RECORD} --source bank/payout --attempt 1 --evidence '……' --as approver`,
    );
  });

  test('tells the command so that it can be run, whatever the record’s key begins with', async () => {
    const recordKey = `-${RECORD.slice(1)}`;
    const said = { type: 'payment.not-made', recordKey, source: 'bank/payout', attempt: 1 } as const;
    answers({ status: 202, body: view({ statement: said }) });
    expect(await statement('not-made', recordKey, ...DOUBT)).toMatchObject({ code: 2 });
    const { stdout } = await bridge([
      'statement',
      'not-made',
      ...DOUBT,
      '--as',
      'operator',
      '--data',
      data,
      '--',
      recordKey,
    ]);
    const told = stdout.split('\n').find((line) => line.includes('bridge statement')) ?? '';
    expect(told.trim().endsWith(`-- ${recordKey}`)).toBe(true);
    const words = told.trim().replace('bridge ', '').replace("'……'", '银行对账单无此笔').split(' ');
    expect(await bridge(words)).toMatchObject({ code: 0 });
    expect(api.heard.map(({ by, body }) => [by, (body as { recordKey: string }).recordKey])).toEqual([
      ['operator', recordKey],
      ['approver', recordKey],
    ]);
  });

  test('what took effect says so; what was refused is exit 1, with what to do', async () => {
    answers({ status: 201, body: view({ state: 'IN_EFFECT', said: [FIRST, SECOND], until: null }) });
    const done = await statement('release-claim', RECORD, '--source', 'bank/payout', '--evidence', '市总工会已撤销');
    expect(done.code).toBe(0);
    expect(done.stdout).toMatch(/^已生效：/);
    answers({
      status: 200,
      body: view({ state: 'REFUSED', said: [FIRST, SECOND], problem: 'history.total-mismatch' }),
    });
    const refused = await statement('history', 'guangzhou', '--rows', '1', '--fen', '1');
    expect(refused.code).toBe(1);
    expect(refused.stdout).toMatch(/^未生效：/);
    expect(refused.stdout).toContain('history.total-mismatch 签认的行数或金额与已导入的不一致');
  });

  test('ID numbers come from stdin, and are not repeated', async () => {
    const said = { type: 'permit.linked', newer: 'n'.repeat(43), older: 'o'.repeat(43) } as const;
    answers({
      status: 201,
      body: view({ state: 'IN_EFFECT', statement: said, claimedByBoth: [{ grant: 'g', newer: 'r1', older: 'r2' }] }),
    });
    const args = ['statement', 'link-permits', '--as', 'approver', '--data', data];
    const { code, stdout } = await bridge(args, '911140199001010015\r\n\nAUS110080010101\n');
    expect(code).toBe(0);
    expect(api.heard[0]).toMatchObject({
      by: 'approver',
      body: { type: 'permit.linked', newer: '911140199001010015', older: 'AUS110080010101' },
    });
    expect(stdout).not.toMatch(/91114|AUS1100/);
    expect(stdout).toContain('可能已被重复发放');
    expect(stdout).toContain('g  r1  r2');
    expect(await bridge(args, '911140199001010015\n')).toMatchObject({ code: 2, stdout: '' });
  });

  test('list shows each, and below them what waits for whom', async () => {
    const inEffect = view({ state: 'IN_EFFECT', said: [FIRST, SECOND], until: null });
    answers({ status: 200, body: { statements: [view({ statementId: 's2' }), inEffect, view({ state: 'LAPSED' })] } });
    const { code, stdout } = await statement('list');
    expect(code).toBe(0);
    expect(api.heard).toEqual([{ by: 'operator', request: 'GET /statements', body: null }]);
    expect(stdout).toContain('已生效');
    expect(stdout).toContain('operator、approver');
    expect(stdout).toContain('已过时失效');
    expect(stdout.match(/bridge statement history/g)).toHaveLength(1);
    expect(JSON.parse((await statement('list', '--json')).stdout)).toEqual(api.answers[0]?.body);
  });

  test('a refusal of the API, an operator nobody is and an option left out are exit 2', async () => {
    answers({ status: 409, body: { code: 'payment.not-in-doubt', title: '不在结果不明状态' } });
    const refused = await statement('arrived', RECORD, ...DOUBT, '--json');
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(JSON.parse(refused.stderr)).toMatchObject({ error: { code: 'payment.not-in-doubt' } });
    const nobody = await bridge(['statement', 'list', '--as', 'somebody', '--data', data]);
    expect(nobody).toMatchObject({ code: 2, stdout: '' });
    expect(nobody.stderr).toContain('viewer、operator、approver、auditor');
    expect(await bridge(['statement', 'list', '--data', data])).toMatchObject({ code: 2, stdout: '' });
    expect(await statement('history', 'guangzhou', '--rows', 'all', '--fen', '0')).toMatchObject({ code: 2 });
    expect(api.heard).toHaveLength(1);
  });

  test('at a deployment elsewhere the colleague says it under their own login', async () => {
    await bridge(['login', '--as', 'operator', '--data', data]);
    const file = join(data, 'access.json');
    const access = readFileSync(file, 'utf8');
    const { apiUrl } = JSON.parse(access) as { apiUrl: string };
    writeFileSync(file, JSON.stringify({ apiUrl }));
    answers({ status: 202, body: view({}) });
    const args = ['statement', 'history', 'guangzhou', '--rows', '4400', '--fen', '660000000', '--data', data];
    const { stdout } = await bridge(args);
    writeFileSync(file, access);
    expect(stdout).toContain(`bridge ${args.join(' ')}\n`);
    expect(stdout).not.toContain('--as');
  });

  test.each(['history', 'arrived', 'not-made', 'release-claim', 'link-permits', 'restored', 'list'])(
    '%s has help in both languages',
    async (verb) => {
      const zh = await bridge(['statement', verb, '--help']);
      const en = await bridge(['statement', verb, '--help', '--lang', 'en']);
      expect([zh.code, en.code]).toEqual([0, 0]);
      expect(zh.stdout).toContain('省略则为已登录的人');
      expect(en.stdout).toContain('whoever is logged in');
    },
  );
});
