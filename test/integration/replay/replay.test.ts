import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { unpackTransitions } from '../../../core/ledger/history.ts';
import { replayIdOf } from '../../../core/ledger/replay.ts';
import type { Translating } from '../../../functions/translate/environment.ts';
import { type TestProvince, startDestination } from '../ledger/destination.ts';
import { recordOf, rowsOf, statementOf, translatingOn } from '../ledger/flow.ts';
import { type Ground, startGround } from '../ledger/ground.ts';
import { applicantOf, newPerson } from '../ledger/records.ts';
import { ask, planned, settle, stuck } from './replaying.ts';

let ground: Ground;
let outside: TestProvince;
let translating: Translating;
beforeAll(async () => {
  [ground, outside] = await Promise.all([startGround(), startDestination()]);
  translating = translatingOn(ground);
});
afterAll(async () => {
  await Promise.all([ground.stop(), outside.stop()]);
});
beforeEach(() => {
  ground.queue.sent.length = 0;
  outside.script.length = 0;
  outside.attempts.length = 0;
});

describe('an application in quarantine', () => {
  test('is planned, run, and delivered under an attempt of its own', async () => {
    const record = applicantOf(newPerson());
    const batchId = await stuck(ground, translating, outside, {
      kind: 'applicant',
      records: [record],
      turn: { kind: 'status', status: 422 },
    });
    const before = await recordOf(ground, record);
    expect(before).toMatchObject({ state: 'QUARANTINED' });
    const plan = await planned(ground, { filter: { batchId } });
    expect(plan).toMatchObject({
      state: 'PLANNED',
      records: { rows: 1 },
      toReplay: { rows: 1 },
      needsApproval: false,
      tenants: ['guangzhou'],
    });
    expect(plan.counts).toMatchObject([{ action: 'replay', state: 'QUARANTINED', destination: 'province/yuegonghui' }]);
    const { body } = await ask.run(ground, plan.replayId);
    expect(body.state).toBe('RUNNING');
    await settle(ground, translating, outside);
    const done = (await ask.show(ground, plan.replayId)).body;
    expect(done).toMatchObject({ state: 'DONE', progress: { done: 1, total: 1, replayed: 1 } });
    expect(rowsOf(await statementOf(ground, done.batches[0] ?? ''))).toEqual({ applied: 1 });
    const after = await recordOf(ground, record);
    expect(after).toMatchObject({ state: 'DELIVERED', problem: null, order: before?.order });
    expect(after?.attemptId).not.toBe(before?.attemptId);
    const codes = unpackTransitions(after?.history ?? '').map(({ code }) => replayIdOf(code));
    expect(codes).toContain(plan.replayId);
    expect(outside.effects.get(after?.attemptId ?? '')).toMatchObject({ declarationNo: record.declarationNo });
  });
});
