import { expect, test } from 'vitest';
import { PATIENT, applicant, bulk, call, certificate, parsed, payment, province } from './platform.ts';

const LATER = '2026-11-20T20:00:00+08:00';
const EARLIER = '2026-11-18T20:00:00+08:00';

test('answers every record by itself, in order', async () => {
  const { url } = await province();
  const outcomes = await bulk(
    url,
    'applicants',
    { attemptId: 'a1', record: applicant(1) },
    { attemptId: 'a2', record: applicant(1) },
    { attemptId: 'a3', record: applicant(1, { mobile: '14000000001', updatedAt: EARLIER }) },
    { attemptId: 'a4', record: applicant(1, { mobile: '14000000001', updatedAt: LATER }) },
    { attemptId: 'a5', record: applicant(2, { frontline: 'yes' }) },
    { attemptId: 'a6', record: applicant(1, { idNumber: '440199199003070013', updatedAt: LATER }) },
  );
  expect(outcomes).toEqual(['applied', 'unchanged', 'stale', 'applied', 'record.invalid', 'record.identity-changed']);
});

test('an attempt that comes again gets its first answer and has no second effect', async () => {
  const platform = await province();
  await bulk(platform.url, 'applicants', { attemptId: 'a1', record: applicant(1) });
  const repeated = await bulk(platform.url, 'applicants', {
    attemptId: 'a1',
    record: applicant(1, { mobile: '14000000001', updatedAt: LATER }),
  });
  const exported = await call(platform.url, 'GET', '/api/v1/exports/applicants');
  expect(repeated).toEqual(['applied']);
  expect(exported.text).not.toContain('14000000001');
  expect(platform.stats()).toMatchObject({ repeatedAttempts: 1, appliedTwice: 0, outcomes: { applied: 1 } });
});

test('pays one person once per programme, year and level', async () => {
  const { url } = await province({ knobs: { stepMs: 60_000 } });
  await bulk(url, 'applicants', { attemptId: 'a1', record: applicant(1) }, { attemptId: 'a2', record: applicant(2) });
  const outcomes = await bulk(
    url,
    'payments',
    { attemptId: 'p1', record: payment(1) },
    { attemptId: 'p2', record: payment(1, { paymentNo: 'OTHER' }) },
    { attemptId: 'p3', record: payment(1, { paymentNo: 'DISTRICT', fundingLevel: 'DISTRICT' }) },
    { attemptId: 'p4', record: payment(1, { paymentNo: 'NEXTYEAR', programmeYear: 2026 }) },
    { attemptId: 'p5', record: payment(3) },
    { attemptId: 'p6', record: payment(2, { amountFen: 0 }) },
  );
  expect(outcomes).toEqual([
    'applied',
    'payment.duplicate',
    'applied',
    'applied',
    'declaration.unknown',
    'record.invalid',
  ]);
});

test.each(['FAILED', 'RETURNED', 'CANCELLED'])('takes a further payment after one that is %s', async (status) => {
  const { url } = await province({ knobs: { stepMs: 60_000 } });
  await bulk(url, 'applicants', { attemptId: 'a1', record: applicant(1) });
  const outcomes = await bulk(
    url,
    'payments',
    { attemptId: 'p1', record: payment(1, { status }) },
    { attemptId: 'p2', record: payment(1, { paymentNo: 'SECOND', batchNo: '2025-02' }) },
  );
  expect(outcomes).toEqual(['applied', 'applied']);
});

test('a certificate stays with its person', async () => {
  const { url } = await province();
  const other = certificate(2, { certificateNo: '199015202405000001' });
  const outcomes = await bulk(
    url,
    'certificates',
    { attemptId: 'c1', record: certificate(1, { certificateNo: '199015202405000001' }) },
    { attemptId: 'c2', record: other },
  );
  expect(outcomes).toEqual(['applied', 'certificate.other-person']);
});

test("keeps what it decided itself when the city repeats its older view, and takes the city's own decision", async () => {
  const platform = await province();
  await bulk(platform.url, 'applicants', { attemptId: 'a1', record: applicant(1, { status: 'SUBMITTED' }) });
  await expect.poll(() => platform.stats().records[0]?.byStatus, PATIENT).toEqual({ APPROVED: 1 });
  await bulk(platform.url, 'applicants', {
    attemptId: 'a2',
    record: applicant(1, { status: 'SUBMITTED', mobile: '14000000001', updatedAt: LATER }),
  });
  expect(platform.stats().records[0]?.byStatus).toEqual({ APPROVED: 1 });
  await bulk(platform.url, 'applicants', {
    attemptId: 'a3',
    record: applicant(1, { status: 'WITHDRAWN', updatedAt: LATER }),
  });
  expect(platform.stats().records[0]?.byStatus).toEqual({ WITHDRAWN: 1 });
});

test('tells what became of an attempt, and that one was never taken', async () => {
  const { url } = await province();
  await bulk(url, 'applicants', { attemptId: 'a1', record: applicant(1) });
  expect((await call(url, 'GET', '/api/v1/attempts/a1')).json).toEqual({ attemptId: 'a1', outcome: 'applied' });
  expect(await call(url, 'GET', '/api/v1/attempts/a2')).toMatchObject({
    status: 404,
    json: { code: 'attempt.not-found' },
  });
});

test('tells how a payment stands, without saying whose it is', async () => {
  const { url } = await province({ knobs: { stepMs: 60_000 } });
  await bulk(url, 'applicants', { attemptId: 'a1', record: applicant(1) });
  await bulk(url, 'payments', { attemptId: 'p1', record: payment(1) });
  const { json, text } = await call(url, 'GET', '/api/v1/payments/PAY1');
  expect(json).toMatchObject({ paymentNo: 'PAY1', status: 'PLANNED', amountFen: 150_000 });
  expect(text).not.toContain('idNumber');
  expect((await call(url, 'GET', '/api/v1/payments/PAY2')).status).toBe(404);
});

test('exports its records as JSON Lines in the wire form, by programme and year', async () => {
  const { url } = await province();
  const entries = Array.from({ length: 100 }, (_, index) => ({
    attemptId: `a${index}`,
    record: applicant(index, index === 7 ? { programmeYear: 2026 } : {}),
  }));
  await bulk(url, 'applicants', ...entries);
  const all = await call(url, 'GET', '/api/v1/exports/applicants?programme=GZ-XLBZ&year=2025');
  const lines = all.text.trimEnd().split('\n').map(parsed);
  expect(lines.length).toBe(99);
  expect(lines[0]).toEqual(applicant(0));
  expect((await call(url, 'GET', '/api/v1/exports/applicants?programme=SZ-YMJH')).text).toBe('');
  expect((await call(url, 'GET', '/api/v1/exports/applicants?year=next')).status).toBe(400);
});

test('refuses what is unsigned, malformed or too large', async () => {
  const { url } = await province();
  const records = [{ attemptId: 'a1', record: applicant(1) }];
  const wrongSecret = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;
  expect((await call(url, 'POST', '/api/v1/applicants/bulk', { records }, wrongSecret)).status).toBe(401);
  expect((await fetch(`${url}/api/v1/exports/applicants`)).status).toBe(401);
  expect((await call(url, 'POST', '/api/v1/applicants/bulk', {})).status).toBe(400);
  expect((await call(url, 'POST', '/api/v1/applicants/bulk', { records: [{ record: applicant(1) }] })).status).toBe(
    400,
  );
  expect(
    (await call(url, 'POST', '/api/v1/applicants/bulk', { records: Array.from({ length: 101 }, () => records[0]) }))
      .status,
  ).toBe(413);
  expect((await call(url, 'POST', '/api/v1/applicants/bulk', new Uint8Array(2 * 1024 * 1024 + 1))).status).toBe(413);
  expect((await call(url, 'POST', '/api/v1/people/bulk', { records })).status).toBe(404);
  expect((await call(url, 'GET', '/api/v1/nothing')).status).toBe(404);
});

test('a signature holds for five minutes either way', async () => {
  let clock = Date.now();
  const { url } = await province({ now: () => clock });
  clock += 290_000;
  expect((await call(url, 'GET', '/api/v1/attempts/a1')).status).toBe(404);
  clock += 20_000;
  expect((await call(url, 'GET', '/api/v1/attempts/a1')).status).toBe(401);
});

test('publishes its interface', async () => {
  const { url } = await province();
  const document = parsed(await (await fetch(`${url}/openapi.json`)).text());
  expect(document).toMatchObject({
    openapi: '3.1.0',
    paths: { '/api/v1/payments/bulk': { post: {} }, '/api/v1/exports/{kind}': { get: {} } },
  });
});

test('counts rows and 分 by kind, programme and year', async () => {
  const platform = await province({ knobs: { stepMs: 60_000 } });
  await bulk(
    platform.url,
    'applicants',
    { attemptId: 'a1', record: applicant(1) },
    { attemptId: 'a2', record: applicant(2, { programmeYear: 2026 }) },
  );
  await bulk(platform.url, 'payments', { attemptId: 'p1', record: payment(1) });
  const expected = [
    { kind: 'applicant', programme: 'GZ-XLBZ', year: 2025, rows: 1, fen: '0', byStatus: { APPROVED: 1 } },
    { kind: 'applicant', programme: 'GZ-XLBZ', year: 2026, rows: 1, fen: '0', byStatus: { APPROVED: 1 } },
    { kind: 'payment', programme: 'GZ-XLBZ', year: 2025, rows: 1, fen: '150000', byStatus: { PLANNED: 1 } },
  ];
  expect(platform.stats().records).toEqual(expected);
  expect((await call(platform.url, 'GET', '/admin/stats')).json['records']).toEqual(expected);
});
