import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readWork } from '../../../adapters/ledger/work.ts';
import { TRIES_MAX } from '../../../core/delivery.ts';
import { deliver } from '../../../functions/deliver/deliver.ts';
import type { Delivering } from '../../../functions/deliver/environment.ts';
import { translateChunk } from '../../../functions/translate/chunk.ts';
import type { Translating } from '../../../functions/translate/environment.ts';
import type { DeliveryMessage } from '../../../schemas/message.ts';
import type { Canonical } from '../../../schemas/systems/system.ts';
import type { Kind } from '../../../schemas/kind.ts';
import { type TestProvince, type Turn, startDestination } from './destination.ts';
import {
  deliveringTo,
  drain,
  openBatch,
  problemsOf,
  recordOf,
  rowsOf,
  statementOf,
  takeDeliveries,
  translatingOn,
} from './flow.ts';
import { type Ground, startGround } from './ground.ts';
import { applicantOf, newPerson, paymentOf, PROVINCE } from './records.ts';

let ground: Ground;
let province: TestProvince;
let translating: Translating;
let delivering: Delivering;
beforeAll(async () => {
  [ground, province] = await Promise.all([startGround(), startDestination()]);
  translating = translatingOn(ground);
});
afterAll(async () => {
  await Promise.all([ground.stop(), province.stop()]);
});
beforeEach(() => {
  delivering = deliveringTo(ground, PROVINCE, province.url);
  ground.queue.sent.length = 0;
  for (const list of [province.script, province.asked, province.attempts, province.questions]) list.length = 0;
  province.effects.clear();
});

/** A batch translated, and the message of its delivery taken off the queue. */
async function prepared(kind: Kind, records: readonly Canonical[]) {
  const batch = await openBatch(ground, kind, records);
  await translateChunk(translating, batch);
  const [message] = takeDeliveries(ground);
  if (message === undefined) throw new Error('nothing to deliver');
  return { batchId: batch.batchId, message };
}
/** A payment whose applicant the province has. */
async function preparedPayment() {
  const person = newPerson();
  const payment = paymentOf(person);
  await deliver(delivering, (await prepared('applicant', [applicantOf(person)])).message, 'before');
  province.attempts.length = 0;
  province.effects.clear();
  return { payment, ...(await prepared('payment', [payment])) };
}
const nextMessage = () => {
  const sent = ground.queue.sent.splice(0);
  expect(sent).toHaveLength(1);
  const [only] = sent;
  if (only === undefined) throw new Error('nothing was sent');
  return { message: only.message as unknown as DeliveryMessage, delaySeconds: only.delaySeconds };
};
const stateOf = async (record: Canonical) => (await recordOf(ground, record))?.state;
const rows = async (batch: { readonly batchId: string }) => rowsOf(await statementOf(ground, batch.batchId));

const hangUpBefore: Turn = { kind: 'hang-up', after: false };
const hangUpAfter: Turn = { kind: 'hang-up', after: true };
const say = (outcome: string, code?: string): Turn =>
  code === undefined ? { kind: 'say', outcome } : { kind: 'say', outcome, code };
const status = (code: number, headers: Record<string, string> = {}): Turn => ({
  kind: 'status',
  status: code,
  headers,
});

describe.each(['applicant', 'payment'] as const)('a %s', (kind) => {
  const prepare = async () => {
    if (kind === 'payment') return await preparedPayment();
    const record = applicantOf(newPerson());
    return { payment: record, ...(await prepared('applicant', [record])) };
  };

  test.each<readonly [string, Turn, string, Record<string, number>, string[]]>([
    ['applied', say('applied'), 'DELIVERED', { applied: 1 }, []],
    ['unchanged', say('unchanged'), 'DELIVERED', { applied: 1 }, []],
    ['stale', say('stale'), 'REJECTED', { rejected: 1 }, ['2 province.stale']],
    ['refused', say('refused', 'payment.duplicate'), 'REJECTED', { rejected: 1 }, ['2 payment.duplicate']],
    ['busy', say('busy'), 'PENDING', { pending: 1 }, []],
    ['slowed down', status(429, { 'retry-after': '7' }), 'PENDING', { pending: 1 }, []],
    ['not let in', status(401), 'PENDING', { pending: 1 }, []],
    ['refused as a whole', status(400), 'QUARANTINED', { rejected: 1 }, ['2 province.call-refused']],
  ])('that is %s', async (_, turn, state, counted, problems) => {
    const made = await prepare();
    province.script.push(turn);
    await deliver(delivering, made.message, 'one');
    expect(await stateOf(made.payment)).toBe(state);
    expect(await rows(made)).toEqual(counted);
    expect(await problemsOf(ground, made.batchId)).toEqual(problems);
    if (state !== 'PENDING') return;
    // The same attempt again, and now it is taken.
    ground.clock.forward(60_000);
    await deliver(delivering, nextMessage().message, 'two');
    expect(await rows(made)).toEqual({ applied: 1 });
    expect(new Set(province.attempts).size).toBeLessThanOrEqual(1);
  });

  test.each<readonly [string, Turn]>([
    ['a lost connection', hangUpAfter],
    ['an answer that makes no sense', { kind: 'text', text: 'ok' }],
    ['an answer for another attempt', { kind: 'text', text: '{"results":[{"attemptId":"x","outcome":"applied"}]}' }],
    ['a gateway’s 502', status(502)],
    ['a gateway’s 503', status(503)],
  ])('that meets %s', async (_, turn) => {
    const made = await prepare();
    province.script.push(turn);
    await deliver(delivering, made.message, 'one');
    expect(await stateOf(made.payment)).toBe(kind === 'payment' ? 'IN_DOUBT' : 'PENDING');
    expect(await rows(made)).toEqual({ pending: 1 });
    await drain(ground, translating, delivering);
    expect(await rows(made)).toEqual({ applied: 1 });
    expect(province.effects.size).toBe(1);
    expect(new Set(province.attempts).size).toBeLessThanOrEqual(1);
  });
});

test('a destination that is not there is tried again, money without doubt', async () => {
  const { payment, message } = await preparedPayment();
  const away = deliveringTo(ground, PROVINCE, 'http://127.0.0.1:1');
  await deliver(away, message, 'one');
  expect(await stateOf(payment)).toBe('PENDING');
  ground.clock.forward(60_000);
  await deliver(delivering, nextMessage().message, 'two');
  expect(await stateOf(payment)).toBe('DELIVERED');
});

describe('Retry-After', () => {
  test('is waited for, and the jitter after it', async () => {
    const { message } = await prepared('applicant', [applicantOf(newPerson())]);
    province.script.push(status(429, { 'retry-after': '120' }));
    await deliver(delivering, message, 'one');
    expect(nextMessage().delaySeconds).toBe(121);
  });

  test('beyond what a queue can hold back is left to the sweeper', async () => {
    const { message } = await prepared('applicant', [applicantOf(newPerson())]);
    province.script.push(status(429, { 'retry-after': '3000' }));
    await deliver(delivering, message, 'one');
    expect(ground.queue.sent).toEqual([]);
    const successor = await readWork(ground.table, { pk: message.pk, sk: `${message.sk.slice(0, -1)}2` });
    expect(successor).toMatchObject({ state: 'OPEN', tries: 2 });
    expect(new Date(successor?.dueAt ?? 0).getTime() - ground.clock.now().getTime()).toBe(3_000_500);
  });
});

describe('money in doubt', () => {
  test('is asked for, not before the horizon, and found applied without being sent again', async () => {
    const { payment, message, ...batch } = await preparedPayment();
    province.script.push(hangUpAfter);
    await deliver(delivering, message, 'one');
    const first = nextMessage();
    expect(first.delaySeconds).toBe(15);
    ground.clock.forward(5_000);
    await deliver(delivering, first.message, 'early');
    expect(province.questions).toEqual([]);
    const second = nextMessage();
    expect(second.delaySeconds).toBe(10);
    ground.clock.forward(10_000);
    await deliver(delivering, second.message, 'two');
    expect(province.questions).toHaveLength(1);
    expect(province.attempts).toHaveLength(1);
    expect(await stateOf(payment)).toBe('DELIVERED');
    expect(await rows(batch)).toEqual({ applied: 1 });
  });

  test('is sent again under the same attempt only after an authoritative not-found', async () => {
    const { payment, message } = await preparedPayment();
    province.script.push(hangUpBefore);
    await deliver(delivering, message, 'one');
    ground.clock.forward(15_000);
    await deliver(delivering, nextMessage().message, 'two');
    expect(province.attempts).toHaveLength(2);
    expect(new Set(province.attempts).size).toBe(1);
    expect(province.effects.size).toBe(1);
    expect(await stateOf(payment)).toBe('DELIVERED');
  });

  test.each<readonly [string, Turn]>([
    ['a 404 of somebody else', status(404)],
    ['no JSON', { kind: 'text', text: '<html>' }],
    ['a word on another attempt', { kind: 'text', text: '{"attemptId":"other","outcome":"applied"}' }],
    ['a 500', status(500)],
    ['a 400', status(400)],
    ['a lost connection', hangUpBefore],
    ['busy', say('busy')],
  ])('stays in doubt by %s, however often', async (_, turn) => {
    const { payment, message } = await preparedPayment();
    province.script.push(hangUpBefore);
    await deliver(delivering, message, 'one');
    for (let asked = 0; asked < 3; asked++) {
      ground.clock.forward(3_600_000);
      province.asked.push(turn);
      await deliver(delivering, nextMessage().message, 'asking');
    }
    expect(await stateOf(payment)).toBe('IN_DOUBT');
    expect(province.attempts).toHaveLength(1);
  });

  test('is asked for without end', async () => {
    const { payment, message, ...batch } = await preparedPayment();
    province.script.push(hangUpAfter);
    await deliver(delivering, message, 'one');
    for (let asked = 0; asked < TRIES_MAX + 2; asked++) {
      ground.clock.forward(3_600_000);
      province.asked.push(status(503));
      await deliver(delivering, nextMessage().message, 'asking');
    }
    expect(await stateOf(payment)).toBe('IN_DOUBT');
    expect(await rows(batch)).toEqual({ pending: 1 });
    ground.clock.forward(3_600_000);
    await deliver(delivering, nextMessage().message, 'at last');
    expect(await rows(batch)).toEqual({ applied: 1 });
  });

  test('comes of a sender that died: asked first, then sent again', async () => {
    const { payment, message } = await preparedPayment();
    // The sender dies after it has said in the ledger that it sends.
    let transactions = 0;
    ground.setMishap((call) => {
      if (call === 'TransactWriteItems' && ++transactions > 1) throw new Error('killed');
    });
    province.script.push(hangUpBefore);
    await expect(deliver(delivering, message, 'dead')).rejects.toThrow('killed');
    ground.setMishap(null);
    expect(await stateOf(payment)).toBe('SENDING');
    await deliver(delivering, message, 'second');
    expect(await stateOf(payment)).toBe('SENDING');
    const lease = nextMessage();
    expect(lease.delaySeconds).toBe(150);
    ground.clock.forward(150_000);
    await deliver(delivering, lease.message, 'third');
    expect(await stateOf(payment)).toBe('IN_DOUBT');
    expect(province.attempts).toHaveLength(1);
    await drain(ground, translating, delivering);
    expect(province.questions).toHaveLength(1);
    expect(new Set(province.attempts).size).toBe(1);
    expect(await stateOf(payment)).toBe('DELIVERED');
    expect(province.effects.size).toBe(1);
  });
});

test('one payment taken up by three workers is sent by one', async () => {
  const { message, ...batch } = await preparedPayment();
  await Promise.all(['a', 'b', 'c'].map((sender) => deliver(delivering, message, sender)));
  expect(province.attempts).toHaveLength(1);
  await drain(ground, translating, delivering);
  expect(await rows(batch)).toEqual({ applied: 1 });
});

test('a row is tried 16 times, then quarantined', async () => {
  const record = applicantOf(newPerson());
  const { message, ...batch } = await prepared('applicant', [record]);
  province.script.push(...Array.from({ length: TRIES_MAX }, () => say('busy')));
  ground.queue.sent.push({ url: 'deliver-province', message: { ...message }, delaySeconds: 0 });
  await drain(ground, translating, delivering);
  expect(province.attempts).toHaveLength(TRIES_MAX);
  expect(await stateOf(record)).toBe('QUARANTINED');
  expect(await problemsOf(ground, batch.batchId)).toEqual(['2 province.unavailable']);
});

describe('a payment whose applicant', () => {
  test('is on its way waits for it, and its waiting is no try', async () => {
    const person = newPerson();
    const applicant = await prepared('applicant', [applicantOf(person)]);
    const { message, ...batch } = await prepared('payment', [paymentOf(person)]);
    let next = message;
    for (let waited = 0; waited < TRIES_MAX + 2; waited++) {
      await deliver(delivering, next, 'waiting');
      next = nextMessage().message;
    }
    expect(province.attempts).toEqual([]);
    await deliver(delivering, applicant.message, 'applicant');
    province.script.push(say('busy'));
    await deliver(delivering, next, 'busy');
    expect(await rows(batch)).toEqual({ pending: 1 });
    await drain(ground, translating, delivering);
    expect(await rows(batch)).toEqual({ applied: 1 });
  });

  test('nobody knows goes to the province after a while, for it to say so', async () => {
    const { message, ...batch } = await prepared('payment', [paymentOf(newPerson())]);
    province.script.push(say('refused', 'declaration.unknown'));
    const began = ground.clock.now().getTime();
    ground.queue.sent.push({ url: 'deliver-province', message: { ...message }, delaySeconds: 0 });
    await drain(ground, translating, delivering);
    expect(await problemsOf(ground, batch.batchId)).toEqual(['2 declaration.unknown']);
    expect(ground.clock.now().getTime() - began).toBe(31_000);
  });

  test('was rejected goes on: the province has the last word', async () => {
    const person = newPerson();
    const applicant = await prepared('applicant', [applicantOf(person)]);
    province.script.push(say('refused'), say('refused', 'declaration.unknown'));
    await deliver(delivering, applicant.message, 'applicant');
    const { message, ...batch } = await prepared('payment', [paymentOf(person)]);
    await deliver(delivering, message, 'payment');
    expect(await rows(batch)).toEqual({ rejected: 1 });
  });
});

test('one busy record of many goes on alone in a successor', async () => {
  const records = Array.from({ length: 3 }, () => applicantOf(newPerson()));
  const { message, ...batch } = await prepared('applicant', records);
  province.script.push({
    kind: 'text',
    text: JSON.stringify({
      results: await Promise.all(
        records.map(async (record, at) => ({
          attemptId: (await recordOf(ground, record))?.attemptId,
          outcome: at === 1 ? 'busy' : 'applied',
        })),
      ),
    }),
  });
  await deliver(delivering, message, 'one');
  expect(await rows(batch)).toEqual({ applied: 2, pending: 1 });
  await deliver(delivering, nextMessage().message, 'two');
  expect(province.attempts).toHaveLength(1);
  expect(await rows(batch)).toEqual({ applied: 3 });
});

test('a record overtaken by a newer version is not sent, and counted as stale', async () => {
  const person = newPerson();
  const older = await prepared('applicant', [applicantOf(person)]);
  const change = { major: '新', updatedAt: '2026-11-23T08:00:00+08:00' };
  const newer = await prepared('applicant', [applicantOf(person, change)]);
  await deliver(delivering, older.message, 'older');
  await deliver(delivering, newer.message, 'newer');
  expect([await rows(older), await rows(newer)]).toEqual([{ rejected: 1 }, { applied: 1 }]);
  expect([...province.effects.values()]).toMatchObject([{ major: '新' }]);
});

test('a message with the hash of another frame is refused', async () => {
  const { message } = await prepared('applicant', [applicantOf(newPerson())]);
  await expect(deliver(delivering, { ...message, hash: 'x'.repeat(43) }, 'one')).rejects.toThrow('not the one');
  expect(province.attempts).toEqual([]);
});

test('250 records go in calls of 100', async () => {
  const { message, ...batch } = await prepared(
    'applicant',
    Array.from({ length: 250 }, () => applicantOf(newPerson())),
  );
  province.script.push({ kind: 'apply' }, say('busy'), { kind: 'apply' });
  await deliver(delivering, message, 'one');
  expect(await rows(batch)).toEqual({ applied: 150, pending: 100 });
  await drain(ground, translating, delivering);
  expect(await rows(batch)).toEqual({ applied: 250 });
  expect(province.effects.size).toBe(250);
});

test('61 payments in doubt are asked for 60 at a time', async () => {
  const people = Array.from({ length: 61 }, newPerson);
  await deliver(
    delivering,
    (
      await prepared(
        'applicant',
        people.map((person) => applicantOf(person)),
      )
    ).message,
    'before',
  );
  const { message, ...batch } = await prepared(
    'payment',
    people.map((person) => paymentOf(person)),
  );
  province.script.push(hangUpAfter);
  await deliver(delivering, message, 'one');
  ground.clock.forward(15_000);
  await deliver(delivering, nextMessage().message, 'two');
  expect(province.questions).toHaveLength(60);
  const last = nextMessage();
  expect(last.delaySeconds).toBe(0);
  await deliver(delivering, last.message, 'three');
  expect(await rows(batch)).toEqual({ applied: 61 });
});
