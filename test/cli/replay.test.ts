import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import stringWidth from 'string-width';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ReplayView } from '../../schemas/api/replays.ts';
import { bridge, type Ran } from './bridge-in-process.ts';
import { type OperatorsApi, startOperatorsApi } from './operators-api.ts';

const HASH = 'ab'.repeat(32);
const RECORD = `${'k'.repeat(43)}.p.GZ-XLBZ.2025.CITY.1`;

let api: OperatorsApi;
beforeAll(async () => {
  api = await startOperatorsApi();
});
afterAll(() => api.stop());
beforeEach(() => {
  api.heard.length = 0;
});

const NOTHING_DONE = { done: 0, total: 1200, replayed: 0, changed: 0, nothing: 0, refused: 0, failed: 0 };
const view = (change: Partial<ReplayView> = {}): ReplayView => ({
  replayId: 'plan-1',
  state: 'PLANNED',
  problem: null,
  filter: { code: 'province.unreachable' },
  keys: 0,
  overlays: 0,
  mapping: 'current',
  reason: '省平台已恢复',
  createdBy: 'operator',
  createdAt: '2026-11-23T01:00:00.000Z',
  plannedAt: '2026-11-23T01:00:05.000Z',
  expiresAt: '2026-11-24T01:00:05.000Z',
  tenants: ['guangzhou'],
  hash: HASH,
  records: { rows: 1203, fen: '180450000' },
  toReplay: { rows: 1200, fen: '180000000' },
  counts: [
    {
      action: 'replay',
      code: null,
      kind: 'payment',
      state: 'QUARANTINED',
      destination: 'province/yuegonghui',
      rows: 1200,
      fen: '180000000',
    },
    {
      action: 'nothing',
      code: 'replay.settled',
      kind: 'payment',
      state: 'DELIVERED',
      destination: 'province/yuegonghui',
      rows: 3,
      fen: '450000',
    },
  ],
  movesMoney: true,
  needsApproval: true,
  approval: null,
  refusedBy: null,
  progress: NOTHING_DONE,
  batches: [],
  startedAt: null,
  endedAt: null,
  ...change,
});
const approved = view({
  state: 'APPROVED',
  approval: {
    by: 'approver',
    at: '2026-11-23T01:10:00.000Z',
    hash: HASH,
    expiresAt: '2026-11-23T01:40:00.000Z',
    reason: '已核对',
    usedAt: null,
  },
});
const running = view({ ...approved, state: 'RUNNING', startedAt: '2026-11-23T01:11:00.000Z' });
const done = view({
  ...running,
  state: 'DONE',
  progress: { ...NOTHING_DONE, done: 1200, replayed: 1200 },
  endedAt: '2026-11-23T01:13:00.000Z',
});

function says(...answers: readonly (readonly [status: number, body: object])[]): void {
  api.answers.splice(0, Infinity, ...answers.map(([status, body]) => ({ status, body })));
}
async function replay(user: string, args: readonly string[], typed = ''): Promise<Ran> {
  return await bridge(['replay', ...args, '--as', user, '--data', api.data], typed);
}
const requests = (): readonly string[] => api.heard.map(({ request }) => request);

describe('plan', () => {
  test('asks for what the options say, waits for the list and shows counts and money before anything is sent', async () => {
    says([202, { replayId: 'plan-1' }], [200, view({ state: 'PLANNING', hash: null, counts: [] })], [200, view()]);
    const args = ['plan', '--code', 'province.unreachable', '--state', 'quarantined', '--from', '2026-11-20'];
    const { code, stdout } = await replay('operator', [...args, '--reason', '省平台已恢复']);
    expect(code).toBe(0);
    expect(api.heard[0]).toEqual({
      by: 'operator',
      request: 'POST /replays',
      body: {
        filter: { code: 'province.unreachable', state: 'QUARANTINED', from: '2026-11-20T00:00:00+08:00' },
        overlays: [],
        mapping: 'current',
        reason: '省平台已恢复',
      },
    });
    expect(requests()).toEqual(['POST /replays', 'GET /replays/plan-1', 'GET /replays/plan-1']);
    expect(stdout).toContain('将重放：1,200 笔，¥1,800,000.00');
    expect(stdout).toContain('replay.settled');
    expect(stdout).toContain('bridge replay approve plan-1');
  });

  test('of chosen records takes edits from a file', async () => {
    says([202, { replayId: 'plan-1' }], [200, view()]);
    const overlays = [{ recordKey: RECORD, edits: [{ op: 'replace', path: '/mobile', value: '13800138000' }] }];
    const file = join(api.data, 'edits.json');
    writeFileSync(file, JSON.stringify(overlays));
    await replay('operator', ['plan', RECORD, '--system', 'bank/payout', '--overlay', file, '--reason', '手机号录错']);
    const keys = [{ recordKey: RECORD, system: 'bank/payout' }];
    expect(api.heard[0]?.body).toEqual({ keys, overlays, mapping: 'current', reason: '手机号录错' });
  });

  test.each<[string, readonly string[], string]>([
    ['nothing at all', [], 'usage.replay-selection'],
    ['records and conditions', [RECORD, '--code', 'x'], 'usage.replay-selection'],
    ['a state that is never replayed', ['--state', 'delivered'], 'usage.state-unknown'],
    ['an unknown mapping', ['--batch', 'x', '--mapping', 'newest'], 'usage.mapping-unknown'],
    ['a time that is none', ['--from', 'yesterday'], 'usage.replay'],
    ['a file of edits that is not there', ['--batch', 'x', '--overlay', 'gone.json'], 'usage.overlay'],
    ['edits of the mapping of then', ['--batch', 'x', '--mapping', 'original', '--overlay', 'EDITS'], 'usage.replay'],
  ])('%s is refused before anybody is asked', async (_name, args, code) => {
    const file = join(api.data, 'edits.json');
    writeFileSync(file, JSON.stringify([{ recordKey: RECORD, edits: [{ op: 'remove', path: '/mobile' }] }]));
    const given = args.map((each) => (each === 'EDITS' ? file : each));
    const ran = await replay('operator', ['plan', ...given, '--reason', '试一试', '--json']);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(JSON.parse(ran.stderr)).toMatchObject({ error: { code } });
    expect(api.heard).toEqual([]);
  });

  test('with nothing left to replay is exit 1 and says so', async () => {
    const settled = view({ toReplay: { rows: 0, fen: '0' }, counts: view().counts.slice(1), needsApproval: false });
    says([202, { replayId: 'plan-1' }], [200, settled]);
    const { code, stdout } = await replay('operator', ['plan', '--batch', 'b', '--reason', '再试']);
    expect(code).toBe(1);
    expect(stdout).toContain('没有可重放的记录');
  });
});

describe('approve', () => {
  test('repeats counts and money, and binds the word to the hash that was shown', async () => {
    says([200, view()], [200, approved]);
    const args = ['approve', 'plan-1', '--reason', '已与银行核对'];
    const { code, stdout, stderr } = await replay('approver', args, '1,200\n');
    expect(code).toBe(0);
    expect(stderr).toContain('可能动用资金 ¥1,800,000.00');
    expect(api.heard[1]).toEqual({
      by: 'approver',
      request: 'POST /replays/plan-1/approval',
      body: { hash: HASH, decision: 'approve', reason: '已与银行核对' },
    });
    expect(stdout).toContain('复核在 2026-11-23 09:40:00（UTC+8）前有效');
  });

  test.each(['', '1\n', 'yes\n', '180000000\n'])('typing %j approves nothing', async (typed) => {
    says([200, view()]);
    const ran = await replay('approver', ['approve', 'plan-1', '--reason', '已核对', '--json'], typed);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(requests()).toEqual(['GET /replays/plan-1']);
  });

  test('of a plan of one’s own is refused as the API refuses it', async () => {
    says([200, view()], [403, { code: 'replay.own-plan', title: '不能复核自己制定的计划' }]);
    const ran = await replay('approver', ['approve', 'plan-1', '--reason', '已核对', '--yes', '--json']);
    expect(ran.code).toBe(2);
    expect(JSON.parse(ran.stderr)).toMatchObject({ error: { code: 'replay.own-plan' } });
  });

  test('--refuse says no', async () => {
    const refusedBy = { by: 'approver', at: '2026-11-23T01:10:00.000Z', reason: '金额不符' };
    says([200, view()], [200, view({ state: 'REFUSED', problem: 'replay.declined', refusedBy })]);
    const { code, stdout } = await replay('approver', [
      'approve',
      'plan-1',
      '--refuse',
      '--reason',
      '金额不符',
      '--yes',
    ]);
    expect(code).toBe(0);
    expect(api.heard[1]?.body).toMatchObject({ decision: 'refuse' });
    expect(stdout).toContain('不同意：approver');
  });
});

describe('run', () => {
  test('confirms, begins with the hash, and follows to the end', async () => {
    says([200, approved], [202, running], [200, running], [200, done]);
    const { code, stdout } = await replay('operator', ['run', 'plan-1'], '1200\n');
    expect(code).toBe(0);
    expect(api.heard[1]).toMatchObject({ request: 'POST /replays/plan-1/run', body: { hash: HASH } });
    expect(requests().slice(2)).toEqual(['GET /replays/plan-1', 'GET /replays/plan-1']);
    expect(stdout).toContain('1,200/1,200：已重放 1,200');
  });

  test('is exit 1 where something of it was not replayed', async () => {
    const progress = { ...NOTHING_DONE, done: 1200, replayed: 1198, changed: 2 };
    says([200, approved], [202, running], [200, view({ ...done, progress })]);
    const { code, stdout } = await replay('operator', ['run', 'plan-1', '--yes', '--json']);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ state: 'DONE', progress });
  });

  test('of a paused plan goes on with it; with --no-wait it is left running', async () => {
    says([200, view({ ...running, state: 'PAUSED' })], [202, running]);
    const { code } = await replay('operator', ['run', 'plan-1', '--yes', '--no-wait']);
    expect(code).toBe(0);
    expect(requests()).toEqual(['GET /replays/plan-1', 'POST /replays/plan-1/resume']);
  });

  test('of a running one only looks', async () => {
    says([200, running], [200, done]);
    expect((await replay('operator', ['run', 'plan-1'])).code).toBe(0);
    expect(requests()).toEqual(['GET /replays/plan-1', 'GET /replays/plan-1']);
  });

  test('is refused as the API refuses it', async () => {
    says([200, view()], [409, { code: 'replay.not-approved', title: '须由另一人复核' }]);
    const ran = await replay('operator', ['run', 'plan-1', '--yes', '--json']);
    expect(ran.code).toBe(2);
    expect(JSON.parse(ran.stderr)).toMatchObject({ error: { code: 'replay.not-approved' } });
  });
});

describe('show and pause', () => {
  test('without an id lists all, and says how to go on', async () => {
    says([200, { replays: [view(), done], next: 'abc' }]);
    const { code, stdout } = await replay('viewer', ['show', '--limit', '2']);
    expect(code).toBe(0);
    expect(requests()).toEqual(['GET /replays?limit=2']);
    expect(stdout).toContain('--after abc');
    for (const line of stdout.split('\n')) expect(stringWidth(line)).toBeLessThanOrEqual(80);
  });

  test('--lines tells field by field what would change', async () => {
    const line = {
      recordKey: RECORD,
      system: 'guangzhou/degree-subsidy',
      kind: 'payment',
      tenant: 'guangzhou',
      state: 'QUARANTINED',
      fence: 4,
      action: 'replay',
      code: null,
      problem: 'province.unreachable',
      destination: 'province/yuegonghui',
      fen: '150000',
      movesMoney: true,
      overlaid: [],
      wasSent: true,
      changes: [{ field: 'bankName', before: '工商银行', after: '中国工商银行' }],
      verdict: null,
      batchId: 'b',
      row: 2,
    };
    says([200, { lines: [line], next: null }]);
    const { stdout } = await replay('viewer', ['show', 'plan-1', '--lines', '--action', 'replay']);
    expect(requests()).toEqual(['GET /replays/plan-1/lines?limit=50&action=replay']);
    expect(stdout).toContain('bankName：工商银行 → 中国工商银行');
    expect((await replay('viewer', ['show', 'plan-1', '--lines', '--action', 'all'])).code).toBe(2);
    expect((await replay('viewer', ['show', 'plan-1', '--limit', '0', '--lines'])).code).toBe(2);
  });

  test('pause stops the run', async () => {
    says([200, view({ ...running, state: 'PAUSED' })]);
    const { code, stdout } = await replay('operator', ['pause', 'plan-1']);
    expect(code).toBe(0);
    expect(requests()).toEqual(['POST /replays/plan-1/pause']);
    expect(stdout).toContain('已暂停');
  });
});
