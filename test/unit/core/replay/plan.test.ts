import { describe, expect, test } from 'vitest';
import {
  begin,
  decideOn,
  isExpired,
  maySeePlan,
  NO_PROGRESS,
  pause,
  type Plan,
  resume,
} from '../../../../core/replay/plan.ts';

const AT = new Date('2026-11-23T15:00:00.000Z');
const later = (ms: number): Date => new Date(AT.getTime() + ms);
const HASH = 'a'.repeat(64);
const HALF_HOUR_MS = 1_800_000;
const DAY_MS = 86_400_000;

const plan: Plan = {
  replayId: 'rp_1',
  state: 'PLANNED',
  version: 4,
  problem: null,
  filter: {},
  keys: 0,
  overlays: 0,
  mapping: 'current',
  reason: '接口恢复',
  createdBy: 'operator',
  scope: 'all',
  createdAt: AT.toISOString(),
  plannedAt: AT.toISOString(),
  tenants: ['guangzhou'],
  hash: HASH,
  records: { rows: 1, fen: '150000' },
  toReplay: { rows: 1, fen: '150000' },
  counts: [],
  movesMoney: true,
  parts: 1,
  approval: null,
  refusedBy: null,
  progress: NO_PROGRESS,
  nextPart: 1,
  waits: 0,
  batches: [],
  startedAt: null,
  endedAt: null,
};
const approve = (of: Plan, by = 'approver', now = AT, hash = HASH) =>
  decideOn(of, { decision: 'approve', hash, reason: '已核对' }, by, now);
const codeOf = (acted: ReturnType<typeof approve>) => (acted.ok ? acted.after.state : acted.code);
const after = (acted: ReturnType<typeof approve>): Plan => {
  if (!acted.ok) throw new Error(acted.code);
  return acted.after;
};

describe('an approval', () => {
  test('is another person’s, of this very list', () => {
    expect(codeOf(approve(plan))).toBe('APPROVED');
    expect(after(approve(plan)).approval).toMatchObject({ by: 'approver', reason: '已核对' });
    expect(codeOf(approve(plan, 'operator'))).toBe('replay.own-plan');
    expect(codeOf(approve(plan, 'approver', AT, 'b'.repeat(64)))).toBe('replay.hash-mismatch');
    expect(codeOf(approve({ ...plan, state: 'PLANNING' }))).toBe('replay.not-planned');
    expect(codeOf(approve({ ...plan, movesMoney: false }))).toBe('replay.approval-not-needed');
  });

  test('holds half an hour to the millisecond, and may then be given again', () => {
    const approved = after(approve(plan));
    expect(codeOf(begin(approved, HASH, later(HALF_HOUR_MS)))).toBe('RUNNING');
    expect(codeOf(begin(approved, HASH, later(HALF_HOUR_MS + 1)))).toBe('replay.approval-expired');
    expect(codeOf(approve(approved, 'approver', later(HALF_HOUR_MS)))).toBe('replay.already-approved');
    const again = after(approve(approved, 'approver', later(HALF_HOUR_MS + 1)));
    expect(codeOf(begin(again, HASH, later(HALF_HOUR_MS + 2)))).toBe('RUNNING');
  });

  test('is used once', () => {
    const running = after(begin(after(approve(plan)), undefined, AT));
    expect(running.approval).toMatchObject({ usedAt: AT.toISOString() });
    expect(codeOf(begin(running, undefined, AT))).toBe('replay.already-run');
    expect(codeOf(begin({ ...running, state: 'APPROVED' }, undefined, AT))).toBe('replay.already-run');
    expect(codeOf(approve(running))).toBe('replay.already-approved');
  });

  test('is wanted of what could move money, and of this list alone', () => {
    expect(codeOf(begin(plan, HASH, AT))).toBe('replay.not-approved');
    expect(codeOf(begin({ ...plan, movesMoney: false }, HASH, AT))).toBe('RUNNING');
    const approved = after(approve(plan));
    expect(codeOf(begin({ ...approved, hash: 'b'.repeat(64) }, undefined, AT))).toBe('replay.hash-mismatch');
    expect(codeOf(begin(approved, 'b'.repeat(64), AT))).toBe('replay.hash-mismatch');
    const own = { by: 'operator', at: AT.toISOString(), hash: HASH, reason: '已核对', usedAt: null };
    expect(codeOf(begin({ ...plan, state: 'APPROVED', approval: own }, HASH, AT))).toBe('replay.not-approved');
  });

  test('that is denied ends the plan, of whatever it is', () => {
    const no = { decision: 'refuse', hash: HASH, reason: '金额不符' } as const;
    expect(decideOn(plan, no, 'approver', AT)).toMatchObject({
      after: { state: 'REFUSED', problem: 'replay.declined' },
    });
    expect(codeOf(decideOn({ ...plan, movesMoney: false }, no, 'approver', AT))).toBe('REFUSED');
    const refused = after(decideOn(plan, no, 'approver', AT));
    expect(codeOf(begin(refused, HASH, AT))).toBe('replay.not-planned');
  });
});

describe('a plan', () => {
  test('is worth a day', () => {
    const free = { ...plan, movesMoney: false };
    expect(codeOf(begin(free, HASH, later(DAY_MS)))).toBe('RUNNING');
    expect(codeOf(begin(free, HASH, later(DAY_MS + 1)))).toBe('replay.expired');
    expect(codeOf(approve(plan, 'approver', later(DAY_MS + 1)))).toBe('replay.expired');
    expect(isExpired({ ...plan, state: 'RUNNING' }, later(2 * DAY_MS))).toBe(false);
  });

  test('pauses and goes on', () => {
    const running = after(begin({ ...plan, movesMoney: false }, HASH, AT));
    const paused = after(pause(running, 'replay.destination-stopped'));
    expect(paused).toMatchObject({ state: 'PAUSED', problem: 'replay.destination-stopped' });
    expect(after(resume(paused, AT))).toMatchObject({ state: 'RUNNING', problem: null });
    expect(codeOf(resume(paused, later(DAY_MS + 1)))).toBe('replay.expired');
    expect(codeOf(resume(running, AT))).toBe('replay.not-paused');
    expect(codeOf(pause(paused, null))).toBe('replay.not-running');
  });

  test('is seen by whoever may see every tenant in it', () => {
    const person = { name: 'x', displayName: 'x', roles: ['operator'], tenants: ['guangzhou'] } as const;
    expect(maySeePlan(person, plan)).toBe(true);
    expect(maySeePlan(person, { ...plan, tenants: ['guangzhou', 'shenzhen'] })).toBe(false);
    const making = { ...plan, plannedAt: null, tenants: [] };
    expect(maySeePlan(person, making)).toBe(false);
    expect(maySeePlan({ ...person, name: 'operator' }, making)).toBe(true);
    expect(maySeePlan(person, { ...making, scope: ['guangzhou'] })).toBe(true);
    // One that found nothing still says what somebody looked for.
    expect(maySeePlan(person, { ...plan, tenants: [] })).toBe(false);
    expect(maySeePlan({ ...person, tenants: 'all' }, { ...plan, tenants: [] })).toBe(true);
  });
});
