import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { putPermitLink } from '../../../adapters/ledger/permit-links.ts';
import { writeRecords, type RecordItem } from '../../../adapters/ledger/records.ts';
import { batchKeyOf, createBatch } from '../../../adapters/ledger/batches.ts';
import { writeCases } from '../../../adapters/ledger/discrepancies.ts';
import { personKey } from '../../../core/identity.ts';
import { caseAfter } from '../../../core/reconcile/cases.ts';
import type { Operating } from '../../../functions/operators/environment.ts';
import { listFailures, searchFailures } from '../../../functions/operators/failures.ts';
import { translateChunk } from '../../../functions/translate/chunk.ts';
import { translateEvents } from '../../../functions/translate/events.ts';
import type { Failure, FailurePage } from '../../../schemas/api/failures.ts';
import { openBatch, translatingOn } from '../ledger/flow.ts';
import { type Ground, startGround } from '../ledger/ground.ts';
import { applicantOf, CITY, INDEX_KEY, newItem, newPerson } from '../ledger/records.ts';
import { toldTo } from '../ledger/told.ts';
import { takeIn } from '../reconcile/sides.ts';
import { ask, EVERYWHERE, IN_GUANGZHOU, operatingOn } from './asking.ts';

const FOREIGN = 'foshan/grants';
const HELD = 60;
const searched = newPerson();
const NEWER = '932682198501010017';
const BAD_ID = '440106199001011234';

let ground: Ground;
let operating: Operating;
const items: RecordItem[] = [];
beforeAll(async () => {
  ground = await startGround();
  operating = operatingOn(ground);
  // Several in one millisecond, over all shards, and of two tenants.
  const held = Array.from({ length: HELD }, (_, index) =>
    newItem({
      state: index % 2 === 0 ? 'HELD' : 'QUARANTINED',
      problem: index % 2 === 0 ? 'payment.already-claimed' : 'province.unavailable',
      at: new Date(Date.parse('2026-11-20T00:00:00Z') + Math.floor(index / 7) * 1000).toISOString(),
      fen: String(100_000 + index),
      ...(index % 3 === 0 ? { tenant: 'foshan', source: FOREIGN } : {}),
      ...(index === 5 ? { personKey: personKey(INDEX_KEY, searched.idNumber) } : {}),
      ...(index === 8 ? { personKey: personKey(INDEX_KEY, NEWER) } : {}),
    }),
  );
  items.push(...held);
  await writeRecords(
    ground.table,
    [...held, newItem()].map((record) => ({ record, expectedFence: null })),
  );
  await link();
  await heldBatch();
  await rejectedRow();
  await discrepancy();
});
afterAll(async () => await ground.stop());

/** The newer permit of the searched person. */
async function link() {
  const [newer, older] = [NEWER, searched.idNumber].map((number) => personKey(INDEX_KEY, number));
  if (newer === undefined || older === undefined) throw new Error('none');
  const said = { newer, older, saidBy: 'a', agreedBy: 'b', at: ground.clock.now().toISOString() };
  expect(await putPermitLink(ground.table, said, [])).toBeNull();
}

async function heldBatch() {
  await createBatch(ground.table, {
    ...batchKeyOf('heldbatch'),
    batchId: 'heldbatch',
    tenant: 'guangzhou',
    state: 'HELD',
    run: null,
    received: { rows: 2, fen: '300000' },
    settled: {},
    rejects: [],
    warnings: 0,
    programmeYears: [],
    problem: 'batch.total-mismatch',
    createdAt: '2026-11-21T00:00:00.000Z',
    manifest: {
      system: CITY,
      kind: 'payment',
      programmeYear: 2025,
      businessDate: '2026-11-20',
      sequence: 1,
      fileName: 'p.csv',
      bytes: 1,
      sha256: '',
      rows: 2,
      totalFen: '300001',
    },
  });
}

/** A file of two good rows, one with a wrong ID number, and one the ledger then refuses. */
async function rejectedRow() {
  const good = applicantOf(newPerson());
  const broken = { ...applicantOf(newPerson()), idNumber: BAD_ID };
  await takeIn(ground, CITY, 'applicant', [good, broken]);
  const stranger = { ...applicantOf(newPerson()), declarationNo: good.declarationNo };
  await translateChunk(translatingOn(ground), await openBatch(ground, 'applicant', [good]));
  await translateChunk(translatingOn(ground), await openBatch(ground, 'applicant', [stranger]));
  const { message } = await toldTo(ground, good, 'certificate.verified', 1, {});
  await translateEvents(translatingOn(ground), [message]);
}

/** Discrepancies stand in the same index, and have a list of their own. */
async function discrepancy() {
  const found = {
    recordKey: newItem().recordKey,
    code: 'wrong-payee',
    tenant: 'guangzhou',
    fenCity: '1',
    fenProvince: '1',
    fields: [],
    line: 'l#0#0#1#0',
    unmasked: 'u#0#0#1#0',
    differenceHash: 'd',
  } as const;
  const run = { reconciliationId: 'r', night: '2026-11-23', run: 1, programme: 'GZ-XLBZ', kind: 'payment' } as const;
  const opened = caseAfter(undefined, found, { ...run, at: ground.clock.now().toISOString() });
  if (opened !== null) expect(await writeCases(ground.table, [opened])).toEqual(['won']);
}

async function list(query: Readonly<Record<string, string>>, operator = EVERYWHERE): Promise<FailurePage> {
  const answer = await ask(operating, listFailures, { query, operator });
  expect(answer.status).toBe(200);
  return JSON.parse(answer.text) as FailurePage;
}

async function all(query: Readonly<Record<string, string>>, operator = EVERYWHERE): Promise<readonly Failure[]> {
  const failures: Failure[] = [];
  for (let next: string | null = ''; next !== null;) {
    const page: FailurePage = await list({ ...query, ...(next === '' ? {} : { cursor: next }) }, operator);
    failures.push(...page.failures);
    next = page.next;
  }
  return failures;
}

async function search(body: object, operator = EVERYWHERE) {
  return await ask(operating, searchFailures, { body, operator });
}

const nameOf = ({ recordKey, webhookId, batchId, row }: Failure) =>
  [recordKey, webhookId, batchId, row].map(String).join(' ');

describe('what is wrong now', () => {
  test('each once, newest first, whatever the size of a page', async () => {
    const whole = await all({ limit: '200' });
    const ats = whole.map(({ at }) => at);
    expect(ats).toEqual(ats.toSorted().toReversed());
    expect(new Set(whole.map(nameOf)).size).toBe(whole.length);
    for (const limit of ['9']) expect((await all({ limit })).map(nameOf)).toEqual(whole.map(nameOf));
    const types = Map.groupBy(whole, ({ type }) => type);
    expect(types.get('record')?.length).toBe(HELD);
    expect(types.get('batch')?.map(({ code, fen }) => `${code} ${fen}`)).toEqual(['batch.total-mismatch 300001']);
    expect(
      types
        .get('row')
        ?.map(({ code }) => code)
        .toSorted(),
    ).toEqual(['citizen-id.check-digit', 'record.identity-changed']);
    expect(types.get('event')?.map(({ code, tenant }) => `${code} ${tenant}`)).toEqual([
      'webhook.body-invalid province',
    ]);
  });

  test('a row that never became a record says where it is, what is wrong and what to do', async () => {
    const [row] = await all({ code: 'citizen-id.check-digit' });
    expect(row).toMatchObject({ type: 'row', row: 3, field: '身份证号', state: 'REJECTED', system: CITY, fen: null });
    expect(row?.text.zh).toMatch(/^第 3 行「身份证号」：.+。.+。$/u);
  });

  test('nobody sees another tenant’s', async () => {
    const seen = await all({}, IN_GUANGZHOU);
    expect(new Set(seen.map(({ tenant }) => tenant))).toEqual(new Set(['guangzhou']));
    expect(seen.filter(({ type }) => type === 'record')).toHaveLength(HELD - HELD / 3);
    expect(await all({ tenant: 'foshan' }, IN_GUANGZHOU)).toEqual([]);
    expect(await all({ tenant: 'foshan' })).toHaveLength(HELD / 3);
  });

  test.each([
    [{ state: 'HELD', tenant: 'foshan' }, 10],
    [{ code: 'province.unavailable' }, HELD / 2],
    [{ system: FOREIGN }, HELD / 3],
    [{ kind: 'certificate' }, 0],
    [{ minFen: '100010', maxFen: '100019' }, 10],
    [{ programme: 'SZ-YMJH' }, 0],
    [{ batch: 'heldbatch' }, 1],
    [{ to: '2026-11-20', state: 'QUARANTINED' }, HELD / 2],
    [{ from: '2026-11-21', to: '2026-11-21' }, 1],
    [{ from: '2026-11-20', to: '2026-11-20' }, HELD],
  ])('%j finds %i', async (query, count) => {
    expect(await all(query)).toHaveLength(count);
  });

  test('a cursor belongs to its query', async () => {
    const { next } = await list({ limit: '1' });
    for (const query of [{ state: 'HELD' }, { tenant: 'guangzhou' }]) {
      const answer = await ask(operating, listFailures, { query: { ...query, cursor: next ?? '' } });
      expect([answer.status, answer.text]).toEqual([400, expect.stringContaining('request.cursor-invalid')]);
    }
  });

  test.each([
    { states: 'HELD' },
    { state: 'held' },
    { limit: '201' },
    { from: 'today' },
    { citizenId: searched.idNumber },
  ])('%j is refused, and not repeated', async (query) => {
    const answer = await ask(operating, listFailures, { query });
    expect([answer.status, answer.text]).toEqual([400, expect.stringContaining('request.query-invalid')]);
    expect(answer.text).not.toContain(searched.idNumber);
  });
});

describe('by ID number', () => {
  test('finds the person under both of two linked permits, and says the number nowhere', async () => {
    for (const citizenId of [searched.idNumber, searched.idNumber.toLowerCase(), NEWER]) {
      const { status, text } = await search({ citizenId });
      expect(status).toBe(200);
      const { failures, next } = JSON.parse(text) as FailurePage;
      expect(new Set(failures.map(({ recordKey }) => recordKey))).toEqual(
        new Set([items[5], items[8]].map((item) => item?.recordKey)),
      );
      expect(next).toBeNull();
      expect(text).not.toContain(citizenId);
    }
  });

  test('finds a row whose ID is good and something else is not', async () => {
    const person = newPerson();
    await takeIn(ground, CITY, 'applicant', [applicantOf(newPerson()), { ...applicantOf(person), mobile: '138' }]);
    const { text } = await search({ citizenId: person.idNumber });
    expect((JSON.parse(text) as FailurePage).failures.map(({ code }) => code)).toEqual(['mobile.format']);
  });

  test('a cursor belongs to its person, and does not give the number away', async () => {
    const first = JSON.parse((await search({ citizenId: searched.idNumber, limit: 1 })).text) as FailurePage;
    expect(first.failures).toHaveLength(1);
    const same = await search({ citizenId: NEWER, limit: 1, cursor: first.next });
    expect((JSON.parse(same.text) as FailurePage).failures).toHaveLength(1);
    const other = await search({ citizenId: newPerson().idNumber, limit: 1, cursor: first.next });
    expect([other.status, other.text]).toEqual([400, expect.stringContaining('request.cursor-invalid')]);
  });

  test.each([{ citizenId: BAD_ID }, { citizenId: '' }, {}])('%j is refused', async (body) => {
    const { status, text } = await search(body);
    expect([status, text]).toEqual([400, expect.stringContaining('"detail":"citizenId"')]);
    expect(text).not.toContain(BAD_ID);
  });

  test('of another tenant nothing is found', async () => {
    const { failures } = JSON.parse((await search({ citizenId: searched.idNumber }, IN_GUANGZHOU)).text) as FailurePage;
    expect(failures).toHaveLength(2);
    const nowhere = { ...IN_GUANGZHOU, tenants: ['shenzhen'] };
    expect(
      (JSON.parse((await search({ citizenId: searched.idNumber }, nowhere)).text) as FailurePage).failures,
    ).toEqual([]);
  });
});
