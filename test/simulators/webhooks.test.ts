import { createServer } from 'node:http';
import { Webhook } from 'standardwebhooks';
import { expect, onTestFinished, test } from 'vitest';
import {
  PATIENT,
  applicant,
  bridge,
  bulk,
  call,
  certificate,
  payment,
  province,
  temporaryFolder,
  WEBHOOK_SECRET,
  type Taken,
} from './platform.ts';

function types(taken: readonly Taken[]): readonly string[] {
  return taken.map((event) => event.body.type);
}

test('a review walks to its end and tells it once, signed by Standard Webhooks', async () => {
  const to = await bridge();
  const platform = await province({ bridgeUrl: to.url });
  await bulk(
    platform.url,
    'applicants',
    { attemptId: 'a1', record: applicant(1, { status: 'SUBMITTED' }) },
    { attemptId: 'a2', record: applicant(2) },
  );
  await expect
    .poll(() => platform.stats(), PATIENT)
    .toMatchObject({ walking: 0, webhooks: { delivered: 1, pending: 0 } });
  const [event] = to.taken;
  expect(event?.path).toBe('/v1/webhooks/province');
  expect(
    new Webhook(WEBHOOK_SECRET).verify(event?.raw ?? '', { ...event?.headers } as Record<string, string>),
  ).toBeTruthy();
  expect(event?.body).toMatchObject({
    type: 'applicant.status-changed',
    data: {
      declarationNo: 'GZXL20250000001',
      programmeCode: 'GZ-XLBZ',
      programmeYear: 2025,
      sequence: 1,
      status: 'APPROVED',
    },
  });
  expect(event?.body.data['updatedAt']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00$/);
  expect(Object.keys(event?.body.data ?? {}).toSorted()).toEqual([
    'declarationNo',
    'programmeCode',
    'programmeYear',
    'sequence',
    'status',
    'updatedAt',
  ]);
});

test('a declared certificate is verified, a planned payment settled once its applicant is approved', async () => {
  const to = await bridge();
  const platform = await province({ bridgeUrl: to.url });
  await bulk(platform.url, 'applicants', { attemptId: 'a1', record: applicant(1, { status: 'CITY_REVIEW' }) });
  await bulk(
    platform.url,
    'certificates',
    { attemptId: 'c1', record: certificate(1, { verification: 'DECLARED' }) },
    { attemptId: 'c2', record: certificate(2) },
  );
  await bulk(platform.url, 'payments', { attemptId: 'p1', record: payment(1) });
  await expect
    .poll(() => types(to.taken).toSorted(), PATIENT)
    .toEqual(['applicant.status-changed', 'certificate.verified', 'payment.settled']);
  const settled = to.taken.find((event) => event.body.type === 'payment.settled');
  expect(settled?.body.data).toMatchObject({
    paymentNo: 'PAY1',
    batchNo: '2025-01',
    fundingLevel: 'CITY',
    amountFen: 150_000,
    status: 'SUCCESS',
    sequence: 1,
  });
  expect(settled?.body.data['paidOn']).toMatch(/^\d{4}-\d\d-\d\d$/);
  expect(types(to.taken).indexOf('payment.settled')).toBeGreaterThan(
    types(to.taken).indexOf('applicant.status-changed'),
  );
});

test('no payment settles while its applicant is under review', async () => {
  const platform = await province({ knobs: { stepMs: 20 } });
  await bulk(platform.url, 'applicants', { attemptId: 'a1', record: applicant(1, { status: 'REJECTED' }) });
  await bulk(platform.url, 'payments', { attemptId: 'p1', record: payment(1) });
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(platform.stats().records.find((group) => group.kind === 'payment')?.byStatus).toEqual({ PLANNED: 1 });
});

test('knobs make certificates be rejected, payments fail, and settled ones be returned later', async () => {
  const to = await bridge();
  const platform = await province({ bridgeUrl: to.url, knobs: { rejectedCertificates: 1, returnedPayments: 1 } });
  await bulk(
    platform.url,
    'applicants',
    { attemptId: 'a1', record: applicant(1) },
    { attemptId: 'a2', record: applicant(2) },
  );
  await bulk(platform.url, 'certificates', { attemptId: 'c1', record: certificate(1, { verification: 'DECLARED' }) });
  await bulk(platform.url, 'payments', { attemptId: 'p1', record: payment(1) });
  await expect.poll(() => types(to.taken), PATIENT).toHaveLength(3);
  expect(
    to.taken
      .filter((event) => event.body.type.startsWith('payment'))
      .map((event) => [event.body.type, event.body.data['sequence'], event.body.data['status']]),
  ).toEqual([
    ['payment.settled', 1, 'SUCCESS'],
    ['payment.returned', 2, 'RETURNED'],
  ]);
  expect(['NOT_FOUND', 'MISMATCH']).toContain(
    to.taken.find((event) => event.body.type === 'certificate.rejected')?.body.data['verification'],
  );
  platform.setFaults({ failedPayments: 1 });
  await bulk(platform.url, 'payments', { attemptId: 'p2', record: payment(2) });
  await expect.poll(() => types(to.taken), PATIENT).toContain('payment.failed');
});

test('tries again with the same id until it is taken, and keeps the order of a record', async () => {
  const to = await bridge(500, 429);
  const platform = await province({ bridgeUrl: to.url, knobs: { returnedPayments: 1 }, retryDelaysMs: [20, 20, 20] });
  await bulk(platform.url, 'applicants', { attemptId: 'a1', record: applicant(1) });
  await bulk(platform.url, 'payments', { attemptId: 'p1', record: payment(1) });
  await expect.poll(() => platform.stats().webhooks, PATIENT).toMatchObject({ delivered: 2, pending: 0, tries: 4 });
  expect(types(to.taken)).toEqual(['payment.settled', 'payment.settled', 'payment.settled', 'payment.returned']);
  expect(new Set(to.taken.map((event) => event.headers['webhook-id'])).size).toBe(2);
});

test('gives an event up after its last try, and goes on with the next', async () => {
  const to = await bridge(500, 500, 500);
  const platform = await province({ bridgeUrl: to.url, knobs: { returnedPayments: 1 }, retryDelaysMs: [5, 5] });
  await bulk(platform.url, 'applicants', { attemptId: 'a1', record: applicant(1) });
  await bulk(platform.url, 'payments', { attemptId: 'p1', record: payment(1) });
  await expect.poll(() => platform.stats().webhooks, PATIENT).toMatchObject({ failed: 1, delivered: 1, pending: 0 });
});

test('a restart in the middle keeps the queue and the reviews', async () => {
  const dataDir = temporaryFolder();
  const refusing = await bridge(...Array.from({ length: 50 }, () => 503));
  const first = await province({ dataDir, bridgeUrl: refusing.url, retryDelaysMs: [100, 100, 100, 100, 100, 100] });
  await bulk(
    first.url,
    'applicants',
    ...Array.from({ length: 20 }, (_, index) => ({
      attemptId: `a${index}`,
      record: applicant(index, { status: 'PROVINCE_REVIEW' }),
    })),
  );
  await expect.poll(() => first.stats().webhooks.pending, PATIENT).toBe(20);
  await expect.poll(() => refusing.taken.length, PATIENT).toBeGreaterThan(0);
  await bulk(first.url, 'applicants', { attemptId: 'late', record: applicant(99, { status: 'SUBMITTED' }) });
  await first.stop();
  const to = await bridge();
  const second = await province({ dataDir, bridgeUrl: to.url });
  await expect
    .poll(() => second.stats(), PATIENT)
    .toMatchObject({ walking: 0, webhooks: { delivered: 21, pending: 0 } });
  expect(new Set(to.taken.map((event) => event.body.data['declarationNo'])).size).toBe(21);
  expect(
    await bulk(second.url, 'applicants', { attemptId: 'a1', record: applicant(1, { status: 'PROVINCE_REVIEW' }) }),
  ).toEqual(['applied']);
  expect(second.stats()).toMatchObject({ repeatedAttempts: 1, appliedTwice: 0 });
});

test('sends a duplicate under the same id, or first a wrong signature, when told to', async () => {
  const to = await bridge();
  const platform = await province({ bridgeUrl: to.url, knobs: { duplicateWebhook: 1 } });
  await bulk(platform.url, 'applicants', { attemptId: 'a1', record: applicant(1, { status: 'PROVINCE_REVIEW' }) });
  await expect.poll(() => to.taken, PATIENT).toHaveLength(2);
  expect(to.taken[0]?.headers['webhook-id']).toBe(to.taken[1]?.headers['webhook-id']);
  expect(to.taken[0]?.raw).toBe(to.taken[1]?.raw);
  platform.setFaults({ duplicateWebhook: 0, wrongSignature: 1 });
  await bulk(platform.url, 'applicants', { attemptId: 'a2', record: applicant(2, { status: 'PROVINCE_REVIEW' }) });
  await expect.poll(() => to.taken, PATIENT).toHaveLength(3);
  const spoilt = to.taken[2];
  expect(() =>
    new Webhook(WEBHOOK_SECRET).verify(spoilt?.raw ?? '', { ...spoilt?.headers } as Record<string, string>),
  ).toThrow('No matching signature');
  expect(platform.stats().webhooks).toMatchObject({ duplicates: 1, forged: 1, late: 0 });
});

test('an event that is never sent is lost for good, but for whoever asks for the last one', async () => {
  const to = await bridge();
  const platform = await province({ bridgeUrl: to.url, knobs: { loseWebhook: 1, returnedPayments: 1 } });
  await bulk(platform.url, 'applicants', { attemptId: 'a1', record: applicant(1, { status: 'PROVINCE_REVIEW' }) });
  await bulk(platform.url, 'certificates', { attemptId: 'c1', record: certificate(1, { verification: 'DECLARED' }) });
  await bulk(platform.url, 'payments', { attemptId: 'p1', record: payment(1) });
  await expect
    .poll(() => platform.stats(), PATIENT)
    .toMatchObject({ walking: 0, webhooks: { lost: 4, pending: 0, failed: 0, delivered: 0 } });
  expect(to.taken).toEqual([]);
  const { declarationNo, certificateNo } = certificate(1) as Readonly<Record<string, unknown>>;
  const last = async (query: string, place = `GZ-XLBZ/2025/${String(declarationNo)}`) =>
    await call(platform.url, 'GET', `/api/v1/records/${place}?${query}`);
  expect((await last('kind=applicant')).json).toMatchObject({
    sequence: 1,
    event: { type: 'applicant.status-changed', data: { declarationNo, sequence: 1, status: 'APPROVED' } },
  });
  expect((await last('kind=payment&fundingLevel=CITY')).json).toMatchObject({
    sequence: 2,
    event: { type: 'payment.returned', data: { paymentNo: 'PAY1', sequence: 2, status: 'RETURNED' } },
  });
  expect((await last(`kind=certificate&certificateNo=${String(certificateNo)}`)).json).toMatchObject({
    sequence: 1,
    event: { type: 'certificate.verified' },
  });
  for (const [query, place] of [
    ['kind=payment'],
    ['kind=payment&fundingLevel=DISTRICT'],
    ['kind=certificate&certificateNo=1'],
    ['kind=applicant', `GZ-XLBZ/2024/${String(declarationNo)}`],
    ['kind=applicant', 'GZ-XLBZ/2025/NOBODY'],
  ] as const)
    expect((await last(query, place)).json.code, query).toBe('record.not-found');
  expect((await last('kind=somebody')).status).toBe(400);
  await bulk(platform.url, 'applicants', { attemptId: 'a2', record: applicant(2) });
  expect((await last('kind=applicant', 'GZ-XLBZ/2025/GZXL20250000002')).json).toEqual({ sequence: 0, event: null });
});

test('a late webhook waits', async () => {
  const to = await bridge();
  const platform = await province({ bridgeUrl: to.url, knobs: { lateWebhookMs: 150 } });
  await bulk(platform.url, 'applicants', { attemptId: 'a1', record: applicant(1, { status: 'PROVINCE_REVIEW' }) });
  await expect.poll(() => platform.stats().webhooks.pending, PATIENT).toBe(1);
  expect(to.taken).toEqual([]);
  await expect.poll(() => to.taken, PATIENT).toHaveLength(1);
  expect(platform.stats().webhooks).toMatchObject({ late: 1 });
});

test('a bridge that is not there is tried again', async () => {
  const platform = await province({ bridgeUrl: 'http://127.0.0.1:9/v1', retryDelaysMs: [10, 10] });
  await bulk(platform.url, 'applicants', { attemptId: 'a1', record: applicant(1, { status: 'PROVINCE_REVIEW' }) });
  await expect.poll(() => platform.stats().webhooks, PATIENT).toMatchObject({ failed: 1, tries: 3 });
});

test('a bridge that does not answer in time is tried again', async () => {
  const silent = createServer(() => undefined);
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    silent.closeAllConnections();
    silent.close();
  });
  const address = silent.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const platform = await province({
    bridgeUrl: `http://127.0.0.1:${port}/v1`,
    retryDelaysMs: [10],
    knobs: { webhookTimeoutMs: 30 },
  });
  await bulk(platform.url, 'applicants', { attemptId: 'a1', record: applicant(1, { status: 'PROVINCE_REVIEW' }) });
  await expect.poll(() => platform.stats().webhooks, PATIENT).toMatchObject({ failed: 1, tries: 2 });
});
