import { expect, test } from 'vitest';
import type { Province } from '../../local/simulators/province/server.ts';
import { applicant, bulk, call, parsed, payment, province } from './platform.ts';

const SLOW = { knobs: { stepMs: 3_600_000 } };

async function books({ url }: Province, change: object) {
  const answer = await fetch(`${url}/admin/books`, { method: 'POST', body: JSON.stringify(change) });
  return { status: answer.status, body: (await answer.json()) as { changed?: readonly unknown[]; code?: string } };
}

async function held({ url }: Province, kind: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const { text } = await call(url, 'GET', `/api/v1/exports/${kind}`);
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map(parsed);
}

async function withThree(): Promise<Province> {
  const platform = await province(SLOW);
  await bulk(platform.url, 'applicants', ...[1, 2, 3].map((n) => ({ attemptId: `a${n}`, record: applicant(n) })));
  await bulk(platform.url, 'payments', { attemptId: 'p1', record: payment(1) });
  return platform;
}

test('a record is dropped, altered, copied, and everything is as it was again', async () => {
  const platform = await withThree();
  const before = [await held(platform, 'applicants'), await held(platform, 'payments')];
  const [first] = before[0] ?? [];
  const key = `${String(first?.['programmeCode'])}/${String(first?.['declarationNo'])}`;
  expect((await books(platform, { op: 'drop', kind: 'applicant', key })).body.changed).toMatchObject([{ key }]);
  expect((await books(platform, { op: 'alter', kind: 'applicant', n: 2, fields: { major: '别的' } })).status).toBe(200);
  await books(platform, { op: 'copy', kind: 'payment', n: 1, fields: { paymentNo: 'TWICE', batchNo: '2025-09' } });
  expect((await held(platform, 'applicants')).map(({ major }) => major)).toEqual(['别的', '别的']);
  expect((await held(platform, 'payments')).map(({ paymentNo }) => paymentNo)).toContain('TWICE');
  expect(platform.stats().records.find(({ kind }) => kind === 'payment')?.rows).toBe(2);
  await books(platform, { op: 'restore' });
  expect([await held(platform, 'applicants'), await held(platform, 'payments')]).toEqual(before);
});

test('who sends the true record again puts the books right', async () => {
  const platform = await withThree();
  await books(platform, { op: 'drop', kind: 'applicant', n: 1 });
  await books(platform, { op: 'alter', kind: 'applicant', n: 1, fields: { major: '别的' } });
  const outcomes = await bulk(
    platform.url,
    'applicants',
    ...[1, 2, 3].map((n) => ({ attemptId: `again${n}`, record: applicant(n) })),
  );
  expect(outcomes.toSorted()).toEqual(['applied', 'applied', 'unchanged']);
  const after = await held(platform, 'applicants');
  expect([after.length, after.filter(({ major }) => major === '别的').length]).toEqual([3, 0]);
});

test.each([
  ['without a record', { op: 'drop', kind: 'applicant' }],
  ['of no kind', { op: 'drop', key: 'GZ-XLBZ/1' }],
  ['to what no record may say', { op: 'alter', kind: 'applicant', n: 1, fields: { mobile: 5 } }],
  ['to another number', { op: 'alter', kind: 'payment', n: 1, fields: { paymentNo: 'OTHER' } }],
  ['of a copy under its own number', { op: 'copy', kind: 'payment', n: 1, fields: { batchNo: '2' } }],
  ['that is none', { op: 'burn', kind: 'payment', n: 1 }],
])('a change %s is refused, and changes nothing', async (_, change) => {
  const platform = await withThree();
  const before = [await held(platform, 'applicants'), await held(platform, 'payments')];
  expect(await books(platform, change)).toMatchObject({ status: 400, body: { code: 'books.malformed' } });
  expect([await held(platform, 'applicants'), await held(platform, 'payments')]).toEqual(before);
});

test('a record nobody has is not found', async () => {
  expect((await books(await withThree(), { op: 'drop', kind: 'payment', key: 'NONE' })).status).toBe(404);
});

test('an export says how much it holds, of one moment, and a cut one holds less', async () => {
  const platform = await withThree();
  const answer = await fetch(`${platform.url}/openapi.json`);
  expect(((await answer.json()) as { paths: object }).paths).toHaveProperty('/admin/books');
  const { headers } = await call(platform.url, 'GET', '/api/v1/exports/payments');
  expect([headers.get('export-rows'), headers.get('export-fen')]).toEqual([
    '1',
    String(parsed(JSON.stringify(payment(1)))['amountFen']),
  ]);
  platform.setFaults({ cutExport: 1 });
  const cut = await call(platform.url, 'GET', '/api/v1/exports/applicants');
  expect([cut.headers.get('export-rows'), cut.text.split('\n').length - 1]).toEqual(['3', 1]);
});
