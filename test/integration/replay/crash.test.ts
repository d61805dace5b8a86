import { afterAll, beforeAll, expect, test } from 'vitest';
import { listListParts, readReplay, REPLAY_LEASE_MS } from '../../../adapters/ledger/replays.ts';
import { listUnder, type WorkItem } from '../../../adapters/ledger/work.ts';
import type { Translating } from '../../../functions/translate/environment.ts';
import type { ReplayView } from '../../../schemas/api/replays.ts';
import { type TestProvince, startDestination } from '../ledger/destination.ts';
import { recordOf, rowsOf, statementOf, translatingOn } from '../ledger/flow.ts';
import { type Ground, startGround } from '../ledger/ground.ts';
import { applicantOf, newPerson } from '../ledger/records.ts';
import { sweepingOn, sweepOnce } from '../ledger/sweeping.ts';
import { dyingAt, ENDED } from './dying.ts';
import { ask, handle, replayingOn, settle, stuck, workOff } from './replaying.ts';

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

/** Applications the province's call is refused for, whole and each by itself. */
async function quarantined(count: number) {
  const records = Array.from({ length: count }, () => applicantOf(newPerson()));
  ground.queue.sent.length = 0;
  outside.script.push(...Array.from({ length: count * 4 }, () => ({ kind: 'status', status: 422 }) as const));
  const turn = { kind: 'status', status: 422 } as const;
  const batchId = await stuck(ground, translating, outside, { kind: 'applicant', records, turn });
  outside.script.length = 0;
  outside.attempts.length = 0;
  return { records, batchId };
}

test('whichever call planning dies at, the plan is the same when its message comes again', async () => {
  const { batchId } = await quarantined(4);
  const request = { filter: { batchId }, reason: '接口恢复' };
  const whole = (await ask.plan(ground, request)).body.replayId;
  await workOff(ground, replayingOn(ground));
  const { hash, counts } = (await ask.show(ground, whole)).body;
  expect(hash).not.toBeNull();
  let deaths = 0;
  for (let fatal = 1, died = true; died; fatal++) {
    const { replayId } = (await ask.plan(ground, request)).body;
    ground.queue.sent.length = 0;
    const dying = dyingAt(ground, fatal);
    await handle(dying.replaying, { type: 'plan', replayId }).catch((error: unknown) => expect(error).toBe(ENDED));
    ground.setMishap(null);
    died = dying.died();
    if (died) deaths += 1;
    await handle(replayingOn(ground), { type: 'plan', replayId });
    const plan = (await ask.show(ground, replayId)).body;
    expect([fatal, plan.state, plan.hash, plan.counts]).toEqual([fatal, 'PLANNED', hash, counts]);
    expect(await listListParts(ground.table, replayId)).toHaveLength(1);
  }
  expect(deaths).toBeGreaterThan(10);
}, 60_000);

test('whichever call a run dies at, each record goes once', async () => {
  let deaths = 0;
  for (let fatal = 1, died = true; died; fatal++) {
    const { records, batchId } = await quarantined(3);
    const plan = await plannedOf(batchId);
    await ask.run(ground, plan.replayId);
    ground.queue.sent.length = 0;
    const dying = dyingAt(ground, fatal);
    const message = { type: 'run', replayId: plan.replayId, part: 1 };
    await handle(dying.replaying, message).catch((error: unknown) => expect(error).toBe(ENDED));
    ground.setMishap(null);
    died = dying.died();
    if (died) deaths += 1;
    // What was handed over before is worked on before the message comes again; what was not sent, the sweeper sends.
    await settle(ground, translating, outside);
    await handle(replayingOn(ground), message);
    await sweepChunks(plan);
    const done = (await ask.show(ground, plan.replayId)).body;
    expect([fatal, done.state, done.progress.replayed]).toEqual([fatal, 'DONE', 3]);
    for (const record of records) expect(await recordOf(ground, record)).toMatchObject({ state: 'DELIVERED' });
    expect(rowsOf(await statementOf(ground, done.batches[0] ?? ''))).toEqual({ applied: 3 });
    expect(outside.attempts).toHaveLength(3);
    expect(new Set(outside.attempts).size).toBe(3);
  }
  expect(deaths).toBeGreaterThan(5);
}, 120_000);

test('two workers on one part hand it over once, and one of them goes on', async () => {
  const { batchId } = await quarantined(3);
  const plan = await plannedOf(batchId);
  await ask.run(ground, plan.replayId);
  ground.queue.sent.length = 0;
  const message = { type: 'run', replayId: plan.replayId, part: 1 };
  await Promise.all([handle(replayingOn(ground), message), handle(replayingOn(ground), message)]);
  await settle(ground, translating, outside);
  expect((await ask.show(ground, plan.replayId)).body).toMatchObject({
    state: 'DONE',
    progress: { done: 3, replayed: 3 },
  });
  expect(outside.attempts).toHaveLength(3);
  const before = await readReplay(ground.table, plan.replayId);
  await handle(replayingOn(ground), message);
  await settle(ground, translating, outside);
  expect(await readReplay(ground.table, plan.replayId)).toEqual(before);
  expect(outside.attempts).toHaveLength(3);
});

test('a lost message is sent again by the sweeper, of a plan that is made and of one that runs', async () => {
  const { records, batchId } = await quarantined(1);
  const { replayId } = (await ask.plan(ground, { filter: { batchId }, reason: '接口恢复' })).body;
  const sweep = async () => {
    ground.queue.sent.length = 0;
    ground.clock.forward(REPLAY_LEASE_MS + 60_000);
    await sweepOnce(sweepingOn(ground));
    return ground.queue.sent.filter(({ url, message }) => url === 'replay' && message['replayId'] === replayId);
  };
  expect(await sweep()).toMatchObject([{ message: { type: 'plan' } }]);
  await workOff(ground, replayingOn(ground));
  expect(await sweep()).toEqual([]);
  await ask.run(ground, replayId);
  expect(await sweep()).toMatchObject([{ message: { type: 'run', part: 1 } }]);
  await workOff(ground, replayingOn(ground));
  await settle(ground, translating, outside);
  expect(await recordOf(ground, records[0] ?? applicantOf(newPerson()))).toMatchObject({ state: 'DELIVERED' });
  expect(await sweep()).toEqual([]);
});

async function plannedOf(batchId: string): Promise<ReplayView> {
  const { replayId } = (await ask.plan(ground, { filter: { batchId }, reason: '接口恢复' })).body;
  await workOff(ground, replayingOn(ground));
  return (await ask.show(ground, replayId)).body;
}

/** As the sweeper does with what is due. */
async function sweepChunks({ replayId }: ReplayView): Promise<void> {
  const plan = await readReplay(ground.table, replayId);
  for (const batchId of plan?.batches ?? []) {
    const { hash, sk, pk } = await openChunk(batchId);
    if (sk !== '')
      ground.queue.sent.push({ url: 'translate', delaySeconds: 0, message: { v: 1, type: 'chunk', pk, sk, hash } });
  }
  await settle(ground, translating, outside);
}

async function openChunk(batchId: string) {
  const works = (await listUnder(ground.table, `B#${batchId}`, 'C#')) as unknown as readonly WorkItem[];
  const open = works.find(({ state }) => state === 'OPEN');
  return { pk: open?.pk ?? '', sk: open?.sk ?? '', hash: open?.hash ?? '' };
}
