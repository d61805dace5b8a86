import { expect, test } from 'vitest';
import { applicant, bridge, bulk, certificate, PATIENT, payment, province } from './platform.ts';

const at = (hour: number) => ({ updatedAt: `2026-11-20T${String(hour).padStart(2, '0')}:00:00+08:00` });

test('a course’s application is taken as it is: nobody grants anything, so nobody reviews it', async () => {
  const platform = await province();
  const course = { programmeCode: 'SZ-ZYPX', regionCode: '440300', status: 'SUBMITTED', educationLevel: '60' };
  expect(await bulk(platform.url, 'applicants', { attemptId: 'a1', record: applicant(1, course) })).toEqual([
    'applied',
  ]);
  expect(platform.stats().walking).toBe(0);
});

test('two cities may use one number for two people', async () => {
  const platform = await province();
  const shenzhen = { programmeCode: 'SZ-YMJH', declarationNo: 'GZXL20250000001' };
  expect(
    await bulk(
      platform.url,
      'applicants',
      { attemptId: 'a1', record: applicant(1) },
      { attemptId: 'a2', record: applicant(2, shenzhen) },
    ),
  ).toEqual(['applied', 'applied']);
});

test('certificates of courses and skills are taken; a course’s number is its own issuer’s', async () => {
  const platform = await province();
  const learnt = { educationLevel: '90', certificateNo: 'WXT-1', learningHours: '36' };
  const records = [
    { ...learnt, certificateType: 'LEARNING', programmeCode: 'GZ-WXT', declarationNo: 'W1' },
    { ...learnt, certificateType: 'COMPLETION', programmeCode: 'GZ-ZGDX', declarationNo: 'Z1' },
  ];
  const answers = await bulk(
    platform.url,
    'certificates',
    ...records.map((change, index) => ({ attemptId: `c${index}`, record: certificate(index + 1, change) })),
    {
      attemptId: 'c9',
      record: certificate(9, {
        certificateType: 'SKILL_LEVEL',
        skillLevel: '3',
        educationLevel: '90',
        declarationNo: 'S1',
      }),
    },
    { attemptId: 'c10', record: certificate(10, { certificateType: 'SKILL_LEVEL', skillLevel: '9' }) },
  );
  expect(answers).toEqual(['applied', 'applied', 'applied', 'record.invalid']);
});

test('a matching grant is paid through a bank: it is never walked, and its outcome is told when it is reported', async () => {
  const to = await bridge();
  const platform = await province({ bridgeUrl: to.url });
  await bulk(platform.url, 'applicants', { attemptId: 'a1', record: applicant(1) });
  const report = async (attemptId: string, status: string, hour: number) =>
    await bulk(platform.url, 'payments', {
      attemptId,
      record: payment(1, { fundingLevel: 'DISTRICT', status, ...at(hour) }),
    });
  expect(await report('p1', 'PLANNED', 1)).toEqual(['applied']);
  expect(platform.stats()).toMatchObject({ walking: 0, webhooks: { pending: 0 } });
  expect(await report('p2', 'PROCESSING', 2)).toEqual(['applied']);
  expect(await report('p3', 'SUCCESS', 3)).toEqual(['applied']);
  expect(await report('p4', 'RETURNED', 4)).toEqual(['applied']);
  await expect.poll(() => to.taken.length, PATIENT).toBe(2);
  expect(to.taken.map(({ body }) => [body.type, body.data['status'], body.data['sequence']])).toEqual([
    ['payment.settled', 'SUCCESS', 1],
    ['payment.returned', 'RETURNED', 2],
  ]);
});

test('one person paid by two cities, or in two years, was paid twice', async () => {
  const platform = await province();
  const elsewhere = { programmeCode: 'SZ-YMJH', declarationNo: 'SZ1' };
  const earlier = { programmeYear: 2024, declarationNo: 'GZ24' };
  await bulk(
    platform.url,
    'applicants',
    ...[applicant(1), applicant(1, elsewhere), applicant(2), applicant(2, earlier)].map((record, index) => ({
      attemptId: `a${index}`,
      record,
    })),
  );
  const paid = { status: 'SUCCESS', paidOn: '2026-11-19' };
  await bulk(
    platform.url,
    'payments',
    ...[
      payment(1, paid),
      payment(1, { ...paid, ...elsewhere, paymentNo: 'SZ1' }),
      payment(2, paid),
      payment(2, { ...paid, ...earlier, paymentNo: 'GZ24' }),
    ].map((record, index) => ({ attemptId: `p${index}`, record })),
  );
  expect(platform.stats().paidTwice).toBe(2);
});
