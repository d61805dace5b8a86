import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readInbound } from '../../../adapters/ledger/inbound.ts';
import { deliver } from '../../../functions/deliver/deliver.ts';
import { sendAgain } from '../../../functions/sweep/send-again.ts';
import type { Translating } from '../../../functions/translate/environment.ts';
import { translateChunk } from '../../../functions/translate/chunk.ts';
import { translateEvents } from '../../../functions/translate/events.ts';
import { keep } from '../../../functions/webhook/keep.ts';
import type { DeliveryMessage, EventMessage } from '../../../schemas/message.ts';
import { type TestProvince, startDestination } from './destination.ts';
import {
  deliveringTo,
  drain,
  openBatch,
  problemsOf,
  recordOf,
  rowsOf,
  statementOf,
  takeMessages,
  translatingOn,
} from './flow.ts';
import { type Ground, startGround } from './ground.ts';
import { lastFileOf, type Told, toldTo } from './told.ts';
import { applicantOf, CITY, newPerson, paymentOf, type Person, PROVINCE } from './records.ts';
import { allDue, sweepingOn } from './sweeping.ts';

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
  ground.setMishap(null);
  outside.files.clear();
  outside.script.length = 0;
});

const toProvince = () => deliveringTo(ground, PROVINCE, outside.url);
const toCity = () => deliveringTo(ground, CITY, outside.url);
const receiving = () => ({ ...ground, translateQueue: 'translate' });
const told = (person: Person, type: string, sequence: number, data: object) =>
  toldTo(ground, person, type, sequence, data);
const reviewed = (person: Person, sequence: number, status: string) =>
  told(person, 'applicant.status-changed', sequence, { status });

async function knownApplicant(): Promise<Person> {
  const person = newPerson();
  await translateChunk(translating, await openBatch(ground, 'applicant', [applicantOf(person)]));
  await drain(ground, translating, toProvince());
  return person;
}
const stateOf = async ({ webhookId }: Told) => (await readInbound(ground.table, webhookId))?.state;
const ofProvince = async (person: Person) => await recordOf(ground, applicantOf(person), PROVINCE);

const lastFile = () => lastFileOf(outside, 'gb18030');

describe('a webhook', () => {
  const body = Buffer.from('{"a":1}');
  test('is kept once, and goes on the queue again until it has been applied', async () => {
    expect(await keep(receiving(), 'once', body)).toBe('new');
    expect(await keep(receiving(), 'once', body)).toBe('repeated');
    expect(ground.queue.sent.map(({ message }) => message['webhookId'])).toEqual(['once', 'once']);
    expect(await keep(receiving(), 'once', Buffer.from('{"a":2}'))).toBe('other-body');
    expect(ground.queue.sent).toHaveLength(2);
  });

  test('that comes twice at once is kept once', async () => {
    const outcomes = await Promise.all([1, 2, 3].map(() => keep(receiving(), 'at-once', body)));
    expect(outcomes.toSorted()).toEqual(['new', 'repeated', 'repeated']);
  });

  test('that has been applied does not go on the queue again', async () => {
    const event = await reviewed(await knownApplicant(), 1, 'APPROVED');
    await translateEvents(translating, [event.message]);
    ground.queue.sent.length = 0;
    const first = await readInbound(ground.table, event.webhookId);
    const kept = await ground.vault.readFrame(first?.pointer ?? { object: '', frame: 0, offset: 0, length: 1 });
    expect(await keep(receiving(), event.webhookId, Buffer.from(kept))).toBe('settled');
    expect(ground.queue.sent).toEqual([]);
  });

  test('whose message was lost is found by the sweeper, once', async () => {
    ground.queue.failNext();
    await expect(keep(receiving(), 'lost', body)).rejects.toThrow('the queue is gone');
    const sweeping = sweepingOn(ground);
    const due = async () => (await allDue(ground.table, ground.clock.now())).filter(({ pk }) => pk === 'W#lost');
    expect(await due()).toEqual([]);
    ground.clock.forward(600_000);
    const [entry] = await due();
    if (entry === undefined) throw new Error('not found');
    const sent = await Promise.all([sendAgain(sweeping, entry), sendAgain(sweeping, entry)]);
    expect(sent.filter(Boolean)).toHaveLength(1);
    expect(ground.queue.sent).toMatchObject([{ url: 'translate', message: { type: 'event', webhookId: 'lost' } }]);
    expect(await sendAgain(sweeping, entry)).toBe(false);
    ground.clock.forward(600_000);
    const [later] = await due();
    expect(later !== undefined && (await sendAgain(sweeping, later))).toBe(true);
  });
});

describe('an event', () => {
  test('reaches the city as its own row with the province’s status', async () => {
    const person = await knownApplicant();
    const event = await reviewed(person, 1, 'APPROVED');
    await translateEvents(translating, [event.message]);
    expect(await stateOf(event)).toBe('APPLIED');
    await drain(ground, translating, toCity());
    expect(lastFile()).toContain(person.declarationNo);
    expect(lastFile()).toContain('审核通过');
    expect(await ofProvince(person)).toMatchObject({ state: 'DELIVERED', status: 'APPROVED', sequence: 1 });
  });

  test('in any order is applied in its record’s own', async () => {
    const person = await knownApplicant();
    const statuses = ['SYSTEM_CHECK', 'UNIT_REVIEW', 'CITY_REVIEW', 'APPROVED'];
    const events: Told[] = [];
    for (const [at, status] of statuses.entries()) events.push(await reviewed(person, at + 1, status));
    for (const event of events.toReversed()) await translateEvents(translating, [event.message]);
    expect(await Promise.all(events.map(stateOf))).toEqual(['APPLIED', 'PARKED', 'PARKED', 'PARKED']);
    await drain(ground, translating, toCity());
    expect(await Promise.all(events.map(stateOf))).toEqual(['APPLIED', 'APPLIED', 'APPLIED', 'APPLIED']);
    expect(await ofProvince(person)).toMatchObject({ sequence: 4, status: 'APPROVED', state: 'DELIVERED' });
    expect(lastFile()).toContain('审核通过');
  });

  test('among thirty of one record in one invocation is applied in its turn', async () => {
    const person = await knownApplicant();
    const events: Told[] = [];
    for (let sequence = 1; sequence <= 30; sequence++)
      events.push(await reviewed(person, sequence, sequence % 2 === 0 ? 'CITY_REVIEW' : 'UNIT_REVIEW'));
    await translateEvents(
      translating,
      events.toReversed().map(({ message }) => message),
    );
    expect(new Set(await Promise.all(events.map(stateOf)))).toEqual(new Set(['APPLIED']));
    expect((await ofProvince(person))?.sequence).toBe(30);
  });

  test('that comes twice under two ids is kept, not applied again', async () => {
    const person = await knownApplicant();
    const [first, second] = [await reviewed(person, 1, 'UNIT_REVIEW'), await reviewed(person, 2, 'APPROVED')];
    await translateEvents(translating, [first.message, second.message]);
    const late = await reviewed(person, 1, 'CITY_REVIEW');
    await translateEvents(translating, [late.message]);
    expect(await readInbound(ground.table, late.webhookId)).toMatchObject({
      state: 'APPLIED',
      problem: 'record.stale',
    });
    expect((await ofProvince(person))?.status).toBe('APPROVED');
  });

  test('about a record that is not there yet waits for it', async () => {
    const person = newPerson();
    const event = await reviewed(person, 1, 'APPROVED');
    await translateEvents(translating, [event.message]);
    expect(await readInbound(ground.table, event.webhookId)).toMatchObject({
      state: 'PARKED',
      problem: 'record.unknown',
    });
    const [again] = takeMessages(ground, 'translate') as readonly EventMessage[];
    if (again === undefined) throw new Error('it does not come back');
    await translateChunk(translating, await openBatch(ground, 'applicant', [applicantOf(person)]));
    await translateEvents(translating, [again]);
    expect(await stateOf(event)).toBe('APPLIED');
  });

  test('that says what nobody agreed on is quarantined, and those beside it go on', async () => {
    const person = await knownApplicant();
    const odd = await reviewed(person, 9, 'MAYBE');
    const good = await reviewed(person, 1, 'APPROVED');
    expect(await translateEvents(translating, [odd.message, good.message])).toEqual(new Set());
    expect([await stateOf(odd), await stateOf(good)]).toEqual(['QUARANTINED', 'APPLIED']);
    expect((await readInbound(ground.table, odd.webhookId))?.problem).toBe('webhook.body-invalid');
  });

  test('that is a notice is kept and goes nowhere', async () => {
    const event = await told(newPerson(), 'notice.published', 1, { title: '公示' });
    await translateEvents(translating, [event.message]);
    expect(await stateOf(event)).toBe('APPLIED');
    expect(ground.queue.sent).toEqual([]);
  });

  test.each(Array.from({ length: 8 }, (_, at) => at + 1))(
    'survives a crash at ledger call %i, alone or with others',
    async (at) => {
      const person = await knownApplicant();
      const events = [await reviewed(person, 1, 'UNIT_REVIEW'), await reviewed(person, 2, 'APPROVED')];
      let seen = 0;
      ground.setMishap(() => {
        if (++seen >= at) throw new Error('killed');
      });
      await translateEvents(
        translating,
        events.map(({ message }) => message),
      ).catch(() => {});
      ground.setMishap(null);
      for (const { message } of events.toReversed()) await translateEvents(translating, [message]);
      await drain(ground, translating, toCity());
      expect(await Promise.all(events.map(stateOf))).toEqual(['APPLIED', 'APPLIED']);
      expect(await ofProvince(person)).toMatchObject({ sequence: 2, status: 'APPROVED', state: 'DELIVERED' });
      expect(lastFile()).toContain('审核通过');
    },
  );
});

test('a file in doubt bears its name in the next try, so that the city takes its rows once', async () => {
  const person = await knownApplicant();
  await translateEvents(translating, [(await reviewed(person, 1, 'APPROVED')).message]);
  const [message] = takeMessages(ground, 'deliver-city') as readonly DeliveryMessage[];
  if (message === undefined) throw new Error('nothing to deliver');
  outside.script.push({ kind: 'hang-up', after: true });
  await deliver(toCity(), message, 'one');
  await drain(ground, translating, toCity());
  expect([...outside.files.values()].map((bodies) => bodies.length)).toEqual([2]);
  const [bodies] = outside.files.values();
  expect(bodies?.[0]).toBe(bodies?.[1]);
  expect((await ofProvince(person))?.state).toBe('DELIVERED');
});

test('what the city repeats of the province’s word is no update', async () => {
  const person = await knownApplicant();
  const event = await reviewed(person, 1, 'APPROVED');
  await translateEvents(translating, [event.message]);
  await drain(ground, translating, toCity());
  const echo = applicantOf(person, { status: 'APPROVED', updatedAt: '2026-11-23T23:30:00+08:00' });
  const batch = await openBatch(ground, 'applicant', [echo], { seenBefore: true });
  await translateChunk(translating, batch);
  expect(rowsOf(await statementOf(ground, batch.batchId))).toEqual({ unchanged: 1 });
});

describe('a payment that failed', () => {
  const day = (at: number) => ({ updatedAt: `2026-12-0${at}T08:00:00+08:00` });
  async function send(record: ReturnType<typeof paymentOf>) {
    const batch = await openBatch(ground, 'payment', [record], { seenBefore: true });
    await translateChunk(translating, batch);
    await drain(ground, translating, toProvince());
    expect(await problemsOf(ground, batch.batchId)).toEqual([]);
    return { item: await recordOf(ground, record), sent: [...outside.effects.values()].at(-1)?.['paymentNo'] };
  }

  test('is tried again under a number of its own, once for each failure', async () => {
    ground.clock.set(new Date('2026-11-30T00:00:00Z'));
    const person = await knownApplicant();
    const first = await send(paymentOf(person, { batchNo: '2025-01', ...day(1) }));
    ground.clock.set(new Date('2026-12-02T00:00:00Z'));
    const failed = await told(person, 'payment.failed', 1, { fundingLevel: 'CITY', status: 'FAILED', reasonCode: 'X' });
    await translateEvents(translating, [failed.message]);
    await drain(ground, translating, toCity());
    // By the city's own clock this was before the failure was reported.
    const second = await send(paymentOf(person, { batchNo: '2025-02', updatedAt: '2026-12-02T04:00:00+08:00' }));
    expect([first.item?.attempt, second.item?.attempt]).toEqual([1, 2]);
    expect(second.sent).not.toBe(first.sent);
    // Corrected before it was paid: still the second attempt, although the province's last word is of the first.
    const corrected = await send(paymentOf(person, { batchNo: '2025-02', bankName: '建设银行', ...day(3) }));
    expect(corrected.item?.attempt).toBe(2);
    expect(corrected.sent).toBe(second.sent);
    // The province's word on the first attempt once more, late: it is older than the second, and no failure of it.
    const late = await told(person, 'payment.failed', 2, { fundingLevel: 'CITY', status: 'FAILED' });
    await translateEvents(translating, [late.message]);
    await drain(ground, translating, toCity());
    const renamed = await send(paymentOf(person, { batchNo: '2025-02', bankName: '农业银行', ...day(5) }));
    expect([renamed.item?.attempt, renamed.sent]).toEqual([2, second.sent]);
    const submitted = await send(
      paymentOf(person, { batchNo: '2025-02', status: 'SUBMITTED', updatedAt: '2026-12-05T20:00:00+08:00' }),
    );
    expect([submitted.item?.attempt, submitted.sent]).toEqual([2, second.sent]);
    ground.clock.set(new Date('2026-12-06T00:00:00Z'));
    const returned = await told(person, 'payment.returned', 3, { fundingLevel: 'CITY', status: 'RETURNED' });
    await translateEvents(translating, [returned.message]);
    await drain(ground, translating, toCity());
    expect((await send(paymentOf(person, { batchNo: '2025-03', ...day(7) }))).item?.attempt).toBe(3);
  });
});
