import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { claimKeyOf } from '../../../adapters/ledger/payments.ts';
import { isRecoveringClaims, readRestore } from '../../../adapters/ledger/restore.ts';
import { getItem } from '../../../adapters/ledger/table.ts';
import { readWork } from '../../../adapters/ledger/work.ts';
import { claimKey, personKey } from '../../../core/identity.ts';
import { recoverClaims } from '../../../functions/sweep/recover-claims.ts';
import { translateChunk } from '../../../functions/translate/chunk.ts';
import { openBatch, problemsOf, recordOf, takeDeliveries, translatingOn } from './flow.ts';
import { type Ground, startGround } from './ground.ts';
import { itemsIn, putBack } from './put-back.ts';
import { CITY, INDEX_KEY, newPerson, paymentOf } from './records.ts';
import { sweepingOn } from './sweeping.ts';

const SHENZHEN = 'shenzhen/dream-plan';
const always = () => true;

describe('a grant that was instructed after the time the table was put back to', () => {
  let ground: Ground;
  beforeAll(async () => {
    ground = await startGround();
  });
  afterAll(async () => await ground.stop());
  beforeEach(() => {
    ground.queue.sent.length = 0;
  });

  test('is not free for another city: its claim comes back before anybody is judged', async () => {
    const then = await itemsIn(ground);
    const person = newPerson();
    const first = paymentOf(person);
    await translateChunk(translatingOn(ground), await openBatch(ground, 'payment', [first]));
    expect(takeDeliveries(ground)).toHaveLength(1);
    await putBack(ground, then);
    const claim = claimKeyOf(claimKey('city-education', personKey(INDEX_KEY, person.idNumber), 'CITY', 1));
    expect(await getItem(ground.table, claim)).toBeUndefined();

    const second = paymentOf(person, { programmeCode: 'SZ-YMJH', batchNo: 'SZ-1', declarationNo: 'SZYM1' });
    const message = await openBatch(ground, 'payment', [second], { system: SHENZHEN });
    await translateChunk(translatingOn(ground), message);
    // Nothing is judged yet, and nothing is lost: the work stays open.
    expect(await recordOf(ground, second, SHENZHEN)).toBeUndefined();
    expect(await readWork(ground.table, message)).toMatchObject({ state: 'OPEN' });
    expect(isRecoveringClaims(await readRestore(ground.table))).toBe(true);

    const made = await Promise.all([
      recoverClaims(sweepingOn(ground), always),
      recoverClaims(sweepingOn(ground), always),
    ]);
    expect(made[0] + made[1]).toBe(1);
    expect(await readRestore(ground.table)).toMatchObject({ claims: null });
    expect(await getItem(ground.table, claim)).toMatchObject({ source: CITY, tenant: 'guangzhou' });

    await translateChunk(translatingOn(ground), message);
    expect(await problemsOf(ground, message.batchId)).toEqual(['2 payment.already-claimed']);
    expect(takeDeliveries(ground)).toEqual([]);
    // Its own city says it again: it holds the claim.
    await translateChunk(translatingOn(ground), await openBatch(ground, 'payment', [first]));
    expect(takeDeliveries(ground)).toHaveLength(1);
  });

  test('that was reported without the claim does not get it', async () => {
    const then = await itemsIn(ground);
    const person = newPerson();
    await translateChunk(translatingOn(ground), await openBatch(ground, 'payment', [paymentOf(person)]));
    const fact = paymentOf(person, {
      programmeCode: 'SZ-YMJH',
      batchNo: 'SZ-2',
      declarationNo: 'SZYM2',
      status: 'SUCCESS',
      paidOn: '2026-11-20',
    });
    const told = await openBatch(ground, 'payment', [fact], { system: SHENZHEN });
    await translateChunk(translatingOn(ground), told);
    expect(await recordOf(ground, fact, SHENZHEN)).toMatchObject({ problem: 'payment.paid-twice' });
    await putBack(ground, then);
    await recoverClaims(sweepingOn(ground), always);
    const claim = claimKeyOf(claimKey('city-education', personKey(INDEX_KEY, person.idNumber), 'CITY', 1));
    expect(await getItem(ground.table, claim)).toMatchObject({ source: CITY });
  });
});
