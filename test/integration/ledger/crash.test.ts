import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { deliver } from '../../../functions/deliver/deliver.ts';
import { translateChunk } from '../../../functions/translate/chunk.ts';
import { type TestProvince, startDestination } from './destination.ts';
import {
  deliveringTo,
  drain,
  openBatch,
  recordOf,
  rowsOf,
  statementOf,
  takeDeliveries,
  translatingOn,
} from './flow.ts';
import { type Ground, startGround } from './ground.ts';
import { applicantOf, newPerson, paymentOf, PROVINCE } from './records.ts';
import { sweepingOn, sweepOnce } from './sweeping.ts';

let ground: Ground;
let province: TestProvince;
beforeAll(async () => {
  [ground, province] = await Promise.all([startGround(), startDestination()]);
});
afterAll(async () => {
  await Promise.all([ground.stop(), province.stop()]);
});
beforeEach(() => {
  ground.queue.sent.length = 0;
  ground.setMishap(null);
  province.script.length = 0;
  province.asked.length = 0;
});

const parts = () => {
  const translating = translatingOn(ground);
  const delivering = deliveringTo(ground, PROVINCE, province.url);
  return { translating, delivering };
};

/** Puts what the sweeper would find a lease later on the queues again. */
async function sweep(): Promise<void> {
  ground.clock.forward(3_600_000);
  await sweepOnce(sweepingOn(ground, { [PROVINCE]: 'deliver-province' }));
}

/** Dies at the call number `at` to the ledger, as a function does that runs out of time. */
function dieAt(at: number): () => number {
  let seen = 0;
  ground.setMishap(() => {
    seen += 1;
    if (seen >= at) throw new Error('killed');
  });
  return () => seen;
}

describe('a chunk translated again after a crash at any call', () => {
  // One record of each fate: new, as before, older than before, money that waits for the version under way.
  test.each(Array.from({ length: 12 }, (_, at) => at + 1))('at the ledger call %i', async (at) => {
    const { translating, delivering } = parts();
    const [a, b, c] = [newPerson(), newPerson(), newPerson()];
    const known = [applicantOf(b), applicantOf(c)];
    await translateChunk(translating, await openBatch(ground, 'applicant', known));
    const batch = await openBatch(
      ground,
      'applicant',
      [
        applicantOf(a),
        known[0] ?? applicantOf(b),
        applicantOf(c, { major: '旧', updatedAt: '2026-11-01T00:00:00+08:00' }),
      ],
      { seenBefore: true },
    );
    ground.queue.sent.length = 0;
    dieAt(at);
    await translateChunk(translating, batch).catch(() => {});
    ground.setMishap(null);
    await translateChunk(translating, batch);
    await sweep();
    await drain(ground, translating, delivering);
    expect(rowsOf(await statementOf(ground, batch.batchId))).toEqual({ applied: 1, unchanged: 1, rejected: 1 });
  });

  test('finds newer content there meanwhile: what was overtaken is counted once', async () => {
    const { translating, delivering } = parts();
    const [a, b] = [newPerson(), newPerson()];
    const batch = await openBatch(ground, 'applicant', [applicantOf(a), applicantOf(b)]);
    // The chunk's own end is the last call to fail.
    ground.setMishap((call) => {
      if (call === 'UpdateItem' || call === 'TransactWriteItems') throw new Error('killed');
    });
    await translateChunk(translating, batch).catch(() => {});
    ground.setMishap(null);
    const newer = [applicantOf(b, { major: '新', updatedAt: '2026-11-23T08:00:00+08:00' })];
    const later = await openBatch(ground, 'applicant', newer, { seenBefore: true });
    await translateChunk(translating, later);
    await translateChunk(translating, batch);
    await sweep();
    await drain(ground, translating, delivering);
    expect(rowsOf(await statementOf(ground, batch.batchId))).toEqual({ applied: 1, rejected: 1 });
    expect(rowsOf(await statementOf(ground, later.batchId))).toEqual({ applied: 1 });
  });

  test('finds a payment free that had to wait the first time: it is delivered', async () => {
    const { translating, delivering } = parts();
    const person = newPerson();
    await translateChunk(translating, await openBatch(ground, 'applicant', [applicantOf(person)]));
    await drain(ground, translating, delivering);
    const planned = paymentOf(person);
    const other = newPerson();
    const first = await openBatch(ground, 'payment', [planned]);
    await translateChunk(translating, first);
    const submitted = paymentOf(person, { status: 'SUBMITTED', updatedAt: '2026-11-23T01:00:00+08:00' });
    const batch = await openBatch(ground, 'payment', [submitted, paymentOf(other)], { seenBefore: true });
    const standing = ground.queue.sent.splice(0);
    let writes = 0;
    ground.setMishap((call) => {
      // The payments themselves are written; the chunk's end is not.
      if (call === 'UpdateItem' || (call === 'TransactWriteItems' && ++writes > 1)) throw new Error('killed');
    });
    await translateChunk(translating, batch).catch(() => {});
    ground.setMishap(null);
    ground.queue.sent.splice(0, Infinity, ...standing);
    await drain(ground, translating, delivering);
    await translateChunk(translating, batch);
    await translateChunk(translating, await openBatch(ground, 'applicant', [applicantOf(other)]));
    await drain(ground, translating, delivering);
    await sweep();
    await drain(ground, translating, delivering);
    expect(rowsOf(await statementOf(ground, batch.batchId))).toEqual({ applied: 2 });
    expect((await recordOf(ground, submitted))?.state).toBe('DELIVERED');
  });
});

describe('a delivery taken up again', () => {
  test.each(Array.from({ length: 8 }, (_, at) => at + 1))('after a crash at the ledger call %i', async (at) => {
    const { translating, delivering } = parts();
    const batch = await openBatch(ground, 'applicant', [applicantOf(newPerson()), applicantOf(newPerson())]);
    await translateChunk(translating, batch);
    const [message] = takeDeliveries(ground);
    if (message === undefined) throw new Error('nothing to deliver');
    province.script.push({ kind: 'say', outcome: 'busy' });
    dieAt(at);
    await deliver(delivering, message, 'first').catch(() => {});
    ground.setMishap(null);
    await deliver(delivering, message, 'second');
    await sweep();
    await drain(ground, translating, delivering);
    expect(rowsOf(await statementOf(ground, batch.batchId))).toEqual({ applied: 2 });
  });

  test('by two at once, with different answers: every row is counted once', async () => {
    const { translating, delivering } = parts();
    for (let round = 0; round < 6; round++) {
      const batch = await openBatch(ground, 'applicant', [applicantOf(newPerson()), applicantOf(newPerson())]);
      await translateChunk(translating, batch);
      const [message] = takeDeliveries(ground);
      if (message === undefined) throw new Error('nothing to deliver');
      province.script.push({ kind: 'say', outcome: 'busy' });
      await Promise.all([deliver(delivering, message, 'one'), deliver(delivering, message, 'two')]);
      await drain(ground, translating, delivering);
      expect(rowsOf(await statementOf(ground, batch.batchId))).toEqual({ applied: 2 });
    }
  });

  test('after the queue failed: what is due again is found by the sweeper', async () => {
    const { translating, delivering } = parts();
    const batch = await openBatch(ground, 'applicant', [applicantOf(newPerson())]);
    await translateChunk(translating, batch);
    const [message] = takeDeliveries(ground);
    if (message === undefined) throw new Error('nothing to deliver');
    province.script.push({ kind: 'say', outcome: 'busy' });
    ground.queue.failNext();
    await expect(deliver(delivering, message, 'first')).rejects.toThrow('the queue is gone');
    await sweep();
    await drain(ground, translating, delivering);
    expect(rowsOf(await statementOf(ground, batch.batchId))).toEqual({ applied: 1 });
  });
});
