import { afterAll, beforeAll, expect, test } from 'vitest';
import { putPermitLink } from '../../../adapters/ledger/permit-links.ts';
import { personKey } from '../../../core/identity.ts';
import { translateChunk } from '../../../functions/translate/chunk.ts';
import { translateEvents } from '../../../functions/translate/events.ts';
import type { Translating } from '../../../functions/translate/environment.ts';
import { keep } from '../../../functions/webhook/keep.ts';
import type { EventMessage } from '../../../schemas/message.ts';
import { type TestProvince, startDestination } from './destination.ts';
import { deliveringTo, drain, openBatch, problemsOf, recordOf, translatingOn } from './flow.ts';
import { type Ground, startGround } from './ground.ts';
import { applicantOf, INDEX_KEY, newPerson, paymentOf, PROVINCE } from './records.ts';

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

test('a person is paid once under the old permit and the new one, and events find the record', async () => {
  const older = { ...newPerson(), idType: '03' } as const;
  const newer = { ...newPerson(), idType: '03' } as const;
  const [first, second] = [older, newer].map(({ idNumber }) => personKey(INDEX_KEY, idNumber));
  const link = { newer: second ?? '', older: first ?? '', saidBy: 'a', agreedBy: 'b', at: '2026-11-23T00:00:00Z' };
  expect(await putPermitLink(ground.table, link)).toBeNull();

  await translateChunk(translating, await openBatch(ground, 'payment', [paymentOf(older as never)]));
  const again = paymentOf(newer as never, { programmeYear: 2026 });
  const batch = await openBatch(ground, 'payment', [again]);
  await translateChunk(translating, batch);
  expect(await problemsOf(ground, batch.batchId)).toEqual(['2 payment.already-claimed']);

  const application = applicantOf(newer as never);
  await translateChunk(translating, await openBatch(ground, 'applicant', [application]));
  const stands = { ...application, idNumber: older.idNumber };
  expect(await recordOf(ground, stands)).toMatchObject({ personKey: first, status: 'SUBMITTED' });
  expect(await recordOf(ground, application)).toBeUndefined();

  const { declarationNo, programmeCode, programmeYear } = newer;
  const data = { declarationNo, programmeCode, programmeYear, sequence: 1, status: 'APPROVED' };
  const timestamp = ground.clock.now().toISOString();
  const event = { type: 'applicant.status-changed', timestamp, data: { ...data, updatedAt: timestamp } };
  ground.queue.sent.length = 0;
  await keep({ ...ground, translateQueue: 'translate' }, 'evt_permit', Buffer.from(JSON.stringify(event)));
  await translateEvents(translating, [ground.queue.sent[0]?.message as unknown as EventMessage]);
  ground.queue.sent.shift();
  await drain(ground, translating, deliveringTo(ground, 'guangzhou/degree-subsidy', outside.url));
  expect(await recordOf(ground, stands, PROVINCE)).toMatchObject({ state: 'DELIVERED', status: 'APPROVED' });
});
