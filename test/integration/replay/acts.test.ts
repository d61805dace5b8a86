import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { readChain } from '../../../adapters/ledger/audit.ts';
import { readListPart, readReplay, writeReplay } from '../../../adapters/ledger/replays.ts';
import type { Translating } from '../../../functions/translate/environment.ts';
import type { ReplayView } from '../../../schemas/api/replays.ts';
import { type TestProvince, startDestination } from '../ledger/destination.ts';
import { recordOf, translatingOn } from '../ledger/flow.ts';
import { type Ground, startGround } from '../ledger/ground.ts';
import { applicantOf, newPerson } from '../ledger/records.ts';
import { ask, AUTHOR, planned, replayingOn, SECOND, settle, stuck, workOff } from './replaying.ts';

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
});

async function rejected() {
  const record = applicantOf(newPerson());
  const turn = { kind: 'say', outcome: 'refused', code: 'not.now' } as const;
  const batchId = await stuck(ground, translating, outside, { kind: 'applicant', records: [record], turn });
  return { record, batchId };
}

/** What a chain says of this plan, and how each act ended. */
async function saidOf(tenant: string, { replayId }: Pick<ReplayView, 'replayId'>): Promise<readonly string[]> {
  const said: string[] = [];
  for await (const { by, action, about, detail } of readChain(ground.table, tenant, 0))
    if (about === replayId) said.push([by, action, detail['status'] ?? ''].join(' ').trim());
  return said;
}

/** As if the plan had records of these tenants. */
async function ofTenants({ replayId }: ReplayView, tenants: readonly string[], movesMoney = false): Promise<void> {
  const plan = await readReplay(ground.table, replayId);
  if (plan === undefined) throw new Error('no plan');
  await writeReplay(ground.table, { ...plan, tenants, movesMoney, version: plan.version + 1 }, ground.clock.now());
}

test('an act whose message is not sent has been done all the same, and the sweeper sends it', async () => {
  const { batchId } = await rejected();
  ground.queue.failNext();
  const { status, body: made } = await ask.plan(ground, { filter: { batchId }, reason: '接口恢复' });
  expect([status, ground.queue.sent]).toEqual([202, []]);
  expect(await saidOf('bridge', made)).toEqual(['operator replay.planned', 'operator act.ended 202']);
  ground.queue.sent.push({ url: 'replay', delaySeconds: 0, message: { v: 1, type: 'plan', replayId: made.replayId } });
  await workOff(ground, replayingOn(ground));
  const { body: plan } = await ask.show(ground, made.replayId);
  ground.queue.failNext();
  expect(await ask.run(ground, plan.replayId)).toMatchObject({ status: 202, body: { state: 'RUNNING' } });
  expect(ground.queue.sent).toEqual([]);
  expect(await saidOf('guangzhou', plan)).toEqual(['operator replay.run', 'operator act.ended 202']);
});

test('an act on a plan stands in the chain of each of its tenants', async () => {
  const plan = await planned(ground, { filter: { batchId: (await rejected()).batchId } });
  await ofTenants(plan, ['guangzhou', 'shenzhen']);
  expect((await ask.run(ground, plan.replayId)).status).toBe(202);
  for (const tenant of ['guangzhou', 'shenzhen'])
    expect(await saidOf(tenant, plan)).toEqual(['operator replay.run', 'operator act.ended 202']);
});

test('who approves says why, and who tries it with a plan of their own stands in the chain', async () => {
  const plan = await planned(ground, { filter: { batchId: (await rejected()).batchId } });
  await ofTenants(plan, plan.tenants, true);
  const hash = plan.hash ?? '';
  const own = await ask.approve(ground, plan.replayId, { hash }, { ...AUTHOR, roles: ['approver'] });
  expect(own).toMatchObject({ status: 403, body: { code: 'replay.own-plan' } });
  const approved = await ask.approve(ground, plan.replayId, { hash, reason: '已与银行核对' });
  expect(approved.body.approval).toMatchObject({ by: SECOND.name, reason: '已与银行核对' });
  expect(await saidOf('guangzhou', plan)).toEqual([
    'operator replay.approved',
    'operator act.ended 403',
    'approver replay.approved',
    'approver act.ended 200',
  ]);
});

test('a list that is not the one with the plan’s hash does not run: another plan’s, or another part', async () => {
  const [mine, other] = [await rejected(), await rejected()];
  const plan = await planned(ground, { filter: { batchId: mine.batchId } });
  const others = await planned(ground, { filter: { batchId: other.batchId } });
  const listed = await readListPart(ground.table, others.replayId, 1);
  await ground.table.client.send(
    new UpdateItemCommand({
      TableName: ground.table.name,
      Key: marshall({ pk: `Y#${plan.replayId}`, sk: 'P#000001' }),
      UpdateExpression: 'SET pointers = :pointers',
      ExpressionAttributeValues: marshall({ ':pointers': listed?.pointers }),
    }),
  );
  await ask.run(ground, plan.replayId);
  await settle(ground, translating, outside);
  const stopped = { state: 'PAUSED', problem: 'replay.hash-mismatch', progress: { done: 0 }, batches: [] };
  expect((await ask.show(ground, plan.replayId)).body).toMatchObject(stopped);
  for (const { record } of [mine, other]) expect(await recordOf(ground, record)).toMatchObject({ state: 'REJECTED' });
  // Told to go on it looks again.
  await ask.resume(ground, plan.replayId);
  await settle(ground, translating, outside);
  expect((await ask.show(ground, plan.replayId)).body).toMatchObject(stopped);
});

test('a plan whose hash is another list’s does not run', async () => {
  const { record, batchId } = await rejected();
  const { replayId } = await planned(ground, { filter: { batchId } });
  const plan = await readReplay(ground.table, replayId);
  if (plan === undefined) throw new Error('no plan');
  const { version } = plan;
  await writeReplay(ground.table, { ...plan, version: version + 1, hash: 'a'.repeat(64) }, ground.clock.now());
  await ask.run(ground, replayId);
  await settle(ground, translating, outside);
  expect((await ask.show(ground, replayId)).body).toMatchObject({ state: 'PAUSED', problem: 'replay.hash-mismatch' });
  expect(await recordOf(ground, record)).toMatchObject({ state: 'REJECTED' });
});
