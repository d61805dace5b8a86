import { afterAll, beforeAll, expect, test } from 'vitest';
import { listUnder } from '../../../adapters/ledger/work.ts';
import { recordKey } from '../../../core/identity.ts';
import type { Operating } from '../../../functions/operators/environment.ts';
import { showMessage } from '../../../functions/operators/message-story.ts';
import { showRecord } from '../../../functions/operators/record-story.ts';
import { unmaskRecord } from '../../../functions/operators/unmask.ts';
import { translateEvents } from '../../../functions/translate/events.ts';
import { writeTable } from '../../../adapters/files/write-table.ts';
import type { Message, Story, StoryField, Unmasked } from '../../../schemas/api/records.ts';
import { mappingOf, systemById } from '../../../schemas/systems/registry.ts';
import type { Canonical, TableMapping } from '../../../schemas/systems/system.ts';
import type { Kind } from '../../../schemas/kind.ts';
import { startDestination, type TestProvince } from '../ledger/destination.ts';
import { deliveringTo, drain, translatingOn } from '../ledger/flow.ts';
import { type Ground, startGround } from '../ledger/ground.ts';
import { applicantOf, CITY, INDEX_KEY, newPerson, paymentOf, PROVINCE } from '../ledger/records.ts';
import { toldTo } from '../ledger/told.ts';
import { takeIn } from '../reconcile/sides.ts';
import { ask, IN_GUANGZHOU, operatingOn } from './asking.ts';

const person = newPerson();
const applicant = applicantOf(person, { mobile: '13812345678' });
const payment = paymentOf(person);
const PERSONAL = [person.name, person.idNumber, '13812345678', payment.accountNo];
const REASON = '当事人来电核对收款账号';

let ground: Ground;
let operating: Operating;
let province: TestProvince;
beforeAll(async () => {
  [ground, province] = await Promise.all([startGround(), startDestination()]);
  operating = operatingOn(ground);
  await sendOn('applicant', applicant, { 姓名: ` ${applicant.name}`, 是否一线职工: '是' });
  await sendOn('payment', payment, { '发放金额(元)': '1500' });
  const { message } = await toldTo(ground, payment, 'payment.settled', 1, told('SUCCESS'));
  await translateEvents(translatingOn(ground), [message]);
  // The second has not come, so the third waits.
  const later = await toldTo(ground, payment, 'payment.returned', 3, told('RETURNED'));
  await translateEvents(translatingOn(ground), [later.message]);
});
afterAll(async () => {
  await Promise.all([ground.stop(), province.stop()]);
});

const told = (status: string) => ({ fundingLevel: 'CITY', status, paidOn: '2026-11-22' });

/** Takes a record in as a file of one row, some cells of which are written otherwise, and delivers it. */
async function sendOn(kind: Kind, record: Canonical, cells: Readonly<Record<string, string>>): Promise<void> {
  const system = systemById(CITY);
  const mapping = system === undefined ? undefined : mappingOf(system, kind);
  if (system === undefined || mapping?.form !== 'table' || system.file.form === 'jsonl') throw new Error('no table');
  const { header, encode } = mapping as TableMapping<Canonical>;
  const row = encode(record, {}).map((cell, at) => cells[header[at] ?? ''] ?? cell);
  const file = await writeTable(system.file, [...header, '备注'], [[...row, '请尽快']]);
  await takeIn(ground, CITY, kind, [record], {}, Buffer.from(file));
  await drain(ground, translatingOn(ground), deliveringTo(ground, PROVINCE, province.url));
}

const keyOf = (record: Canonical) => recordKey(record, INDEX_KEY);

async function storiesOf(id: string, operator = IN_GUANGZHOU) {
  const { status, text, headers } = await ask(operating, showRecord, { id, operator });
  const { stories = [] } = JSON.parse(text) as { readonly stories?: readonly Story[] };
  return { status, text, headers, stories };
}

async function sourceOf(record: Canonical, source: string) {
  const [story] = (await storiesOf(keyOf(record))).stories;
  const found = story?.records.find((each) => each.source === source);
  if (story === undefined || found === undefined) throw new Error('no story');
  const field = (name: string): StoryField | undefined => found.fields.find((each) => each.field === name);
  return { story, found, field };
}

test('a 申领编号 leads to the application and to the payment, from each source', async () => {
  const { stories, headers } = await storiesOf(person.declarationNo);
  expect(stories.map(({ kind, records }) => [kind, records.map(({ source }) => source)])).toEqual([
    ['applicant', [CITY]],
    ['payment', [CITY, PROVINCE]],
  ]);
  expect(headers['cache-control']).toBe('no-store');
});

test('the row as it came, the record, and what was sent stand side by side', async () => {
  const { found, field } = await sourceOf(applicant, CITY);
  expect(found).toMatchObject({ rawFrom: 'file', sentFrom: 'delivery', destination: PROVINCE, row: 2, fileName: 'a' });
  expect(field('name')).toMatchObject({ column: '姓名', toCanonical: 'normalised', member: 'name', toSent: 'same' });
  expect(field('frontline')).toMatchObject({ raw: '是', canonical: 'true', sent: 'true', toCanonical: 'translated' });
  expect(field('idType')).toMatchObject({ raw: '居民身份证', canonical: '01', sent: '01' });
  expect(field('programmeCode')).toMatchObject({
    raw: null,
    canonical: 'GZ-XLBZ',
    toCanonical: 'added',
    toSent: 'same',
  });
  expect(found.otherColumns).toEqual(['备注']);
  const { field: of } = await sourceOf(payment, CITY);
  expect(of('amountFen')).toMatchObject({
    raw: '1500',
    canonical: '150000',
    sent: '150000',
    toCanonical: 'normalised',
  });
});

test('no value of a person stands in it, nor what stood in a column nobody knows', async () => {
  for (const id of [person.declarationNo, keyOf(applicant), keyOf(payment)]) {
    const { text } = await storiesOf(id);
    for (const value of [...PERSONAL, '请尽快']) expect(text).not.toContain(value);
  }
  const { field } = await sourceOf(payment, CITY);
  expect(field('accountNo')?.sent).toMatch(/^\*+0128$/);
});

test('where the file is gone the row is written again, and it is said', async () => {
  const { s3 } = operating.landing;
  const gone = { ...operating, landing: { s3, bucket: 'vault' } };
  const { text } = await ask(gone, showRecord, { id: keyOf(payment), operator: IN_GUANGZHOU });
  const [story] = (JSON.parse(text) as { readonly stories: readonly Story[] }).stories;
  const city = story?.records.find(({ source }) => source === CITY);
  expect(city?.rawFrom).toBe('record');
  expect(city?.fields.find(({ field }) => field === 'amountFen')).toMatchObject({
    raw: '1500.00',
    toCanonical: 'translated',
  });
});

test('the timeline tells states, money, events and what waits, in the order it happened', async () => {
  const { story, found } = await sourceOf(payment, CITY);
  const ats = story.timeline.map(({ at }) => Math.floor(Date.parse(at) / 1000));
  expect(ats).toEqual(ats.toSorted((a, b) => a - b));
  const momentsOf = (what: string) => story.timeline.filter((moment) => moment.what === what);
  expect(momentsOf('batch')).toHaveLength(1);
  expect(momentsOf('state').map(({ state, code }) => `${state} ${code}`)).toEqual([
    'PENDING null',
    'SENDING null',
    'DELIVERED applied',
  ]);
  expect(momentsOf('event').map(({ state, code }) => `${state} ${code}`)).toEqual([
    'PENDING payment.settled',
    'PARKED webhook.sequence-gap',
  ]);
  expect(momentsOf('money').filter(({ source }) => source === CITY)).toHaveLength(3);
  expect(momentsOf('money')[0]).toMatchObject({ fen: '150000', text: { zh: '资金流水第 1 笔：待发送' } });
  expect(found.deliveries).toEqual([
    { destination: PROVINCE, state: 'DONE', tries: 1, calls: 1, dueAt: null, code: null },
  ]);
  expect(story.claim).toMatchObject({ grant: 'city-education.CITY.1', heldBy: 'this', recordKey: keyOf(payment) });
  expect(story.proof).toMatchObject({ row: 2, root: null });
  expect(story.waitingEventsSeen).toBe('all');
});

test('what the province said is told to the city in its own words', async () => {
  const { found, field } = await sourceOf(payment, PROVINCE);
  expect(found).toMatchObject({ rawFrom: null, sentFrom: 'delivery', destination: CITY, status: 'SUCCESS' });
  expect(field('status')).toMatchObject({ canonical: 'SUCCESS', sent: '发放成功', toSent: 'translated' });
  expect(field('paidOn')).toMatchObject({ raw: null, canonical: '2026-11-22', sent: '2026-11-22', toSent: 'same' });
  expect(found.fields.filter(({ toSent }) => toSent === 'changed')).toEqual([]);
  expect(new Set(found.fields.map(({ toCanonical }) => toCanonical))).toEqual(new Set(['absent']));
});

test('another tenant’s record is as unknown as none', async () => {
  const elsewhere = { ...IN_GUANGZHOU, tenants: ['foshan'] };
  for (const id of [keyOf(payment), person.declarationNo, 'XL2025999999', '%E0%A4%A', '']) {
    const { status, text } = await storiesOf(id, elsewhere);
    expect([status, text]).toEqual([404, expect.stringContaining('record.unknown')]);
  }
});

test('an event tells how it stands and which record it may be about', async () => {
  const message = async (id: string, operator = IN_GUANGZHOU) => await ask(operating, showMessage, { id, operator });
  const [applied, parked] = await Promise.all([message('evt_1'), message('evt_2')]);
  expect(JSON.parse(applied.text) as Message).toMatchObject({ state: 'APPLIED', recordKeys: [keyOf(payment)] });
  expect(JSON.parse(parked.text) as Message).toMatchObject({ state: 'PARKED', type: 'payment.returned', sequence: 3 });
  expect((await message('evt_1', { ...IN_GUANGZHOU, tenants: ['foshan'] })).status).toBe(404);
  expect((await message('evt_9')).status).toBe(404);
});

test('unmasked once, after it stands in the chain, and kept by nobody', async () => {
  const { status, text, headers } = await ask(operating, unmaskRecord, {
    id: keyOf(payment),
    body: { reason: REASON },
  });
  expect([status, headers['cache-control']]).toEqual([200, 'no-store']);
  const { records } = JSON.parse(text) as Unmasked;
  const city = records.find(({ source }) => source === CITY);
  expect(city?.fields.find(({ field }) => field === 'accountNo')).toMatchObject({
    raw: payment.accountNo,
    canonical: payment.accountNo,
    sent: payment.accountNo,
  });
  const { text: again } = await storiesOf(keyOf(payment));
  for (const value of PERSONAL) expect(again).not.toContain(value);
  const chain = await listUnder(ground.table, 'U#guangzhou', '');
  const entry = chain.find(({ action }) => action === 'record.unmasked');
  expect(entry).toMatchObject({ by: 'operator', about: keyOf(payment) });
  expect(JSON.stringify(chain)).not.toContain(REASON);
  const reasonAt = (entry?.['detail'] as { readonly reasonAt: string } | undefined)?.reasonAt ?? '';
  expect(Buffer.from((await ground.vault.readFirst(reasonAt)).frame).toString('utf8')).toBe(REASON);
});

test('what can not be written into the chain is not unmasked', async () => {
  ground.setMishap((call) => {
    if (call === 'TransactWriteItems') throw new Error('the chain is gone');
  });
  const { status, text } = await ask(operating, unmaskRecord, { id: keyOf(payment), body: { reason: REASON } });
  ground.setMishap(null);
  expect([status, text]).toEqual([503, expect.stringContaining('audit.unavailable')]);
  for (const value of PERSONAL) expect(text).not.toContain(value);
});

test.each([{ reason: '太短' }, { reason: `核对账号 ${payment.accountNo} 是否正确` }, {}])(
  '%j is no reason',
  async (body) => {
    const { status, text } = await ask(operating, unmaskRecord, { id: keyOf(payment), body });
    expect([status, text]).toEqual([400, expect.stringContaining('"detail":"reason"')]);
  },
);

test('another tenant’s is not unmasked', async () => {
  const elsewhere = { ...IN_GUANGZHOU, tenants: ['foshan'] };
  const { status } = await ask(operating, unmaskRecord, {
    id: keyOf(payment),
    body: { reason: REASON },
    operator: elsewhere,
  });
  expect(status).toBe(404);
});
