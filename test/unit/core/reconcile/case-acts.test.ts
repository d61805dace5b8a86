import { describe, expect, test } from 'vitest';
import { actOn, type CaseAct, NOTES_MAX, paidWronglyFen, stillDiffers } from '../../../../core/reconcile/case-acts.ts';
import { type Case, caseAfter, type Found } from '../../../../core/reconcile/cases.ts';
import { caseNoteSchema, caseResolutionSchema, RESOLUTIONS } from '../../../../schemas/case.ts';

const NOW = new Date('2026-11-24T01:00:00Z');
const AT = NOW.toISOString();
const said: Found = {
  recordKey: 'k',
  code: 'wrong-payee',
  tenant: 'guangzhou',
  fenCity: '150000',
  fenProvince: '150000',
  fields: ['accountNo'],
  line: 'l',
  unmasked: 'u',
  differenceHash: 'd',
};
const money: Case = {
  ...said,
  programme: 'GZ-XLBZ',
  kind: 'payment',
  state: 'OPEN',
  reconciliationId: 'r',
  night: '2026-11-23',
  run: 1,
  firstNight: '2026-11-23',
  lastNight: '2026-11-23',
  repairs: null,
  owner: null,
  notes: [],
  resolution: null,
  closedBy: null,
  at: '2026-11-23T20:00:00.000Z',
  fence: 1,
};
const record: Case = { ...money, kind: 'applicant', code: 'field-mismatch', fenCity: null, fenProvince: null };
const EVIDENCE = '银行回单 0017';
const resolve = (what: (typeof RESOLUTIONS)[number], fen: string | null = null): CaseAct => ({
  kind: 'resolve',
  what,
  fen,
  evidence: EVIDENCE,
});
const refused = (code: string) => ({ kind: 'refused', code });

function after(before: Case, act: CaseAct, by = 'operator'): Case {
  const acted = actOn(before, act, by, NOW);
  if (acted.kind !== 'changed') throw new Error(JSON.stringify(acted));
  return acted.after;
}

describe('a note', () => {
  test('is added with who wrote it and when, also to a closed case, and once however often it is sent', () => {
    const noted = after({ ...money, state: 'CLOSED' }, { kind: 'note', text: '已致电银行' });
    expect(noted).toMatchObject({ fence: 2, at: AT, notes: [{ by: 'operator', at: AT, text: '已致电银行' }] });
    expect(actOn(noted, { kind: 'note', text: '已致电银行' }, 'operator', NOW)).toEqual({ kind: 'unchanged' });
    expect(after(noted, { kind: 'note', text: '已致电银行' }, 'approver').notes).toHaveLength(2);
  });

  test('has room beside so many others', () => {
    let noted = money;
    for (let index = 0; index < NOTES_MAX; index++) noted = after(noted, { kind: 'note', text: String(index) });
    expect(actOn(noted, { kind: 'note', text: '再记' }, 'operator', NOW)).toEqual(refused('case.notes-full'));
  });

  test.each([
    ['', false],
    ['回单号 20261123000017', false],
    ['手机 138-0013-8000', false],
    ['两行\n备注', false],
    ['字'.repeat(501), false],
    ['2026-11-23 已致电，回单末四位 0017', true],
  ])('%s is taken: %s', (text, taken) => {
    expect(caseNoteSchema.safeParse({ discrepancyId: 'd', text }).success).toBe(taken);
  });
});

test('a case is taken in hand, also from another, while it is open', () => {
  const owned = after(money, { kind: 'own' });
  expect(owned).toMatchObject({ owner: 'operator', fence: 2 });
  expect(actOn(owned, { kind: 'own' }, 'operator', NOW)).toEqual({ kind: 'unchanged' });
  expect(after(owned, { kind: 'own' }, 'approver')).toMatchObject({ owner: 'approver' });
  expect(actOn({ ...money, state: 'CLOSED' }, { kind: 'own' }, 'approver', NOW)).toEqual(refused('case.closed'));
});

describe('money', () => {
  test.each(RESOLUTIONS)('is closed as %s by another than who has it in hand', (what) => {
    const act = resolve(what, what === 'recovered' ? '150000' : null);
    expect(actOn(money, act, 'operator', NOW)).toEqual(refused('case.second-person'));
    const owned = after(money, { kind: 'own' });
    expect(actOn(owned, act, 'operator', NOW)).toEqual(refused('case.second-person'));
    const closed = after(owned, act, 'approver');
    expect(closed).toMatchObject({
      state: 'CLOSED',
      closedBy: 'operator',
      resolution: { what, evidence: EVIDENCE, by: 'approver', at: AT },
    });
    expect(actOn(closed, act, 'approver', NOW)).toEqual({ kind: 'unchanged' });
    expect(actOn(closed, act, 'third', NOW)).toEqual(refused('case.closed'));
  });

  test.each([
    ['150000', null],
    ['1', null],
    ['150001', 'case.amount-beyond'],
    ['0', 'case.invalid'],
    [null, 'case.invalid'],
  ])('is recovered by %s: %s', (fen, code) => {
    const acted = actOn({ ...money, owner: 'operator' }, resolve('recovered', fen), 'approver', NOW);
    expect(acted.kind === 'refused' ? acted.code : null).toBe(code);
  });

  test.each([
    [{ code: 'wrong-payee', fenCity: '150000', fenProvince: '150000' }, '150000'],
    [{ code: 'missing-in-city', fenCity: null, fenProvince: '150000' }, '150000'],
    [{ code: 'amount-over', fenCity: '150000', fenProvince: '120000' }, '30000'],
    [{ code: 'amount-under', fenCity: '120000', fenProvince: '150000' }, '30000'],
    [{ code: 'paid-twice', fenCity: '300000', fenProvince: '150000' }, '299999'],
    [{ code: 'paid-twice', fenCity: null, fenProvince: null }, '0'],
  ] as const)('%o: at most %s 分 were paid wrongly', (change, fen) => {
    expect(paidWronglyFen({ ...money, ...change })).toBe(fen);
  });
});

test('what is no money is closed by anybody, and not recovered', () => {
  expect(after(record, resolve('explained'))).toMatchObject({ state: 'CLOSED', owner: null });
  expect(paidWronglyFen(record)).toBe('0');
  expect(actOn(record, resolve('recovered', '1'), 'operator', NOW)).toEqual(refused('case.not-money'));
});

test('an amount is said of what was recovered, and of nothing else', () => {
  const taken = (change: object) =>
    caseResolutionSchema.safeParse({ discrepancyId: 'd', evidence: EVIDENCE, ...change }).success;
  expect(taken({ what: 'recovered', fen: '150000' })).toBe(true);
  for (const fen of [undefined, '0', '-1', '1.5', 150_000]) expect(taken({ what: 'recovered', fen })).toBe(false);
  expect(taken({ what: 'explained' })).toBe(true);
  expect(taken({ what: 'explained', fen: '1' })).toBe(false);
  expect(taken({ what: 'forgotten' })).toBe(false);
  expect(taken({ what: 'explained', evidence: '见 6222021234567890128' })).toBe(false);
});

test('what an operator closed stays closed while the same differs; another difference opens it, and its end is not forgotten', () => {
  const closed = after({ ...money, owner: 'operator' }, resolve('recovered', '150000'), 'approver');
  const run = {
    reconciliationId: 'r2',
    night: '2026-11-24',
    run: 1,
    programme: 'GZ-XLBZ',
    kind: 'payment',
    at: AT,
  } as const;
  const found = caseAfter(closed, said, run);
  expect(found).toMatchObject({ state: 'CLOSED', lastNight: '2026-11-24' });
  expect([money, closed, found].map((each) => each !== null && stillDiffers(each))).toEqual([false, false, true]);
  const reopened = caseAfter(closed, { ...said, differenceHash: 'other' }, run);
  expect(reopened).toMatchObject({ state: 'OPEN', resolution: null, owner: 'operator' });
  expect(reopened?.notes).toEqual([{ by: 'approver', at: AT, text: `recovered 150000 ${EVIDENCE}` }]);
});

test('what an operator closed opens again where the same is found after both sides had agreed', () => {
  const closed = after({ ...money, owner: 'operator' }, resolve('recovered', '150000'), 'approver');
  const of = { reconciliationId: 'r', run: 1, programme: 'GZ-XLBZ', kind: 'payment', at: AT } as const;
  const agreed = caseAfter(closed, null, { ...of, night: '2026-11-24' });
  expect(agreed).toMatchObject({ state: 'CLOSED', closedBy: 'run', resolution: { what: 'recovered' } });
  expect(caseAfter(agreed ?? undefined, null, { ...of, night: '2026-11-25' })).toBeNull();
  const again = caseAfter(agreed ?? undefined, said, { ...of, night: '2026-11-26' });
  expect(again).toMatchObject({ state: 'OPEN', closedBy: null, resolution: null, firstNight: '2026-11-26' });
  expect(again?.notes).toEqual([{ by: 'approver', at: AT, text: `recovered 150000 ${EVIDENCE}` }]);
});
