import { afterAll, beforeAll, expect, test } from 'vitest';
import { readInbound } from '../../../adapters/ledger/inbound.ts';
import { standingOf, chunkLineOf } from '../../../core/lines.ts';
import { translateChunk } from '../../../functions/translate/chunk.ts';
import type { Translating } from '../../../functions/translate/environment.ts';
import { translateEvents } from '../../../functions/translate/events.ts';
import type { Applicant } from '../../../schemas/canonical/applicant.ts';
import { startDestination, type TestProvince } from './destination.ts';
import { deliveringTo, drain, openBatch, recordOf, rowsOf, statementOf, translatingOn } from './flow.ts';
import { type Ground, startGround } from './ground.ts';
import { applicantOf, INDEX_KEY, newPerson, type Person, PROVINCE } from './records.ts';
import { toldTo } from './told.ts';

const TALENT = 'shenzhen/talent-platform';
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

/** One person in two courses of one year. */
function twoCourses(): readonly [Applicant, Applicant] {
  const person = { ...newPerson(), programmeCode: 'SZ-ZYPX' } as unknown as Person;
  const first = applicantOf(person, { regionCode: '440300', sex: '1', major: '电工' });
  const second = { ...first, declarationNo: `${first.declarationNo}B`, major: '钳工' };
  return [first, { ...second, updatedAt: '2026-11-22T23:06:00+08:00' }];
}

test('two courses of one person in one file are two records, and neither row displaces the other', () => {
  const [first, second] = twoCourses();
  const origin = { system: TALENT, kind: 'applicant', sequence: 1 } as const;
  const [one, other] = [first, second].map((record, at) => chunkLineOf(INDEX_KEY, origin, { row: at + 2, record }));
  if (one === undefined || other === undefined) throw new Error('two courses were made');
  expect(one.personKey).toBe(other.personKey);
  expect(one.recordKey).not.toBe(other.recordKey);
  const later = chunkLineOf(INDEX_KEY, origin, {
    row: 4,
    record: { ...first, status: 'ENROLLED', updatedAt: second.updatedAt },
  });
  expect(later.recordKey).toBe(one.recordKey);
  expect(standingOf([one, later])).toMatchObject({ kept: [later], rejected: [one] });
});

test('both courses reach the province, and each hears its own events', async () => {
  const [first, second] = twoCourses();
  const batch = await openBatch(ground, 'applicant', [first, second], { system: TALENT });
  await translateChunk(translating, batch);
  await drain(ground, translating, deliveringTo(ground, PROVINCE, outside.url));
  expect(rowsOf(await statementOf(ground, batch.batchId))).toEqual({ applied: 2 });
  expect([...outside.effects.values()].map((sent) => (sent as { major: string }).major).toSorted()).toEqual([
    '电工',
    '钳工',
  ]);

  const events = await Promise.all([
    toldTo(ground, first, 'applicant.status-changed', 1, { status: 'APPROVED' }),
    toldTo(ground, second, 'applicant.status-changed', 1, { status: 'REJECTED' }),
  ]);
  await translateEvents(
    translating,
    events.map(({ message }) => message),
  );
  await drain(ground, translating, deliveringTo(ground, TALENT, outside.url));
  for (const { webhookId } of events)
    expect(await readInbound(ground.table, webhookId)).toMatchObject({ state: 'APPLIED', problem: null });
  expect(await recordOf(ground, first, PROVINCE)).toMatchObject({ state: 'DELIVERED', status: 'APPROVED' });
  expect(await recordOf(ground, second, PROVINCE)).toMatchObject({ state: 'DELIVERED', status: 'REJECTED' });
});
