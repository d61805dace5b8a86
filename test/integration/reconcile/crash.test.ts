import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { caseKeyOf, readCase, writeCases } from '../../../adapters/ledger/discrepancies.ts';
import { listParts, readReconciliation, type RunOf } from '../../../adapters/ledger/reconciliations.ts';
import type { Case, Found, Judged } from '../../../core/reconcile/cases.ts';
import type { ReconciliationStatement } from '../../../core/reconcile/statement.ts';
import { type Ground, startGround } from '../ledger/ground.ts';
import { keepCases } from '../../../functions/reconcile/keep-cases.ts';
import { applicantOf, CITY, newPerson, PROVINCE } from '../ledger/records.ts';
import { casesOf, deliverOne, reconcilingOn, takeIn } from './sides.ts';

const OLD = '2026-11-10T10:00:00+08:00';
const people = Array.from({ length: 20 }, () => {
  const person = newPerson();
  return applicantOf(person, { sex: Number(person.idNumber.charAt(16)) % 2 === 1 ? '1' : '2', updatedAt: OLD });
});
const unitOf = (run: number): RunOf => ({ night: '2026-11-23', programme: 'GZ-XLBZ', kind: 'applicant', run });

let ground: Ground;
let statement: ReconciliationStatement | null | undefined;
let codes: readonly string[];
let run = 1;
beforeAll(async () => {
  ground = await startGround();
  await takeIn(ground, CITY, 'applicant', people.slice(0, 18));
  await takeIn(ground, PROVINCE, 'applicant', [
    ...people.slice(3, 8).map((each) => ({ ...each, major: '会计' })),
    ...people.slice(8),
  ]);
  await deliverOne(reconcilingOn(ground), { v: 1, type: 'unit', ...unitOf(1) });
  statement = (await readReconciliation(ground.table, unitOf(1)))?.statement;
  codes = await codesNow();
});
afterAll(async () => await ground.stop());
beforeEach(() => {
  ground.setMishap(null);
  ground.queue.sent.length = 0;
  run += 1;
});

/** A case's own words; when and by which write it was said differs. */
async function codesNow(): Promise<readonly string[]> {
  const cases = await casesOf(ground, 'applicant');
  return cases.map(({ recordKey, code, state, firstNight }) => `${recordKey} ${code} ${state} ${firstNight}`);
}

test('whichever call to the ledger it dies at, it comes to the same when the message comes again', async () => {
  expect(codes).toHaveLength(10);
  // Every third one: each try makes the reports anew.
  for (let fatal = 1, died = true; died; fatal += 3, run += 1) {
    let call = 0;
    died = false;
    ground.setMishap(() => {
      call += 1;
      if (call !== fatal) return;
      died = true;
      throw new Error('the process ended here');
    });
    const reconciling = reconcilingOn(ground);
    const failed = await deliverOne(reconciling, { v: 1, type: 'unit', ...unitOf(run) });
    ground.setMishap(null);
    expect(failed).toBe(died);
    expect(await deliverOne(reconciling, { v: 1, type: 'unit', ...unitOf(run) })).toBe(false);
    const done = await readReconciliation(ground.table, unitOf(run));
    expect([fatal, done?.state, done?.statement]).toEqual([fatal, 'DONE', statement]);
    expect(await codesNow()).toEqual(codes);
    // The last thing it does is to end the item: a message more finds it done.
    expect(reconciling.counted.filter(({ name }) => name === 'ReconciliationsDone')).toHaveLength(1);
  }
  expect(run).toBeGreaterThan(4);
}, 60_000);

test('two workers on one message come to what one comes to', async () => {
  const [one, other] = [reconcilingOn(ground), reconcilingOn(ground)];
  const message = { v: 1, type: 'unit', ...unitOf(run) };
  const failed = await Promise.all([deliverOne(one, message), deliverOne(other, message)]);
  if (failed.includes(true)) await deliverOne(one, message);
  const done = await readReconciliation(ground.table, unitOf(run));
  expect([done?.state, done?.statement]).toEqual(['DONE', statement]);
  expect(await listParts(ground.table, done ?? { ...unitOf(run), startedAt: '' })).toHaveLength(1);
  expect(await codesNow()).toEqual(codes);
  const ends = [...one.counted, ...other.counted].filter(({ name }) => name === 'ReconciliationsDone');
  expect(ends).toHaveLength(1);
});

test('a note written in the very moment is kept', async () => {
  const first = (await casesOf(ground, 'applicant')).find(({ code }) => code === 'field-mismatch');
  if (first === undefined) throw new Error('no case');
  const { recordKey, code, tenant, fenCity, fenProvince, fields, line, unmasked, differenceHash } = first;
  const again: Found = { recordKey, code, tenant, fenCity, fenProvince, fields, line, unmasked, differenceHash };
  const noted: Case = { ...first, notes: [{ by: 'operator', at: 'now', text: '已问市总' }], fence: first.fence + 1 };
  const unit = { programme: 'GZ-XLBZ', kind: 'applicant' } as const;
  const keeping = {
    table: ground.table,
    unit,
    run: { reconciliationId: '2026-11-24.GZ-XLBZ.applicant.1', night: '2026-11-24', run: 1 },
    at: '2026-11-24T20:00:00.000Z',
  };
  // The run has read its cases by now, and writes them when it has seen all that was found.
  async function* foundOnce(): AsyncGenerator<readonly [string, Judged]> {
    expect(await writeCases(ground.table, [noted])).toEqual(['won']);
    yield [recordKey, again];
  }
  const open = await keepCases(keeping, foundOnce(), { from: '', to: null });
  expect(open).toEqual({ [code]: 1 });
  const after = await readCase(ground.table, caseKeyOf(first));
  expect(after).toMatchObject({ notes: noted.notes, lastNight: '2026-11-24', state: 'OPEN', fence: first.fence + 2 });
  const others = (await casesOf(ground, 'applicant')).filter((each) => each.recordKey !== recordKey);
  expect(others.every(({ state, closedBy }) => state === 'CLOSED' && closedBy === 'run')).toBe(true);
});
