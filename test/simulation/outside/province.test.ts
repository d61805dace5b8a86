import { expect, test } from 'vitest';
import { createRandom } from '../../../local/nights/random.ts';
import { signedHeaders } from '../../../local/simulators/signature.ts';
import {
  applicant,
  bridge,
  call,
  CALL_SECRET,
  certificate,
  PATIENT,
  payment,
  province,
  WEBHOOK_SECRET,
} from '../../simulators/platform.ts';
import type { OutsideAnswer } from './http.ts';
import { createProvinceModel, type ProvinceModel, type ProvinceSettings } from './province.ts';

const STRANGE_SECRET = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;
const LATER = { updatedAt: '2026-11-19T21:00:00+08:00' };
const LATEST = { updatedAt: '2026-11-19T22:00:00+08:00' };
const PEOPLE = Array.from({ length: 12 }, (_, index) => index + 1);
/** Of people 1 to 12 some are rejected, fail, come back. */
const KNOBS = { stepMs: 5, rejectedCertificates: 0.4, failedPayments: 0.4, returnedPayments: 0.4 };

type Call = readonly [method: string, path: string, body?: object | undefined, secret?: string | undefined];

function bulk(kind: string, records: Readonly<Record<string, object>>): Call {
  const entries = Object.entries(records).map(([attemptId, record]) => ({ attemptId, record }));
  return ['POST', `/api/v1/${kind}/bulk`, { records: entries }];
}

function each(prefix: string, record: (index: number) => object): Readonly<Record<string, object>> {
  return Object.fromEntries(PEOPLE.map((index) => [`${prefix}${index}`, record(index)]));
}

/** Everything the platform tells apart, in an order in which each of its rules is met. */
const CALLS: readonly Call[] = [
  bulk('payments', { early: payment(1) }),
  bulk(
    'applicants',
    each('a', (index) => applicant(index, { status: 'SUBMITTED' })),
  ),
  bulk(
    'applicants',
    each('a', (index) => applicant(index, { status: 'SUBMITTED' })),
  ),
  bulk('applicants', {
    again: applicant(1, { status: 'SUBMITTED' }),
    old: applicant(2, { updatedAt: '2026-11-18T20:00:00+08:00' }),
    newer: applicant(3, { ...LATER, status: 'SUBMITTED', mobile: '14000000001' }),
    unreadable: applicant(4, { appliedOn: '2025-1' }),
    stranger: applicant(5, { ...LATER, idNumber: '440199199003070013' }),
  }),
  bulk(
    'certificates',
    each('c', (index) => certificate(index, { verification: 'DECLARED' })),
  ),
  bulk('certificates', { taken: certificate(1, { declarationNo: 'OTHER', idNumber: '440199199003070013' }) }),
  bulk(
    'payments',
    each('p', (index) => payment(index)),
  ),
  bulk('payments', {
    second: payment(1, { paymentNo: 'SECOND' }),
    nothing: payment(2, { amountFen: 0 }),
    cancelled: payment(3, { ...LATER, status: 'CANCELLED' }),
    instead: payment(3, { paymentNo: 'INSTEAD' }),
    district: payment(4, { paymentNo: 'DISTRICT', fundingLevel: 'DISTRICT' }),
    paid: payment(4, { ...LATER, paymentNo: 'DISTRICT', fundingLevel: 'DISTRICT', status: 'SUCCESS' }),
    more: payment(4, { ...LATEST, paymentNo: 'DISTRICT', fundingLevel: 'DISTRICT', status: 'SUCCESS', amountFen: 2 }),
  }),
  ...['a1', 'stranger', 'p3', 'never'].map((id): Call => ['GET', `/api/v1/attempts/${id}`]),
  ['POST', '/api/v1/applicants/bulk', { records: [] }],
  ['POST', '/api/v1/applicants/bulk', { records: [{ record: applicant(1) }] }],
  ['POST', '/api/v1/grants/bulk', { records: [] }],
  ['GET', '/api/v1/attempts/a1', undefined, STRANGE_SECRET],
];

const RECORD = '/api/v1/records/GZ-XLBZ/2025/GZXL20250000004';
const CERTIFICATE_NO = String(Reflect.get(certificate(4), 'certificateNo'));
const ASKED = [
  `${RECORD}?kind=applicant`,
  `${RECORD}?kind=certificate&certificateNo=${CERTIFICATE_NO}`,
  `${RECORD}?kind=certificate&certificateNo=199010000000000000`,
  `${RECORD}?kind=certificate`,
  `${RECORD}?kind=payment&fundingLevel=CITY`,
  `${RECORD}?kind=payment&fundingLevel=DISTRICT`,
  `${RECORD}?kind=payment&fundingLevel=STREET`,
  `${RECORD}?kind=notice`,
  '/api/v1/records/GZ-XLBZ/2024/GZXL20250000004?kind=applicant',
  '/api/v1/records/GZ-XLBZ/this-year/GZXL20250000004?kind=applicant',
];

test('answers a night, walks it to its end and tells of it as the stand-in over HTTP does', async () => {
  const to = await bridge();
  // The clock stands still until both have heard everything, so that nothing depends on who is faster.
  const started = Date.now();
  let released = Infinity;
  const now = (): number => Math.round(started + Math.max(0, performance.now() - released));
  const standIn = await province({ bridgeUrl: to.url, now, knobs: KNOBS });
  const model = modelOf({ now: () => new Date(now()) });
  for (const [method, path, body, secret] of CALLS) {
    const answered = await call(standIn.url, method, path, body, secret);
    const modelled = callModel(model, [method, path, body, secret], started);
    expect([path, modelled.status, modelled.body.toString('utf8')]).toEqual([path, answered.status, answered.text]);
  }
  released = performance.now();
  await expect.poll(() => standIn.stats(), PATIENT).toMatchObject({ walking: 0, webhooks: { pending: 0 } });
  const said = takeAll(model, started);
  expect(said.map(timeless).toSorted()).toEqual(to.taken.map(({ raw }) => timeless(raw)).toSorted());
  expect(new Set(said.map(typeOf)).size).toBeGreaterThanOrEqual(6);
  for (const path of ASKED) {
    const answered = await call(standIn.url, 'GET', path);
    const modelled = callModel(model, ['GET', path]);
    expect([path, modelled.status, timeless(modelled.body.toString('utf8'))]).toEqual([
      path,
      answered.status,
      timeless(answered.text),
    ]);
  }
  const { paidTwice, appliedTwice, records } = standIn.stats();
  expect([model.paidTwice().length, model.appliedTwice().length]).toEqual([paidTwice, appliedTwice]);
  expect(statusesOf(model)).toEqual(
    records
      .flatMap(({ kind, byStatus }) => Object.entries(byStatus).map(([status, rows]) => `${kind} ${status} ${rows}`))
      .toSorted(),
  );
});

test('a platform that forgets its duplicates still knows a record it holds, but not the attempt', () => {
  const model = modelOf();
  const sent = bulk('applicants', { a1: applicant(1) });
  const first = callModel(model, sent);
  model.forgetDuplicates();
  const second = callModel(model, sent);
  const asked = callModel(model, ['GET', '/api/v1/attempts/a1']);
  expect([first, second, asked].map(({ body }) => outcomeOf(body))).toEqual([
    'applied',
    'unchanged',
    'attempt.not-found',
  ]);
  expect(model.appliedTwice()).toEqual([]);
});

test('a call that lands late is answered by a time-out, and its effect is seen only then', () => {
  let nowMs = Date.now();
  const model = modelOf({ now: () => new Date(nowMs) });
  model.landLate(30_000);
  expect(callModel(model, bulk('applicants', { a1: applicant(1) }), nowMs).status).toBe(504);
  expect(model.nextDue()).toEqual(new Date(nowMs + 30_000));
  const before = callModel(model, ['GET', '/api/v1/attempts/a1'], nowMs);
  nowMs += 30_000;
  const after = callModel(model, ['GET', '/api/v1/attempts/a1'], nowMs);
  expect([outcomeOf(before.body), outcomeOf(after.body)]).toEqual(['attempt.not-found', 'applied']);
});

test('says what was last said of a record, whether or not it was taken', () => {
  const model = modelOf();
  callModel(model, bulk('applicants', { a1: applicant(1), a2: applicant(2, { status: 'SUBMITTED' }) }));
  const [due] = model.dueWebhooks(new Date(Date.now() + 60_000));
  const ask = (declarationNo: string): unknown =>
    JSON.parse(
      callModel(model, ['GET', `/api/v1/records/GZ-XLBZ/2025/${declarationNo}?kind=applicant`]).body.toString('utf8'),
    );
  expect(ask('GZXL20250000002')).toEqual({
    sequence: 1,
    event: JSON.parse(due?.body.toString('utf8') ?? '') as unknown,
  });
  expect(ask('GZXL20250000001')).toEqual({ sequence: 0, event: null });
  expect(ask('GZXL20250000003')).toMatchObject({ code: 'record.not-found' });
});

test('an event is due until it is taken, the next of its record only then', () => {
  let nowMs = Date.now();
  const model = modelOf({ now: () => new Date(nowMs), knobs: { stepMs: 1000, returnedPayments: 1 } });
  callModel(model, bulk('applicants', { a1: applicant(1) }), nowMs);
  callModel(model, bulk('payments', { p1: payment(1) }), nowMs);
  nowMs += 60_000;
  const typesDue = (): readonly string[] =>
    model.dueWebhooks(new Date(nowMs)).map(({ body }) => typeOf(body.toString('utf8')));
  expect(typesDue()).toEqual(['payment.settled']);
  const [{ id } = { id: '' }] = model.dueWebhooks(new Date(nowMs));
  model.notDelivered(id);
  expect(typesDue()).toEqual([]);
  nowMs += 1000;
  expect(typesDue()).toEqual(['payment.settled']);
  model.delivered(id);
  expect(typesDue()).toEqual(['payment.returned']);
});

function modelOf(settings: Partial<ProvinceSettings> = {}): ProvinceModel {
  return createProvinceModel({
    secrets: () => [CALL_SECRET],
    webhookSecret: () => WEBHOOK_SECRET,
    now: () => new Date(),
    random: createRandom(1),
    knobs: KNOBS,
    ...settings,
  });
}

function callModel(
  model: ProvinceModel,
  [method, path, body, secret = CALL_SECRET]: Call,
  nowMs = Date.now(),
): OutsideAnswer {
  const bytes = Buffer.from(body === undefined ? '' : JSON.stringify(body));
  return model.handle({ method, path, headers: { ...signedHeaders(secret, 'call_1', nowMs, bytes) }, body: bytes });
}

function takeAll(model: ProvinceModel, startedMs: number): readonly string[] {
  const said: string[] = [];
  const end = new Date(startedMs + 3_600_000);
  for (let due = model.dueWebhooks(end); due.length > 0; due = model.dueWebhooks(end))
    for (const { id, body } of due) {
      said.push(body.toString('utf8'));
      model.delivered(id);
    }
  return said;
}

function timeless(body: string): string {
  return body.replaceAll(/"\d{4}-\d\d-\d\dT[^"]*"/g, '"then"');
}

function typeOf(body: string): string {
  return (JSON.parse(body) as { readonly type: string }).type;
}

function outcomeOf(body: Buffer): unknown {
  const answered = JSON.parse(body.toString('utf8')) as {
    readonly code?: string;
    readonly outcome?: string;
    readonly results?: readonly { readonly outcome: string }[];
  };
  return answered.results?.[0]?.outcome ?? answered.outcome ?? answered.code;
}

function statusesOf(model: ProvinceModel): readonly string[] {
  const rows = Map.groupBy(model.records(), ({ kind, status }) => `${kind} ${status}`);
  return [...rows].map(([what, held]) => `${what} ${held.length}`).toSorted();
}
