import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { ReconciliationView } from '../../cli/reconciliations/view.ts';
import type { Amount } from '../../core/ledger/tally.ts';
import type { SideTally } from '../../core/reconcile/statement.ts';
import { bridge } from './bridge-in-process.ts';
import { type OperatorsApi, startOperatorsApi } from './operators-api.ts';

let api: OperatorsApi;
beforeAll(async () => {
  api = await startOperatorsApi();
  await bridge(['login', '--as', 'operator', '--data', api.data]);
});
afterAll(() => api.stop());
beforeEach(() => {
  api.heard.length = 0;
});

const payments = (rows: number): Amount => ({ rows, fen: String(rows * 150_000) });
const tally = (matched: number, discrepant: number, suspense: number): SideTally => ({
  received: payments(matched + discrepant + suspense),
  matched: payments(matched),
  discrepant: payments(discrepant),
  suspense: payments(suspense),
  rejected: payments(0),
  held: payments(0),
});
const statement: NonNullable<ReconciliationView['statement']> = {
  kind: 'payment',
  matched: 4390,
  suspense: 2,
  city: tally(4390, 4, 2),
  province: tally(4390, 1, 0),
  discrepancies: [
    { code: 'amount-under', count: 1, ofCity: payments(1), ofProvince: payments(1) },
    { code: 'missing-in-province', count: 3, ofCity: payments(3), ofProvince: payments(0) },
  ],
  suspenseAges: [{ side: 'city', ageDays: 1, amount: payments(2) }],
  totals: [
    {
      city: 'guangzhou',
      programme: 'GZ-XLBZ',
      year: 2025,
      fundingLevel: 'CITY',
      day: '2026-11-20',
      ofCity: payments(4396),
      ofProvince: payments(4391),
      ofHeld: payments(0),
    },
  ],
};
const view = (change: Partial<ReconciliationView> = {}): ReconciliationView => ({
  reconciliationId: '2026-11-23.GZ-XLBZ.payment.1',
  night: '2026-11-23',
  run: 1,
  programme: 'GZ-XLBZ',
  kind: 'payment',
  state: 'DONE',
  problem: null,
  notes: [],
  sides: [],
  ranges: 1,
  statement,
  reports: null,
  startedAt: '2026-11-23T20:00:00.000Z',
  endedAt: '2026-11-23T20:01:05.000Z',
  ...change,
});
const agreeing = view({
  reconciliationId: '2026-11-23.GZ-XLBZ.applicant.1',
  kind: 'applicant',
  statement: {
    ...statement,
    kind: 'applicant',
    discrepancies: [],
    suspenseAges: [],
    totals: [],
    city: tally(4390, 0, 0),
    province: tally(4390, 0, 0),
    suspense: 0,
  },
});
const says = (body: object) => void api.answers.splice(0, Infinity, { status: 200, body });
const reconciliations = (...args: readonly string[]) => bridge(['reconciliations', ...args, '--data', api.data]);

test('a line per comparison; exit 0 when all agree', async () => {
  const refused = view({
    reconciliationId: '2026-11-23.SZ-YMJH.payment.1',
    state: 'REFUSED',
    problem: 'reconcile.side-missing',
    statement: null,
  });
  const running = view({ reconciliationId: '2026-11-23.SZ-YMJH.applicant.1', state: 'RUNNING', statement: null });
  says({ reconciliations: [view(), agreeing, refused, running], next: 'more' });
  const { code, stdout, stderr } = await reconciliations('--night', '2026-11-23', '--programme', 'GZ-XLBZ');
  expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
  expect(api.heard).toEqual([
    {
      by: 'operator',
      request: 'GET /reconciliations?programme=GZ-XLBZ&night=2026-11-23&limit=50',
      body: null,
    },
  ]);
  expect(stdout.split('\n')).toEqual([
    '编号                            结果                              相符  差异  缓冲  市方笔数  省方笔数',
    '2026-11-23.GZ-XLBZ.payment.1    有差异                           4,390     4     2     4,396     4,391',
    '2026-11-23.GZ-XLBZ.applicant.1  全部相符                         4,390     0     0     4,390     4,390',
    '2026-11-23.SZ-YMJH.payment.1    未能对账 reconcile.side-missing',
    '2026-11-23.SZ-YMJH.applicant.1  进行中',
    '还有更早的未列出：用 --night、--programme、--kind 指明。',
    '',
  ]);
  says({ reconciliations: [agreeing], next: null });
  expect(await reconciliations()).toMatchObject({ code: 0 });
  expect(JSON.parse((await reconciliations('--json')).stdout)).toEqual({ reconciliations: [agreeing], next: null });
  says({ reconciliations: [], next: null });
  expect(await reconciliations()).toMatchObject({ code: 0, stdout: '还没有对账。\n' });
});

test('show is a statement a clerk reads: every row of both sides, what differs, what waits, the control totals', async () => {
  says(
    view({
      reports: { xlsx: 'https://reports.example/x', html: 'https://reports.example/h' },
      notes: [{ code: 'reconcile.side-old', system: 'province/yuegonghui', businessDate: '2026-11-22' }],
    }),
  );
  const { code, stdout } = await reconciliations('show', '2026-11-23.GZ-XLBZ.payment.1');
  expect(code).toBe(1);
  expect(api.heard[0]?.request).toBe('GET /reconciliations/2026-11-23.GZ-XLBZ.payment.1');
  expect(stdout).toContain('2026-11-23 对账：GZ-XLBZ 发放，有差异\n  2026-11-24 04:00:00 — 2026-11-24 04:01:05\n');
  expect(stdout).toContain('province/yuegonghui 2026-11-22  reconcile.side-old');
  expect(stdout).toMatch(/市方（笔） +4,396 +4,390 +4 +2 +0 +0\n/);
  expect(stdout).toMatch(/市方（元） +6,594,000\.00 +6,585,000\.00 +6,000\.00 +3,000\.00 +0\.00 +0\.00\n/);
  expect(stdout).toMatch(/省方（笔） +4,391 +4,390 +1 +0 +0 +0\n/);
  expect(stdout).toContain('收到 = 相符 + 不符 + 缓冲池 + 不通过 + 暂挂：成立');
  expect(stdout).toMatch(/省方缺失 missing-in-province +3 +3 +0 +4,500\.00 +0\.00\n/);
  expect(stdout).toMatch(/只有市方有 +1 +2 +3,000\.00\n/);
  expect(stdout).toMatch(/guangzhou +2025 +市 +2026-11-20 +4,396 +4,391 +6,594,000\.00 +6,586,500\.00\n/);
  expect(stdout).toContain('XLSX  https://reports.example/x\nHTML  https://reports.example/h\n');
});

test('show of one without money leaves money out, and one that is not done has no table', async () => {
  says(agreeing);
  const { code, stdout } = await reconciliations('show', agreeing.reconciliationId);
  expect(code).toBe(0);
  expect(stdout).not.toContain('元');
  says(view({ state: 'REFUSED', problem: 'reconcile.side-missing', statement: null }));
  const refused = await reconciliations('show', 'x');
  expect(refused.code).toBe(1);
  expect(refused.stdout).toContain('未能对账 reconcile.side-missing');
  expect(refused.stdout.split('\n')).toHaveLength(4);
});

test('a statement that does not add up says so', async () => {
  says(view({ statement: { ...statement, city: { ...statement.city, received: payments(4397) } } }));
  expect((await reconciliations('show', 'x')).stdout).toContain('账不平');
});

test('every level has help in both languages', async () => {
  for (const verb of [[], ['show']]) {
    expect((await bridge(['reconciliations', ...verb, '--help'])).stdout).toContain('正在运行的系统的数据目录');
    expect((await bridge(['reconciliations', ...verb, '--help', '--lang', 'en'])).stdout).toContain('data directory');
  }
});
