import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { writePayments } from '../../../adapters/ledger/payments.ts';
import { endWork } from '../../../adapters/ledger/work.ts';
import { recordKey } from '../../../core/identity.ts';
import { translateChunk } from '../../../functions/translate/chunk.ts';
import type { Translating } from '../../../functions/translate/environment.ts';
import type { Payment } from '../../../schemas/canonical/payment.ts';
import { type TestProvince, startDestination, type Turn } from '../ledger/destination.ts';
import { deliveringTo, drain, openBatch, recordOf, translatingOn } from '../ledger/flow.ts';
import { type Ground, startGround } from '../ledger/ground.ts';
import { applicantOf, INDEX_KEY, newItem, newPerson, paymentOf, type Person, PROVINCE } from '../ledger/records.ts';
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
  outside.attempts.length = 0;
});

const REFUSED: Turn = { kind: 'say', outcome: 'refused', code: 'payee.unknown' };
const HALF_HOUR_MS = 1_800_000;

/** The province knows the applications. */
async function applied(people: readonly Person[]): Promise<void> {
  const records = people.map((person) => applicantOf(person));
  await translateChunk(translating, await openBatch(ground, 'applicant', records));
  await drain(ground, translating, deliveringTo(ground, PROVINCE, outside.url));
}

async function stuckPayment(turn = REFUSED): Promise<{ readonly payment: Payment; readonly batchId: string }> {
  const person = newPerson();
  const payment = paymentOf(person);
  await applied([person]);
  const batchId = await stuck(ground, translating, outside, { kind: 'payment', records: [payment], turn });
  return { payment, batchId };
}

const effectsOf = ({ declarationNo, amountFen }: Payment) =>
  [...outside.effects.values()].filter(
    (record) => record['declarationNo'] === declarationNo && record['amountFen'] === Number(amountFen),
  );

describe('a payment the province refused', () => {
  test('goes again on the word of two, once, under its own number', async () => {
    const { payment, batchId } = await stuckPayment();
    const before = await recordOf(ground, payment);
    expect(before).toMatchObject({ state: 'REJECTED' });
    const plan = await planned(ground, { filter: { batchId } });
    expect(plan).toMatchObject({ needsApproval: true, movesMoney: true, toReplay: { rows: 1, fen: '150000' } });
    const hash = plan.hash ?? '';
    expect(await ask.run(ground, plan.replayId)).toMatchObject({ status: 409, body: { code: 'replay.not-approved' } });
    const own = await ask.approve(ground, plan.replayId, { hash }, AUTHOR);
    expect(own).toMatchObject({ status: 403, body: { code: 'replay.own-plan' } });
    const other = await ask.approve(ground, plan.replayId, { hash: 'a'.repeat(64) });
    expect(other).toMatchObject({ status: 409, body: { code: 'replay.hash-mismatch' } });
    const approved = await ask.approve(ground, plan.replayId, { hash });
    expect(approved).toMatchObject({
      status: 200,
      body: { state: 'APPROVED', approval: { by: SECOND.name, usedAt: null } },
    });
    const twice = await ask.approve(ground, plan.replayId, { hash });
    expect(twice).toMatchObject({ status: 409, body: { code: 'replay.already-approved' } });
    expect(await ask.run(ground, plan.replayId, { hash })).toMatchObject({ status: 202, body: { state: 'RUNNING' } });
    const again = await ask.run(ground, plan.replayId, { hash });
    expect(again).toMatchObject({ status: 409, body: { code: 'replay.already-run' } });
    await settle(ground, translating, outside);
    const after = await recordOf(ground, payment);
    expect(after).toMatchObject({ state: 'DELIVERED', attempt: before?.attempt });
    expect(effectsOf(payment)).toHaveLength(1);
    // The same once more does nothing, and says so.
    const settled = await planned(ground, { filter: { batchId } });
    expect(settled).toMatchObject({ toReplay: { rows: 0 }, needsApproval: false });
    expect(settled.counts).toMatchObject([{ action: 'nothing', code: 'replay.settled', rows: 1, fen: '150000' }]);
    await ask.run(ground, settled.replayId);
    await settle(ground, translating, outside);
    expect((await ask.show(ground, settled.replayId)).body).toMatchObject({ state: 'DONE', progress: { nothing: 1 } });
    expect(effectsOf(payment)).toHaveLength(1);
    expect(await recordOf(ground, payment)).toEqual(after);
  });

  test('does not go where the approval has lapsed, until it is given again', async () => {
    const { payment, batchId } = await stuckPayment();
    const plan = await planned(ground, { filter: { batchId } });
    const hash = plan.hash ?? '';
    await ask.approve(ground, plan.replayId, { hash });
    ground.clock.forward(HALF_HOUR_MS + 1);
    const late = await ask.run(ground, plan.replayId);
    expect(late).toMatchObject({ status: 409, body: { code: 'replay.approval-expired' } });
    expect((await ask.show(ground, plan.replayId)).body.state).toBe('PLANNED');
    await ask.approve(ground, plan.replayId, { hash });
    expect((await ask.run(ground, plan.replayId)).status).toBe(202);
    await settle(ground, translating, outside);
    expect(await recordOf(ground, payment)).toMatchObject({ state: 'DELIVERED' });
  });

  test('does not go when the second person says no', async () => {
    const { payment, batchId } = await stuckPayment();
    const before = await recordOf(ground, payment);
    const plan = await planned(ground, { filter: { batchId } });
    const no = await ask.approve(ground, plan.replayId, { hash: plan.hash ?? '', decision: 'refuse' });
    expect(no.body).toMatchObject({ state: 'REFUSED', problem: 'replay.declined', refusedBy: { by: SECOND.name } });
    expect((await ask.run(ground, plan.replayId)).status).toBe(409);
    expect(await recordOf(ground, payment)).toEqual(before);
  });

  test('is begun by one of two who run the plan at once, and paid once', async () => {
    const { payment, batchId } = await stuckPayment();
    const plan = await planned(ground, { filter: { batchId } });
    await ask.approve(ground, plan.replayId, { hash: plan.hash ?? '' });
    const answers = await Promise.all([ask.run(ground, plan.replayId), ask.run(ground, plan.replayId)]);
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([202, 409]);
    await settle(ground, translating, outside);
    expect(effectsOf(payment)).toHaveLength(1);
  });

  test('goes in one of two approved plans of it: the other finds it changed', async () => {
    const { payment, batchId } = await stuckPayment();
    const plans = [await planned(ground, { filter: { batchId } }), await planned(ground, { filter: { batchId } })];
    for (const { replayId, hash } of plans) {
      await ask.approve(ground, replayId, { hash: hash ?? '' });
      await ask.run(ground, replayId);
    }
    await settle(ground, translating, outside);
    const progress = await Promise.all(
      plans.map(async ({ replayId }) => (await ask.show(ground, replayId)).body.progress),
    );
    // Both may have handed it over before either was translated: translate takes the version once.
    expect(progress.reduce((sum, { replayed }) => sum + replayed, 0)).toBeGreaterThan(0);
    expect(effectsOf(payment)).toHaveLength(1);
    expect(outside.attempts.filter((id) => id === '')).toEqual([]);
  });
});

describe('money that is not to be replayed', () => {
  test('is refused while it is in doubt', async () => {
    const person = newPerson();
    const payment = paymentOf(person);
    await applied([person]);
    await translateChunk(translating, await openBatch(ground, 'payment', [payment]));
    outside.script.push({ kind: 'hang-up', after: true });
    const delivering = deliveringTo(ground, PROVINCE, outside.url);
    // Only until it is in doubt: asked, the province would tell.
    await drain(ground, translating, delivering, 1).catch(() => undefined);
    expect(await recordOf(ground, payment)).toMatchObject({ state: 'IN_DOUBT' });
    ground.queue.sent.length = 0;
    const key = (await recordOf(ground, payment))?.recordKey;
    const plan = await planned(ground, { keys: [{ recordKey: key }] });
    expect(plan.counts).toMatchObject([{ action: 'refused', code: 'replay.in-doubt', rows: 1 }]);
    expect(plan.toReplay.rows).toBe(0);
    // Found by what is wrong with it, too.
    const found = await planned(ground, { filter: { code: 'payment.in-doubt' } });
    expect(found.counts).toMatchObject([{ action: 'refused', code: 'replay.in-doubt' }]);
  });

  test('without its claim is refused while another has it', async () => {
    const person = newPerson();
    await applied([person]);
    const first = paymentOf(person);
    await translateChunk(translating, await openBatch(ground, 'payment', [first]));
    const second = paymentOf(person, { programmeYear: 2024 });
    const batch = await openBatch(ground, 'payment', [second]);
    await translateChunk(translating, batch);
    await settle(ground, translating, outside);
    expect(await recordOf(ground, second)).toMatchObject({ state: 'HELD', problem: 'payment.already-claimed' });
    const plan = await planned(ground, { filter: { batchId: batch.batchId } });
    expect(plan.counts).toMatchObject([{ action: 'refused', code: 'replay.claim-taken', state: 'HELD' }]);
  });

  test('is left alone by translate when the province has said it was paid since, of what the ledger never took, too', async () => {
    const person = newPerson();
    await applied([person]);
    const payment = paymentOf(person);
    const chunk = await openBatch(ground, 'payment', [payment]);
    const problems = [{ row: 2, code: 'value.unmappable', line: 0 }];
    await endWork(ground.table, chunk, { settled: { held: { rows: 1, fen: payment.amountFen } }, problems, next: [] });
    const plan = await planned(ground, { filter: { batchId: chunk.batchId } });
    expect(plan.counts).toMatchObject([{ action: 'replay', state: 'NONE' }]);
    await ask.approve(ground, plan.replayId, { hash: plan.hash ?? '' });
    const key = { recordKey: recordKey(payment, INDEX_KEY), source: PROVINCE };
    const said = newItem({ ...key, kind: 'payment', state: 'DELIVERED', status: 'SUCCESS' });
    await writePayments(ground.table, [{ record: said, expectedFence: null, claim: null, code: null }]);
    await ask.run(ground, plan.replayId);
    await settle(ground, translating, outside);
    expect(await recordOf(ground, payment)).toBeUndefined();
    expect(effectsOf(payment)).toEqual([]);
  });

  test('is left alone by translate when it has come into doubt since the part was decided', async () => {
    const { payment, batchId } = await stuckPayment();
    const plan = await planned(ground, { filter: { batchId } });
    await ask.approve(ground, plan.replayId, { hash: plan.hash ?? '' });
    await ask.run(ground, plan.replayId);
    await workOff(ground, replayingOn(ground));
    const chunks = ground.queue.sent.splice(0);
    // The city says it anew before the plan's chunk is translated.
    const newer = { ...payment, bankName: '建设银行', updatedAt: '2026-11-23T10:00:00+08:00' };
    await translateChunk(translating, await openBatch(ground, 'payment', [newer], { seenBefore: true }));
    await drain(ground, translating, deliveringTo(ground, PROVINCE, outside.url));
    const after = await recordOf(ground, payment);
    expect(after).toMatchObject({ state: 'DELIVERED' });
    ground.queue.sent.push(...chunks);
    await settle(ground, translating, outside);
    expect(await recordOf(ground, payment)).toEqual(after);
    expect(effectsOf(payment)).toHaveLength(1);
  });
});
