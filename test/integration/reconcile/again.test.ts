import { afterAll, beforeAll, expect, test } from 'vitest';
import { beginReconciliation, readReconciliation } from '../../../adapters/ledger/reconciliations.ts';
import type { Operator } from '../../../core/access.ts';
import { compareAgain } from '../../../functions/operators/compare-again.ts';
import type { Operating } from '../../../functions/operators/environment.ts';
import { type Ground, startGround } from '../ledger/ground.ts';
import { operatorNamed } from '../signed-in.ts';
import { applicantOf, CITY, newPerson, PROVINCE } from '../ledger/records.ts';
import { casesOf, drainReconcile, reconcilingOn, takeIn, tick } from './sides.ts';

const OLD = '2026-11-10T10:00:00+08:00';
const people = Array.from({ length: 3 }, () => {
  const person = newPerson();
  return applicantOf(person, { sex: Number(person.idNumber.charAt(16)) % 2 === 1 ? '1' : '2', updatedAt: OLD });
});
const UNIT = { night: '2026-11-23', programme: 'GZ-XLBZ', kind: 'applicant' } as const;

let ground: Ground;
beforeAll(async () => {
  ground = await startGround();
  await takeIn(ground, CITY, 'applicant', people);
  await takeIn(ground, PROVINCE, 'applicant', people.slice(1));
});
afterAll(async () => await ground.stop());

async function again(
  body: unknown,
  by: Partial<Operator> = {},
): Promise<{ readonly status: number; readonly said: unknown }> {
  const operating = { ...ground, reconcileQueue: 'reconcile' } as unknown as Operating;
  const operator = operatorNamed('operator', by);
  const request = { operator, body: Buffer.from(JSON.stringify(body)), id: '', query: {} };
  const answer = await compareAgain(operating, request);
  return { status: answer.statusCode, said: JSON.parse(answer.body) };
}

test('a night is compared once more when an operator asks, with what both sides hold by then', async () => {
  expect(await again({ night: UNIT.night })).toMatchObject({ status: 404, said: { code: 'reconcile.unknown' } });
  const reconciling = reconcilingOn(ground);
  await tick(reconciling);
  await drainReconcile(ground, reconciling);
  expect(await casesOf(ground, 'applicant')).toMatchObject([{ state: 'OPEN', run: 1 }]);

  await takeIn(ground, PROVINCE, 'applicant', people);
  expect(await again({ night: UNIT.night, kind: 'applicant' })).toEqual({
    status: 202,
    said: { begun: ['2026-11-23.GZ-XLBZ.applicant.2'] },
  });
  await drainReconcile(ground, reconciling);
  expect(await readReconciliation(ground.table, { ...UNIT, run: 2 })).toMatchObject({
    state: 'DONE',
    statement: { matched: 3, discrepancies: [] },
  });
  expect(await readReconciliation(ground.table, { ...UNIT, run: 1 })).toMatchObject({ statement: { matched: 2 } });
  expect(await casesOf(ground, 'applicant')).toMatchObject([{ state: 'CLOSED', closedBy: 'run' }]);
});

test('what is still running, or nobody knows, is not begun', async () => {
  const done = await readReconciliation(ground.table, { ...UNIT, run: 2 });
  if (done === undefined) throw new Error('the night was not compared');
  await beginReconciliation(ground.table, { ...done, run: 3, state: 'RUNNING', endedAt: null });
  expect(await again({ night: UNIT.night })).toMatchObject({ status: 409, said: { code: 'reconcile.running' } });
  for (const body of [{}, { night: 'gestern' }, { night: UNIT.night, kind: 'x' }, { night: UNIT.night, more: 1 }])
    expect(await again(body)).toMatchObject({ status: 400, said: { code: 'request.body-invalid' } });
  expect(ground.queue.sent.filter(({ url }) => url === 'reconcile')).toEqual([]);
});

test('a city has its own nights compared again, and never another’s', async () => {
  expect(await again({ night: UNIT.night }, { tenants: ['shenzhen'] })).toMatchObject({
    status: 404,
    said: { code: 'reconcile.unknown' },
  });
  expect(await again({ night: UNIT.night }, { tenants: ['guangzhou'] })).toMatchObject({ status: 409 });
});
