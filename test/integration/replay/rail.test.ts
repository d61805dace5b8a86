import { describe, expect, test } from 'vitest';
import { say } from '../../../adapters/ledger/statements.ts';
import { recoverClaims } from '../../../functions/sweep/recover-claims.ts';
import type { ReplayView } from '../../../schemas/api/replays.ts';
import type { Payment } from '../../../schemas/canonical/payment.ts';
import { BANK } from '../ledger/bank.ts';
import { recordOf } from '../ledger/flow.ts';
import {
  drain,
  GRANTS,
  ground,
  instruct,
  numberOf,
  numbersAtBank,
  planned,
  province,
  stateAt,
  sweep,
  usePayouts,
} from '../ledger/payouts.ts';
import { itemsIn, putBack } from '../ledger/put-back.ts';
import { sweepingOn } from '../ledger/sweeping.ts';
import { dyingAt, ENDED } from './dying.ts';
import { ask, handle, planned as planOf, replayingOn, workOff } from './replaying.ts';

usePayouts();

/** An instruction that did not leave: the province could not take the payment. */
async function stopped(): Promise<{ readonly payment: Payment; readonly plan: ReplayView }> {
  const payment = planned();
  province.script.push(...Array.from({ length: 4 }, () => ({ kind: 'status', status: 422 }) as const));
  const { batchId } = await instruct([payment]);
  await drain();
  province.script.length = 0;
  expect([await stateAt(payment, GRANTS), await stateAt(payment, BANK)]).toEqual([
    'QUARANTINED PLANNED 1',
    'HELD PLANNED 1',
  ]);
  const plan = await planOf(ground, { filter: { batchId } });
  expect(plan).toMatchObject({ state: 'PLANNED', toReplay: { rows: 1 } });
  return { payment, plan };
}

async function run({ replayId, hash }: ReplayView): Promise<void> {
  await ask.approve(ground, replayId, { hash: hash ?? '' });
  expect((await ask.run(ground, replayId)).status).toBe(202);
}

async function settleAll(): Promise<void> {
  for (let rounds = 0; ground.queue.sent.length > 0; rounds++) {
    if (rounds === 20) throw new Error('the replay does not end');
    await workOff(ground, replayingOn(ground));
    await drain();
  }
}

const sentOf = (payment: Payment) => numbersAtBank().filter((number) => number === numberOf(payment));

describe('an instruction that goes again', () => {
  test('reaches its rail once, whichever call the run dies at', async () => {
    let deaths = 0;
    for (let fatal = 1, died = true; died; fatal++) {
      const { payment, plan } = await stopped();
      await run(plan);
      ground.queue.sent.length = 0;
      const dying = dyingAt(ground, fatal);
      const message = { type: 'run', replayId: plan.replayId, part: 1 };
      await handle(dying.replaying, message).catch((error: unknown) => expect(error).toBe(ENDED));
      ground.setMishap(null);
      died = dying.died();
      if (died) deaths += 1;
      await settleAll();
      await handle(replayingOn(ground), message);
      await settleAll();
      expect(sentOf(payment).length).toBeLessThanOrEqual(1);
      await sweep();
      await settleAll();
      expect([fatal, sentOf(payment)]).toEqual([fatal, [numberOf(payment)]]);
    }
    expect(deaths).toBeGreaterThan(5);
  }, 60_000);

  test('reaches its rail once, where two workers have its part', async () => {
    const { payment, plan } = await stopped();
    await run(plan);
    ground.queue.sent.length = 0;
    const message = { type: 'run', replayId: plan.replayId, part: 1 };
    await Promise.all([handle(replayingOn(ground), message), handle(replayingOn(ground), message)]);
    await settleAll();
    expect(sentOf(payment)).toEqual([numberOf(payment)]);
  });
});

test('what may have been paid before the table was put back is not paid again, by a new plan or an old one', async () => {
  const { payment, plan } = await stopped();
  const then = await itemsIn(ground);
  await run(plan);
  await settleAll();
  expect(sentOf(payment)).toHaveLength(1);
  await putBack(ground, then);
  await recoverClaims(sweepingOn(ground), () => true);
  ground.queue.sent.length = 0;
  const before = await recordOf(ground, payment, GRANTS);
  expect([before?.state, await stateAt(payment, BANK)]).toEqual(['QUARANTINED', 'HELD PLANNED 1']);

  await run(plan);
  await settleAll();
  expect(sentOf(payment)).toHaveLength(1);
  expect(await recordOf(ground, payment, GRANTS)).toEqual(before);
  const key = { recordKey: before?.recordKey ?? '', system: GRANTS };
  const refused = async () => (await planOf(ground, { keys: [key] })).counts;
  expect(await refused()).toMatchObject([{ action: 'refused', code: 'replay.may-be-paid' }]);

  // Two persons settle it, here and at the rail.
  const settled = (source: string) => bothSay('payment.not-made', key.recordKey, source);
  await settled(GRANTS);
  expect(await refused()).toMatchObject([{ action: 'refused', code: 'replay.may-be-paid' }]);
  await settled(BANK);
  expect(await refused()).toMatchObject([{ action: 'replay', code: null }]);
});

test('what the province refused may be said to have arrived after a restore, and not without one', async () => {
  const payment = planned();
  province.script.push({ kind: 'say', outcome: 'refused', code: 'payee.unknown' });
  await instruct([payment]);
  await drain();
  const before = await recordOf(ground, payment, GRANTS);
  expect(before).toMatchObject({ state: 'REJECTED' });
  await bothSay('payment.arrived', before?.recordKey ?? '', GRANTS);
  expect(await recordOf(ground, payment, GRANTS)).toEqual(before);
  await putBack(ground, await itemsIn(ground));
  await bothSay('payment.arrived', before?.recordKey ?? '', GRANTS);
  const after = await recordOf(ground, payment, GRANTS);
  expect(after).toMatchObject({ state: 'DELIVERED', status: 'PLANNED', problem: null });
  // It was settled: nobody takes it back.
  await bothSay('payment.not-made', before?.recordKey ?? '', GRANTS);
  expect(await recordOf(ground, payment, GRANTS)).toEqual(after);
});

async function bothSay(type: 'payment.arrived' | 'payment.not-made', recordKey: string, source: string) {
  const statement = { type, recordKey, source, attempt: 1 } as const;
  for (const by of ['operator', 'approver'])
    await say(
      { table: ground.table, claimGroups: {} },
      { statement, evidence: '银行已确认', by, now: ground.clock.now() },
    );
}
