import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { StatementView } from '../../cli/statement/view.ts';
import { verify } from '../../core/webhook-signature.ts';
import { bridge } from './bridge-in-process.ts';

const RECORD = `${'k'.repeat(43)}.p.GZ-XLBZ.2025.CITY.1`;
const DOUBT = ['--source', 'bank/payout', '--attempt', '1', '--evidence', '银行对账单无此笔'];
const SECRETS = {
  'operator-a': `whsec_${Buffer.alloc(32, 1).toString('base64')}`,
  'operator-b': `whsec_${Buffer.alloc(32, 2).toString('base64')}`,
};

let server: Server;
let data: string;
/** What the API heard, and whether it was signed by the operator it names. */
const heard: { readonly by: string; readonly valid: boolean; readonly body: unknown }[] = [];
let answer: { status: number; body: object };

/** An API of a few lines: it remembers what it was told and answers what the test says. */
beforeAll(async () => {
  server = createServer((request, response) => {
    void buffer(request).then((body) => {
      const header = (name: string) => String(request.headers[name] ?? '');
      const by = header('bridge-credential');
      const verdict = verify({
        secrets: [SECRETS[by as keyof typeof SECRETS]],
        id: header('webhook-id'),
        timestamp: header('webhook-timestamp'),
        signature: header('webhook-signature'),
        body,
        now: new Date(),
      });
      const text = body.toString('utf8');
      heard.push({ by, valid: verdict.valid, body: text === '' ? null : JSON.parse(text) });
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  data = mkdtempSync(join(tmpdir(), 'bridge-statement-'));
  const operators = Object.fromEntries(
    Object.entries(SECRETS).map(([name, secret]) => [name, { credentialId: name, secret }]),
  );
  const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  writeFileSync(join(data, 'access.json'), JSON.stringify({ apiUrl, operators, partners: {} }));
});
afterAll(() => {
  server.close();
  rmSync(data, { recursive: true });
});
beforeEach(() => {
  heard.length = 0;
});

const FIRST = { by: 'operator-a', at: '2026-11-23T02:00:00.000Z', evidence: null };
const SECOND = { by: 'operator-b', at: '2026-11-23T02:05:00.000Z', evidence: null };
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
const statement = (...args: readonly string[]) => bridge(['statement', ...args, '--as', 'operator-a', '--data', data]);

describe('statement', () => {
  test('tells who has to confirm, until when, with which command', async () => {
    answer = { status: 202, body: view({}) };
    const { code, stdout, stderr } = await statement('history', 'guangzhou', '--rows', '4400', '--fen', '660000000');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(heard).toEqual([
      {
        by: 'operator-a',
        valid: true,
        body: { type: 'history.signed-off', tenant: 'guangzhou', rows: 4400, fen: '660000000' },
      },
    ]);
    expect(stdout).toBe(
      [
        '待另一人确认：guangzhou 上线前的发放已全部导入：4400 笔，¥6,600,000.00',
        '  operator-a  2026-11-23 10:00:00',
        '尚未生效。须由 operator-a 以外的操作员自行核实后，在 2026-11-23 10:30:00（UTC+8）之前说同样的话：',
        `  bridge statement history guangzhou --rows 4400 --fen 660000000 --as operator-b --data ${data}`,
        '',
      ].join('\n'),
    );
  });

  test.each<[readonly string[], object]>([
    [['arrived', RECORD, ...DOUBT], { type: 'payment.arrived' }],
    [['not-made', RECORD, ...DOUBT], { type: 'payment.not-made' }],
  ])('%s speaks of one attempt, with evidence', async (args, { ...type }) => {
    answer = { status: 202, body: view({}) };
    expect(await statement(...args)).toMatchObject({ code: 0 });
    expect(heard[0]?.body).toEqual({
      ...type,
      recordKey: RECORD,
      source: 'bank/payout',
      attempt: 1,
      evidence: '银行对账单无此笔',
    });
  });

  test('the command it gives to a colleague leaves the evidence to them', async () => {
    const said = { type: 'payment.not-made', recordKey: RECORD, source: 'bank/payout', attempt: 1 } as const;
    answer = { status: 202, body: view({ statement: said, said: [{ ...FIRST, evidence: '银行对账单无此笔' }] }) };
    const { stdout } = await statement('not-made', RECORD, ...DOUBT);
    expect(stdout).toContain('operator-a  2026-11-23 10:00:00  银行对账单无此笔');
    expect(stdout).toContain(
      `bridge statement not-made ${RECORD} --source bank/payout --attempt 1 --evidence '……' --as operator-b`,
    );
  });

  test('tells the command so that it can be run, whatever the record’s key begins with', async () => {
    const recordKey = `-${RECORD.slice(1)}`;
    const said = { type: 'payment.not-made', recordKey, source: 'bank/payout', attempt: 1 } as const;
    answer = { status: 202, body: view({ statement: said }) };
    expect(await statement('not-made', recordKey, ...DOUBT)).toMatchObject({ code: 2 });
    const { stdout } = await bridge([
      'statement',
      'not-made',
      ...DOUBT,
      '--as',
      'operator-a',
      '--data',
      data,
      '--',
      recordKey,
    ]);
    const told = stdout.split('\n').find((line) => line.includes('bridge statement')) ?? '';
    expect(told.trim().endsWith(`-- ${recordKey}`)).toBe(true);
    const words = told.trim().replace('bridge ', '').replace("'……'", '银行对账单无此笔').split(' ');
    expect(await bridge(words)).toMatchObject({ code: 0 });
    expect(heard.map(({ by, body }) => [by, (body as { recordKey: string }).recordKey])).toEqual([
      ['operator-a', recordKey],
      ['operator-b', recordKey],
    ]);
  });

  test('what took effect says so; what was refused is exit 1, with what to do', async () => {
    answer = { status: 201, body: view({ state: 'IN_EFFECT', said: [FIRST, SECOND], until: null }) };
    const done = await statement('release-claim', RECORD, '--source', 'bank/payout', '--evidence', '市总工会已撤销');
    expect(done.code).toBe(0);
    expect(done.stdout).toMatch(/^已生效：/);
    answer = {
      status: 200,
      body: view({ state: 'REFUSED', said: [FIRST, SECOND], problem: 'history.total-mismatch' }),
    };
    const refused = await statement('history', 'guangzhou', '--rows', '1', '--fen', '1');
    expect(refused.code).toBe(1);
    expect(refused.stdout).toMatch(/^未生效：/);
    expect(refused.stdout).toContain('history.total-mismatch 签认的行数或金额与已导入的不一致');
  });

  test('ID numbers come from stdin, and are not repeated', async () => {
    const said = { type: 'permit.linked', newer: 'n'.repeat(43), older: 'o'.repeat(43) } as const;
    answer = {
      status: 201,
      body: view({ state: 'IN_EFFECT', statement: said, claimedByBoth: [{ grant: 'g', newer: 'r1', older: 'r2' }] }),
    };
    const args = ['statement', 'link-permits', '--as', 'operator-b', '--data', data];
    const { code, stdout } = await bridge(args, '911140199001010015\r\n\nAUS110080010101\n');
    expect(code).toBe(0);
    expect(heard[0]).toMatchObject({
      by: 'operator-b',
      body: { type: 'permit.linked', newer: '911140199001010015', older: 'AUS110080010101' },
    });
    expect(stdout).not.toMatch(/91114|AUS1100/);
    expect(stdout).toContain('可能已被重复发放');
    expect(stdout).toContain('g  r1  r2');
    expect(await bridge(args, '911140199001010015\n')).toMatchObject({ code: 2, stdout: '' });
  });

  test('list shows each, and below them what waits for whom', async () => {
    const inEffect = view({ state: 'IN_EFFECT', said: [FIRST, SECOND], until: null });
    answer = { status: 200, body: { statements: [view({ statementId: 's2' }), inEffect, view({ state: 'LAPSED' })] } };
    const { code, stdout } = await statement('list');
    expect(code).toBe(0);
    expect(heard).toEqual([{ by: 'operator-a', valid: true, body: null }]);
    expect(stdout).toContain('已生效');
    expect(stdout).toContain('operator-a、operator-b');
    expect(stdout).toContain('已过时失效');
    expect(stdout.match(/bridge statement history/g)).toHaveLength(1);
    expect(JSON.parse((await statement('list', '--json')).stdout)).toEqual(answer.body);
  });

  test('a refusal of the API, an operator nobody is and an option left out are exit 2', async () => {
    answer = { status: 409, body: { code: 'payment.not-in-doubt', title: '不在结果不明状态' } };
    const refused = await statement('arrived', RECORD, ...DOUBT, '--json');
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(JSON.parse(refused.stderr)).toMatchObject({ error: { code: 'payment.not-in-doubt' } });
    const nobody = await bridge(['statement', 'list', '--as', 'somebody', '--data', data]);
    expect(nobody).toMatchObject({ code: 2, stdout: '' });
    expect(nobody.stderr).toContain('operator-a、operator-b');
    expect(await bridge(['statement', 'list', '--data', data])).toMatchObject({ code: 2, stdout: '' });
    expect(await statement('history', 'guangzhou', '--rows', 'all', '--fen', '0')).toMatchObject({ code: 2 });
    expect(heard).toHaveLength(1);
  });

  test.each(['history', 'arrived', 'not-made', 'release-claim', 'link-permits', 'restored', 'list'])(
    '%s has help in both languages',
    async (verb) => {
      const zh = await bridge(['statement', verb, '--help']);
      const en = await bridge(['statement', verb, '--help', '--lang', 'en']);
      expect([zh.code, en.code]).toEqual([0, 0]);
      expect(zh.stdout).toContain('以哪位操作员的身份');
      expect(en.stdout).toContain('the operator who says it');
    },
  );
});
