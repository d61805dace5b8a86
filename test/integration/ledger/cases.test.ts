import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { caseKeyOf, caseKeyOfId, readCase, writeCases } from '../../../adapters/ledger/discrepancies.ts';
import { type Case, caseAfter, caseIdOf, type Found } from '../../../core/reconcile/cases.ts';
import { addNote, resolveCase, takeInHand } from '../../../functions/operators/cases.ts';
import type { Operating } from '../../../functions/operators/environment.ts';
import { operatorNamed } from '../signed-in.ts';
import { type Ground, startGround } from './ground.ts';
import { newItem } from './records.ts';

let ground: Ground;
let operating: Operating;
const logged: Record<string, unknown>[] = [];
beforeAll(async () => {
  ground = await startGround();
  const info = (event: string, fields?: object) => void logged.push({ event, ...fields });
  const log = { ...ground.log, info, withCorrelation: () => log };
  const reports = { s3: ground.s3, bucket: 'reports' };
  operating = { ...ground, log, claimGroups: {}, reports, reconcileQueue: 'reconcile' } as unknown as Operating;
});
afterAll(() => ground.stop());
beforeEach(() => {
  ground.setMishap(null);
  logged.length = 0;
});

const EVIDENCE = '工行回单 0017';
const RUN = { reconciliationId: 'r', night: '2026-11-23', run: 1, programme: 'GZ-XLBZ', kind: 'payment' } as const;

function foundOf(): Found {
  return {
    recordKey: newItem().recordKey,
    code: 'wrong-payee',
    tenant: 'guangzhou',
    fenCity: '150000',
    fenProvince: '150000',
    fields: ['accountNo'],
    line: 'l#0#0#1#0',
    unmasked: 'u#0#0#1#0',
    differenceHash: 'd',
  };
}

/** A payment a night has found to differ. */
async function opened(said: Found = foundOf()): Promise<Case> {
  const found = caseAfter(undefined, said, { ...RUN, at: ground.clock.now().toISOString() });
  if (found === null) throw new Error('a run that has nothing to say');
  expect(await writeCases(ground.table, [found])).toEqual(['won']);
  return found;
}

const bytes = (body: unknown) => Buffer.from(JSON.stringify(body));
const said = (of: Case, body: object) => bytes({ discrepancyId: caseIdOf(of), ...body });
const noted = (of: Case, text: string, by = 'operator') =>
  addNote(operating, operatorNamed(by), said(of, { text }), caseIdOf(of));
const owned = (of: Case, by: string) => takeInHand(operating, operatorNamed(by), said(of, {}), caseIdOf(of));
const resolved = (of: Case, by: string, body: object) =>
  resolveCase(operating, operatorNamed(by), said(of, body), caseIdOf(of));
const now = (of: Case) => readCase(ground.table, caseKeyOf(of));
const codeOf = ({ body }: { readonly body: string }) => (JSON.parse(body) as { code?: string }).code;

test('a case is noted, taken in hand, and closed by another; each once, each in its log without a word of it', async () => {
  const found = await opened();
  expect((await noted(found, '已致电银行')).statusCode).toBe(201);
  expect((await noted(found, '已致电银行')).statusCode).toBe(200);
  expect((await owned(found, 'operator')).statusCode).toBe(201);
  const recovered = { what: 'recovered', fen: '150000', evidence: EVIDENCE };
  const alone = await resolved(found, 'operator', recovered);
  expect([alone.statusCode, codeOf(alone)]).toEqual([409, 'case.second-person']);
  const closed = await resolved(found, 'approver', recovered);
  expect(closed.statusCode).toBe(201);
  expect(JSON.parse(closed.body)).toMatchObject({
    discrepancyId: caseIdOf(found),
    state: 'CLOSED',
    owner: 'operator',
    resolution: { what: 'recovered', fen: '150000', evidence: EVIDENCE, by: 'approver' },
    stillDiffers: false,
  });
  expect(closed.body).not.toContain('differenceHash');
  expect((await resolved(found, 'approver', recovered)).statusCode).toBe(200);
  expect(await now(found)).toMatchObject({ state: 'CLOSED', fence: 4, notes: [{ text: '已致电银行' }] });
  expect(logged.map(({ event, step, code }) => [event, step, code])).toEqual([
    ['case.acted-on', 'note', undefined],
    ['case.acted-on', 'own', undefined],
    ['case.refused', 'resolve', 'case.second-person'],
    ['case.acted-on', 'resolve', undefined],
  ]);
  expect(JSON.stringify(logged)).not.toMatch(/银行|0017/);
});

describe('an act that loses its race', () => {
  test('to another operator finds what that one left', async () => {
    const found = await opened();
    const answers = await Promise.all(
      ['甲说', '乙说', '丙说'].map((text, index) => noted(found, text, `operator-${index}`)),
    );
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([201, 201, 201]);
    expect((await now(found))?.notes.map(({ text }) => text).toSorted()).toEqual(['丙说', '乙说', '甲说']);
  });

  test('to a run that has found something else: what is closed is what is there', async () => {
    const found = await opened();
    await owned(found, 'operator');
    const before = await now(found);
    if (before === undefined) throw new Error('the case is there');
    const { recordKey, tenant, line, unmasked, fields } = found;
    const other: Found = {
      recordKey,
      tenant,
      line,
      unmasked,
      fields,
      code: 'amount-over',
      fenCity: '150000',
      fenProvince: '140000',
      differenceHash: 'e',
    };
    const next = caseAfter(before, other, { ...RUN, night: '2026-11-24', at: ground.clock.now().toISOString() });
    let first = true;
    ground.setMishap((call) => {
      if (call === 'BatchExecuteStatement' && first) {
        first = false;
        throw new Error('the line is gone');
      }
    });
    await expect(resolved(found, 'approver', { what: 'recovered', fen: '150000', evidence: EVIDENCE })).rejects.toThrow(
      'the line is gone',
    );
    ground.setMishap(null);
    expect(await writeCases(ground.table, next === null ? [] : [next])).toEqual(['won']);
    const refused = await resolved(found, 'approver', { what: 'recovered', fen: '150000', evidence: EVIDENCE });
    expect([refused.statusCode, codeOf(refused)]).toEqual([409, 'case.amount-beyond']);
    expect(
      (await resolved(found, 'approver', { what: 'recovered', fen: '10000', evidence: EVIDENCE })).statusCode,
    ).toBe(201);
  });
});

test('what is malformed is 400 with the field, what nobody knows is 404', async () => {
  const found = await opened();
  const bad = await resolved(found, 'approver', { what: 'recovered', fen: '0', evidence: EVIDENCE });
  expect([bad.statusCode, codeOf(bad), bad.body]).toEqual([
    400,
    'case.invalid',
    expect.stringContaining('"detail":"fen"'),
  ]);
  const personal = await noted(found, '证件 440106199003071234');
  expect(personal.statusCode).toBe(400);
  expect(personal.body).not.toContain('440106');
  expect(
    (await addNote(operating, operatorNamed('operator'), Buffer.from('no json'), caseIdOf(found))).statusCode,
  ).toBe(400);
  for (const id of ['nothing', 'GZ-XLBZ.money.k', 'GZ-XLBZ.payment.nobody']) {
    const unknown = await takeInHand(operating, operatorNamed('operator'), bytes({ discrepancyId: id }), id);
    expect([unknown.statusCode, codeOf(unknown)]).toEqual([404, 'case.unknown']);
  }
  expect(caseKeyOfId(caseIdOf(found))).toEqual(caseKeyOf(found));
});

test('what was said of one case is not taken for another', async () => {
  const [one, other] = [await opened(), await opened()];
  await owned(other, 'operator');
  const answers = [
    await takeInHand(operating, operatorNamed('approver'), said(one, {}), caseIdOf(other)),
    await addNote(operating, operatorNamed('approver'), said(one, { text: '已致电银行' }), caseIdOf(other)),
    await resolveCase(
      operating,
      operatorNamed('approver'),
      said(one, { what: 'accepted', evidence: EVIDENCE }),
      caseIdOf(other),
    ),
    await takeInHand(operating, operatorNamed('approver'), bytes({}), caseIdOf(other)),
  ];
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([400, 400, 400, 400]);
  expect(answers.map(codeOf)).toEqual(Array(4).fill('case.invalid'));
  expect(await now(other)).toMatchObject({ state: 'OPEN', owner: 'operator', notes: [] });
});

test('what a run has closed stays open to notes alone', async () => {
  const found = await opened();
  const agreed = caseAfter(found, null, { ...RUN, night: '2026-11-24', at: ground.clock.now().toISOString() });
  await writeCases(ground.table, agreed === null ? [] : [agreed]);
  expect(codeOf(await owned(found, 'operator'))).toBe('case.closed');
  expect(codeOf(await resolved(found, 'approver', { what: 'explained', evidence: EVIDENCE }))).toBe('case.closed');
  expect((await noted(found, '次日已相符')).statusCode).toBe(201);
});

test('whoever may not see a city acts on none of its cases, and learns of none', async () => {
  const found = await opened();
  const stranger = operatorNamed('stranger', { tenants: ['shenzhen'] });
  for (const answer of [
    await addNote(operating, stranger, said(found, { text: '已致电银行' }), caseIdOf(found)),
    await takeInHand(operating, stranger, said(found, {}), caseIdOf(found)),
    await resolveCase(operating, stranger, said(found, { what: 'explained', evidence: EVIDENCE }), caseIdOf(found)),
  ])
    expect([answer.statusCode, codeOf(answer)]).toEqual([404, 'case.unknown']);
  expect(await now(found)).toEqual(found);
  const own = operatorNamed('own', { tenants: ['guangzhou'] });
  expect((await takeInHand(operating, own, said(found, {}), caseIdOf(found))).statusCode).toBe(201);
});
