import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Failure } from '../../schemas/api/failures.ts';
import { explainCode } from '../../schemas/problem.ts';
import { bridge } from './bridge-in-process.ts';
import { type OperatorsApi, startOperatorsApi } from './operators-api.ts';

const RECORD = `${'k'.repeat(43)}.p.GZ-XLBZ.2025.CITY.1`;
const NUMBER = '440106199001011234';

let api: OperatorsApi;
beforeAll(async () => {
  api = await startOperatorsApi();
});
afterAll(() => api.stop());
beforeEach(() => {
  api.heard.length = 0;
});

const held = (change: Partial<Failure> = {}): Failure => ({
  type: 'record',
  recordKey: RECORD,
  webhookId: null,
  batchId: 'b1',
  row: 7,
  field: null,
  tenant: 'guangzhou',
  system: 'guangzhou/degree-subsidy',
  kind: 'payment',
  programme: 'GZ-XLBZ',
  state: 'HELD',
  code: 'payment.already-claimed',
  text: { zh: explainCode('payment.already-claimed', 'zh'), en: explainCode('payment.already-claimed', 'en') },
  fen: '150000',
  attempts: 2,
  at: '2026-11-22T15:05:00.000Z',
  ...change,
});
const rejected = held({
  type: 'row',
  recordKey: null,
  kind: 'applicant',
  field: '身份证号',
  state: 'REJECTED',
  code: 'citizen-id.check-digit',
  text: { zh: '第 7 行「身份证号」：校验码不对。请核对。', en: 'row 7, "身份证号": wrong check digit; look again.' },
  fen: null,
  attempts: 0,
});

const says = (...pages: readonly object[]) =>
  void api.answers.splice(0, Infinity, ...pages.map((body) => ({ status: 200, body })));
const failures = (args: readonly string[] = [], stdin = '') =>
  bridge(['failures', ...args, '--as', 'viewer', '--data', api.data], stdin);
const requests = () => api.heard.map(({ request }) => request);

describe('the list', () => {
  test('is a table, what to look each up by below it, and each problem once', async () => {
    says({ failures: [held(), rejected, rejected], next: null });
    const { code, stdout, stderr } = await failures();
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    const lines = stdout.split('\n');
    expect(lines.slice(0, 7)).toEqual([
      '时间（UTC+8）        市         种类    状态    金额（元）  问题',
      '2026-11-22 23:05:00  guangzhou  发放    暂挂      1,500.00  payment.already-claimed',
      `  ${RECORD}  第 2 次`,
      '2026-11-22 23:05:00  guangzhou  申领人  不通过              citizen-id.check-digit',
      '  批次 b1 第 7 行「身份证号」',
      '2026-11-22 23:05:00  guangzhou  申领人  不通过              citizen-id.check-digit',
      '  批次 b1 第 7 行「身份证号」',
    ]);
    expect(lines).toContain('citizen-id.check-digit × 2');
    expect(lines).toContain('  校验码不对。请核对。');
    expect(lines).toContain('列出 3 条 · ¥1,500.00');
  });

  test('nothing wrong is exit 0', async () => {
    says({ failures: [], next: null });
    expect(await failures()).toMatchObject({ code: 0, stdout: '没有这样的问题。\n' });
  });

  test('asks what the options say', async () => {
    says({ failures: [], next: null });
    const narrowed = [
      '--tenant',
      'guangzhou',
      '--kind',
      'payment',
      '--state',
      'in-doubt',
      '--min',
      '1,500',
      '--max',
      '2000.5',
    ];
    await failures([...narrowed, '--from', '2026-11-20', '--to', '2026-11-22', '--limit', '10', '--after', 'abc']);
    expect(requests()).toEqual([
      'GET /failures?tenant=guangzhou&kind=payment&state=IN_DOUBT&from=2026-11-20&to=2026-11-22&minFen=150000&maxFen=200050&limit=10&cursor=abc',
    ]);
  });

  test('goes on over short pages until it has as many as asked for, and says where there are more', async () => {
    says({ failures: [], next: 'c1' }, { failures: [held()], next: 'c2' }, { failures: [held()], next: 'c3' });
    const { stdout } = await failures(['--limit', '2']);
    expect(requests().at(-1)).toBe('GET /failures?limit=1&cursor=c2');
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('还有更多：--after c3');
  });

  test('--csv is all of them, safe to open', async () => {
    says({ failures: [held({ field: '=1+1' })], next: 'c1' }, { failures: [rejected], next: null });
    const out = join(api.data, 'failures.csv');
    expect(await failures(['--csv', out])).toMatchObject({ code: 1, stdout: `${out}：2 条\n` });
    const text = readFileSync(out, 'utf8');
    expect(text.trimEnd().split('\n')).toHaveLength(3);
    expect(text).toContain("'=1+1");
  });

  test('pages that do not end are given up', async () => {
    says({ failures: [], next: 'c1' });
    const { code, stderr } = await failures(['--all']);
    expect(code).toBe(2);
    expect(stderr).toContain('bridge.pages');
  });
});

test('an ID number comes from stdin and goes in the body, in no URL and on no screen', async () => {
  says({ failures: [held()], next: null });
  const { stdout } = await failures(['--citizen-id-stdin', '--json'], `${NUMBER}\n`);
  expect(api.heard).toEqual([
    { by: 'viewer', request: 'POST /failures/search', body: { citizenId: NUMBER, limit: 50 } },
  ]);
  expect(stdout).not.toContain(NUMBER);
  expect(JSON.parse(stdout)).toEqual({ failures: [held()], next: null });
});

test.each([
  [['--tenant', 'atlantis'], 'usage.tenant-unknown'],
  [['--state', 'bad'], 'usage.state-unknown'],
  [['--min', 'much'], 'usage.amount'],
  [['--from', '2026-02-30'], 'usage.date'],
  [['--limit', '0'], 'usage.limit'],
  [['--citizen-id-stdin'], 'usage.citizen-id'],
])('%j is exit 2', async (args, code) => {
  const ran = await failures(args);
  expect(ran.code).toBe(2);
  expect(ran.stderr).toContain(code);
  expect(api.heard).toEqual([]);
});
