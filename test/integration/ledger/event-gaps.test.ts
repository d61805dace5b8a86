import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Http } from '../../../adapters/http/http.ts';
import { PARK_DEADLINE_MS, readInbound, UNKNOWN_DEADLINE_MS } from '../../../adapters/ledger/inbound.ts';
import { deliver } from '../../../functions/deliver/deliver.ts';
import { askLastWord } from '../../../functions/deliver/last-word.ts';
import { translateChunk } from '../../../functions/translate/chunk.ts';
import type { Translating } from '../../../functions/translate/environment.ts';
import { translateEvents } from '../../../functions/translate/events.ts';
import type { DeliveryMessage, EventMessage, QuestionMessage } from '../../../schemas/message.ts';
import { type TestProvince, startDestination } from './destination.ts';
import { deliveringTo, drain, openBatch, recordOf, takeMessages, translatingOn } from './flow.ts';
import { type Ground, startGround } from './ground.ts';
import { applicantOf, CITY, newPerson, paymentOf, type Person, PROVINCE } from './records.ts';
import { allDue, problemsShown, sweepingOn, sweepOnce } from './sweeping.ts';
import { lastFileOf, type Told, toldTo } from './told.ts';

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
  said = nothing;
  asked.length = 0;
});

interface Said {
  readonly status: number;
  readonly body: unknown;
}
const nothing: Said = { status: 503, body: {} };
/** What the province answers, and what it was asked. */
let said: Said = nothing;
const asked: string[] = [];

/** The province as deliver speaks to it, answering questions as `said`. */
function province() {
  const get = async (path: string): ReturnType<Http['get']> => {
    asked.push(path);
    return { status: said.status, headers: {}, body: Buffer.from(JSON.stringify(said.body)) };
  };
  const http = { get, post: get, put: get, close: () => {} };
  return { ...deliveringTo(ground, PROVINCE, outside.url), openHttp: () => http, translateQueue: 'translate' };
}

const reviewed = (person: Person, sequence: number, status: string): Promise<Told> =>
  toldTo(ground, person, 'applicant.status-changed', sequence, { status });
const inbound = async (webhookId: string) => await readInbound(ground.table, webhookId);
const ofProvince = async (person: Person) => await recordOf(ground, applicantOf(person), PROVINCE);
const translate = async (...told: readonly { readonly message: EventMessage }[]) =>
  await translateEvents(
    translating,
    told.map(({ message }) => message),
  );
const questions = () => takeMessages(ground, 'deliver-province') as readonly QuestionMessage[];

async function knownApplicant(): Promise<Person> {
  const person = newPerson();
  await translateChunk(translating, await openBatch(ground, 'applicant', [applicantOf(person)]));
  await drain(ground, translating, deliveringTo(ground, PROVINCE, outside.url));
  return person;
}

/** The body of a record's last webhook event, as the province answers with it. */
function lastEvent({ declarationNo, programmeCode, programmeYear }: Person, sequence: number, data: object): Said {
  const about = { declarationNo, programmeCode, programmeYear, sequence, updatedAt: '2026-11-24T08:00:00+08:00' };
  const event = { type: 'applicant.status-changed', timestamp: about.updatedAt, data: { ...about, ...data } };
  return { status: 200, body: { sequence, event } };
}

/** An event whose predecessor was lost, past its deadline. Answers the question that was put. */
async function overdue(event: Told): Promise<QuestionMessage> {
  await translate(event);
  ground.clock.forward(PARK_DEADLINE_MS + 1);
  ground.queue.sent.length = 0;
  await translate(event);
  const [question, ...more] = questions();
  if (question === undefined || more.length > 0) throw new Error('not one question');
  return question;
}

describe('an event whose predecessor never comes', () => {
  test('is not asked about before its deadline, and looked at again after longer and longer waits', async () => {
    const event = await reviewed(await knownApplicant(), 2, 'APPROVED');
    const waits: number[] = [];
    for (let seconds = 0; seconds < 200;) {
      await translate(event);
      const [next] = ground.queue.sent.splice(0);
      expect(next?.url).toBe('translate');
      waits.push(next?.delaySeconds ?? 0);
      seconds += next?.delaySeconds ?? 200;
      ground.clock.forward((next?.delaySeconds ?? 0) * 1000);
    }
    expect(waits).toEqual([2, 2, 4, 8, 16, 32, 60, 60, 60]);
  });

  test('has the province asked: its last word is applied as a jump, the event is kept as stale, and the next one follows', async () => {
    const person = await knownApplicant();
    const event = await reviewed(person, 3, 'CITY_REVIEW');
    said = lastEvent(person, 5, { status: 'PUBLIC_NOTICE' });
    await askLastWord(province(), await overdue(event));
    expect(asked).toEqual([`/api/v1/records/GZ-XLBZ/2025/${person.declarationNo}?kind=applicant`]);
    await drain(ground, translating, deliveringTo(ground, CITY, outside.url));
    expect(await ofProvince(person)).toMatchObject({ sequence: 5, status: 'PUBLIC_NOTICE', state: 'DELIVERED' });
    expect((await ofProvince(person))?.history).toContain(':webhook.gap-asked');
    expect(lastFileOf(outside, 'gb18030')).toContain('公示');
    expect(await inbound(event.webhookId)).toMatchObject({ state: 'APPLIED', problem: 'record.stale' });
    expect(await inbound(`${event.webhookId}.1`)).toMatchObject({ state: 'APPLIED', answerTo: event.webhookId });
    const next = await reviewed(person, 6, 'PAYABLE');
    await translate(next);
    expect((await inbound(next.webhookId))?.state).toBe('APPLIED');
    expect((await ofProvince(person))?.history).toContain(':applicant.status-changed');
    // The ones that were lost come after all: kept, and nothing is undone.
    const late = await reviewed(person, 1, 'SYSTEM_CHECK');
    await translate(late);
    expect(await inbound(late.webhookId)).toMatchObject({ state: 'APPLIED', problem: 'record.stale' });
    expect((await ofProvince(person))?.status).toBe('PAYABLE');
  });

  test('and the word just before it: the event itself follows', async () => {
    const person = await knownApplicant();
    const event = await reviewed(person, 3, 'APPROVED');
    said = lastEvent(person, 2, { status: 'CITY_REVIEW' });
    await askLastWord(province(), await overdue(event));
    await drain(ground, translating, deliveringTo(ground, CITY, outside.url));
    expect(await inbound(event.webhookId)).toMatchObject({ state: 'APPLIED', problem: null });
    expect(await ofProvince(person)).toMatchObject({ sequence: 3, status: 'APPROVED' });
  });

  test('is asked about once for all that wait behind the same gap, and the city is told once', async () => {
    const person = await knownApplicant();
    const events = [await reviewed(person, 2, 'UNIT_REVIEW'), await reviewed(person, 4, 'APPROVED')];
    ground.clock.forward(PARK_DEADLINE_MS + 1);
    await translate(...events);
    const [question, ...more] = questions();
    expect([question?.webhookId, more]).toEqual([events[1]?.webhookId, []]);
    if (question === undefined) throw new Error('nothing asked');
    said = lastEvent(person, 4, { status: 'APPROVED' });
    await Promise.all([askLastWord(province(), question), askLastWord(province(), question)]);
    expect(asked).toHaveLength(2);
    const answers = takeMessages(ground, 'translate') as readonly EventMessage[];
    await translateEvents(translating, [...answers, ...events.map(({ message }) => message)]);
    expect(await Promise.all(events.map(async ({ webhookId }) => (await inbound(webhookId))?.state))).toEqual([
      'APPLIED',
      'APPLIED',
    ]);
    const deliveries = takeMessages(ground, 'deliver-city') as readonly DeliveryMessage[];
    expect(deliveries).toHaveLength(1);
    for (const message of deliveries) await deliver(deliveringTo(ground, CITY, outside.url), message, 'one');
    const text = lastFileOf(outside, 'gb18030');
    expect(text.split(person.declarationNo)).toHaveLength(2);
  });

  test.each<[string, (person: Person) => Said]>([
    ['is out of order', () => ({ status: 503, body: {} })],
    ['asks to wait', () => ({ status: 429, body: {} })],
    ['does not know the record', () => ({ status: 404, body: { code: 'record.not-found' } })],
    ['has never said anything', () => ({ status: 200, body: { sequence: 0, event: null } })],
    ['says less than it did', (person) => lastEvent(person, 1, { status: 'APPROVED' })],
    ['speaks of somebody else', () => lastEvent(newPerson(), 9, { status: 'APPROVED' })],
    ['contradicts itself', (person) => ({ ...lastEvent(person, 4, { status: 'APPROVED' }), ...sequenceOf(person, 5) })],
    ['says what nobody agreed on', (person) => lastEvent(person, 4, { status: 'MAYBE' })],
    ['answers something else', () => ({ status: 200, body: 'welcome' })],
  ])('stays parked and due while the province %s, and is asked about again later and later', async (_, answer) => {
    const person = await knownApplicant();
    const event = await reviewed(person, 4, 'APPROVED');
    said = answer(person);
    await askLastWord(province(), await overdue(event));
    expect(ground.queue.sent).toEqual([]);
    const waits: number[] = [];
    for (let times = 1; times <= 8; times++) {
      const item = await inbound(event.webhookId);
      expect(item).toMatchObject({ state: 'PARKED', problem: 'webhook.sequence-gap', asked: times });
      waits.push((new Date(item?.dueAt ?? '').getTime() - ground.clock.now().getTime()) / 60_000);
      ground.clock.set(new Date(item?.dueAt ?? ''));
      await sweepOnce(sweepingOn(ground, { [PROVINCE]: 'deliver-province', [CITY]: 'deliver-city' }));
      const own = (takeMessages(ground, 'translate') as readonly EventMessage[]).filter(
        ({ webhookId }) => webhookId === event.webhookId,
      );
      expect(own).toHaveLength(1);
      await translateEvents(translating, own);
      expect(questions().map(({ webhookId }) => webhookId)).toEqual([event.webhookId]);
    }
    expect(waits).toEqual([10, 20, 40, 80, 160, 320, 360, 360]);
    expect(await ofProvince(person)).toBeUndefined();
    expect(await inbound(`${event.webhookId}.1`)).toBeUndefined();
  });

  const sequenceOf = (person: Person, sequence: number): Said => ({
    status: 200,
    body: { ...(lastEvent(person, 4, { status: 'APPROVED' }).body as object), sequence },
  });

  test('of a payment is asked about by its level', async () => {
    const person = await knownApplicant();
    const batch = await openBatch(ground, 'payment', [paymentOf(person)]);
    await translateChunk(translating, batch);
    await drain(ground, translating, deliveringTo(ground, PROVINCE, outside.url));
    const event = await toldTo(ground, person, 'payment.returned', 2, { fundingLevel: 'CITY', status: 'RETURNED' });
    said = { status: 200, body: { sequence: 0, event: null } };
    await askLastWord(province(), await overdue(event));
    expect(asked).toEqual([`/api/v1/records/GZ-XLBZ/2025/${person.declarationNo}?kind=payment&fundingLevel=CITY`]);
  });

  test('is healed whatever gets lost or dies between question and answer', async () => {
    const person = await knownApplicant();
    const event = await reviewed(person, 2, 'APPROVED');
    await translate(event);
    ground.clock.forward(PARK_DEADLINE_MS + 1);
    said = lastEvent(person, 2, { status: 'APPROVED' });
    // Each round one step further: the question is lost, then its answer at each call to the ledger, then the answer's message.
    for (let at = 0; at < 6; at++) {
      ground.queue.sent.length = 0;
      await translate(event);
      const [question] = questions();
      if (at > 0 && question !== undefined) {
        let calls = 0;
        ground.setMishap(() => {
          if (++calls >= at) throw new Error('killed');
        });
        if (at === 5) ground.queue.failNext();
        await askLastWord(province(), question).catch(() => {});
        ground.setMishap(null);
      }
      ground.clock.forward(86_400_000);
    }
    for (let runs = 0; runs < 3; runs++) {
      await sweepOnce(sweepingOn(ground, { [PROVINCE]: 'deliver-province', [CITY]: 'deliver-city' }));
      const own = takeMessages(ground, 'translate') as readonly EventMessage[];
      await translateEvents(translating, own);
      for (const question of questions()) await askLastWord(province(), question);
      ground.clock.forward(86_400_000);
    }
    expect((await inbound(event.webhookId))?.state).toBe('APPLIED');
    expect(await ofProvince(person)).toMatchObject({ sequence: 2, status: 'APPROVED' });
  });
});

describe('an event about a record that is not there', () => {
  test('waits for it a month, and is applied when a later batch brings it', async () => {
    const person = newPerson();
    const event = await reviewed(person, 1, 'APPROVED');
    await translate(event);
    ground.clock.forward(PARK_DEADLINE_MS + 1);
    ground.queue.sent.length = 0;
    await translate(event);
    expect(await inbound(event.webhookId)).toMatchObject({ state: 'PARKED', problem: 'record.unknown' });
    expect(ground.queue.sent).toEqual([]);
    ground.clock.forward(20 * 86_400_000);
    await translateChunk(translating, await openBatch(ground, 'applicant', [applicantOf(person)]));
    await drain(ground, translating, deliveringTo(ground, PROVINCE, outside.url));
    await sweepOnce(sweepingOn(ground, { [PROVINCE]: 'deliver-province', [CITY]: 'deliver-city' }));
    await translateEvents(translating, takeMessages(ground, 'translate') as readonly EventMessage[]);
    expect((await inbound(event.webhookId))?.state).toBe('APPLIED');
    expect((await ofProvince(person))?.status).toBe('APPROVED');
  });

  test('is quarantined after a month, where a person finds it; the record’s next event has the province asked', async () => {
    const person = newPerson();
    const event = await reviewed(person, 1, 'APPROVED');
    await translate(event);
    ground.clock.forward(UNKNOWN_DEADLINE_MS + 1);
    await translate(event);
    expect(await inbound(event.webhookId)).toMatchObject({ state: 'QUARANTINED', problem: 'record.unknown' });
    const entries = await allDue(ground.table, new Date(ground.clock.now().getTime() + 365 * 86_400_000));
    expect(entries.map(({ pk }) => pk)).not.toContain(`W#${event.webhookId}`);
    expect(await problemsShown(ground.table, 'province')).toContain(`W#${event.webhookId}`);
    await translateChunk(translating, await openBatch(ground, 'applicant', [applicantOf(person)]));
    await drain(ground, translating, deliveringTo(ground, PROVINCE, outside.url));
    const next = await reviewed(person, 2, 'PAYABLE');
    said = lastEvent(person, 2, { status: 'PAYABLE' });
    await askLastWord(province(), await overdue(next));
    await drain(ground, translating, deliveringTo(ground, CITY, outside.url));
    expect(await ofProvince(person)).toMatchObject({ sequence: 2, status: 'PAYABLE' });
  });

  test('because nobody runs its programme is quarantined after an hour', async () => {
    const event = await reviewed({ ...newPerson(), programmeCode: 'XX-YYYY' } as unknown as Person, 1, 'APPROVED');
    await translate(event);
    ground.clock.forward(PARK_DEADLINE_MS + 1);
    await translate(event);
    expect(await inbound(event.webhookId)).toMatchObject({ state: 'QUARANTINED', problem: 'code.unknown' });
  });
});
