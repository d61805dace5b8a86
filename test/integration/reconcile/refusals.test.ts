import { GetObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readReconciliation, type RunOf } from '../../../adapters/ledger/reconciliations.ts';
import type { Applicant } from '../../../schemas/canonical/applicant.ts';
import { type Ground, startGround } from '../ledger/ground.ts';
import { allDue, sweepingOn, sweepOnce } from '../ledger/sweeping.ts';
import { applicantOf, CITY, newPerson, PROVINCE } from '../ledger/records.ts';
import { handlerOf } from '../../../functions/reconcile/handle.ts';
import { casesOf, deliverOne, drainReconcile, reconcilingOn, takeIn, tick, type TestReconciling } from './sides.ts';

let ground: Ground;
let reconciling: TestReconciling;
beforeAll(async () => {
  ground = await startGround();
});
afterAll(async () => {
  await ground.stop();
});
beforeEach(() => {
  reconciling = reconcilingOn(ground);
  ground.queue.sent.length = 0;
});

const OLD = '2026-11-10T10:00:00+08:00';
const unitOf = (night: string, run = 1): RunOf => ({ night, programme: 'GZ-XLBZ', kind: 'applicant', run });
const read = async (night: string) => await readReconciliation(ground.table, unitOf(night));

const applicants = (count: number): readonly Applicant[] =>
  Array.from({ length: count }, () => {
    const person = newPerson();
    const sex = Number(person.idNumber.charAt(16)) % 2 === 1 ? '1' : '2';
    return applicantOf(person, { sex, updatedAt: OLD });
  });

async function pass(daysLater: number): Promise<void> {
  await tick(reconciling, daysLater);
  await drainReconcile(ground, reconciling);
}

const all = applicants(12);
const [lost] = all;

describe('one night after the other, on one ledger', () => {
  test('a side that is not there is refused, with an alarm, and tried again in the morning', async () => {
    await takeIn(ground, CITY, 'applicant', all);
    await pass(0);
    expect(await read('2026-11-23')).toMatchObject({ state: 'REFUSED', problem: 'reconcile.side-missing' });
    expect(reconciling.counted).toEqual([{ name: 'ReconciliationsRefused', value: 1 }]);
    await takeIn(ground, PROVINCE, 'applicant', all.slice(1));
    ground.queue.sent.length = 0;
    const morning = { type: 'morning', time: '2026-11-24T00:00:00Z' };
    expect(await handlerOf(reconciling)(morning)).toEqual({ night: '2026-11-23', units: 1, notDone: 0 });
    await drainReconcile(ground, reconciling);
    expect(await read('2026-11-23')).toMatchObject({ state: 'DONE', problem: null, notes: [] });
  });

  test('what is done is not done again, however often it is started', async () => {
    const before = await read('2026-11-23');
    await pass(0);
    await pass(0);
    expect(await read('2026-11-23')).toEqual(before);
    expect(reconciling.counted).toEqual([]);
  });

  test('a case stays the same one the next night, and closes by itself when both sides agree again', async () => {
    const [first] = await casesOf(ground, 'applicant');
    expect(first).toMatchObject({ code: 'missing-in-province', state: 'OPEN', firstNight: '2026-11-23' });
    await pass(1);
    const [again] = await casesOf(ground, 'applicant');
    expect(again).toMatchObject({ state: 'OPEN', firstNight: '2026-11-23', lastNight: '2026-11-24' });
    await takeIn(ground, CITY, 'applicant', all, { businessDate: '2026-11-25' });
    await takeIn(ground, PROVINCE, 'applicant', all, { businessDate: '2026-11-25' });
    await pass(2);
    const [closed, ...others] = await casesOf(ground, 'applicant');
    expect(closed).toMatchObject({ state: 'CLOSED', closedBy: 'run', recordKey: first?.recordKey });
    expect(others).toEqual([]);
  });

  test('a side a day old is compared and told of, one of two days is not compared', async () => {
    await takeIn(ground, CITY, 'applicant', all, { businessDate: '2026-11-26' });
    await pass(3);
    const note = { code: 'reconcile.side-old', system: PROVINCE, businessDate: '2026-11-25' };
    expect(await read('2026-11-26')).toMatchObject({ state: 'DONE', notes: [note] });
    await takeIn(ground, CITY, 'applicant', all, { businessDate: '2026-11-27' });
    await pass(4);
    expect(await read('2026-11-27')).toMatchObject({ state: 'REFUSED', problem: 'reconcile.side-too-old' });
  });

  test('an earlier night compared once more opens nothing a later one has closed', async () => {
    await deliverOne(reconciling, { v: 1, type: 'unit', ...unitOf('2026-11-23', 2) });
    expect((await casesOf(ground, 'applicant')).map(({ state }) => state)).toEqual(['CLOSED']);
  });

  test('a comparison that stands still is sent again by the sweeper, and goes on where it stood', async () => {
    await takeIn(ground, CITY, 'applicant', all.slice(1), { businessDate: '2026-11-28' });
    await takeIn(ground, PROVINCE, 'applicant', [...all, ...applicants(20)], { businessDate: '2026-11-28' });
    const split = reconcilingOn(ground, 8);
    await deliverOne(split, { v: 1, type: 'unit', ...unitOf('2026-11-28') });
    const messages = ground.queue.sent.splice(0).filter(({ url }) => url === 'reconcile');
    // One range is done, and the messages of the others are lost.
    await deliverOne(split, messages[0]?.message ?? {});
    expect((await read('2026-11-28'))?.state).toBe('RUNNING');
    ground.clock.forward(1_200_001);
    const due = await allDue(ground.table, ground.clock.now());
    expect(due.filter(({ pk }) => pk === 'Q#2026-11-28')).toHaveLength(1);
    await sweepOnce(sweepingOn(ground));
    expect(await drainReconcile(ground, split)).toBe(messages.length);
    expect((await read('2026-11-28'))?.state).toBe('DONE');
    const after = await allDue(ground.table, new Date(ground.clock.now().getTime() + 86_400_000));
    expect(after.filter(({ pk }) => pk.startsWith('Q#'))).toEqual([]);
  });

  test('the reports lie in their bucket, masked', async () => {
    const done = await read('2026-11-28');
    const bodyOf = async (Key: string): Promise<Buffer> => {
      const { Body } = await ground.s3.send(new GetObjectCommand({ Bucket: 'reports', Key }));
      return Buffer.from((await Body?.transformToByteArray()) ?? []);
    };
    const page = (await bodyOf(done?.reports?.html ?? '')).toString('utf8');
    expect(page).toContain('求学圆梦');
    expect(page).not.toContain(lost?.idNumber);
    expect((await bodyOf(done?.reports?.xlsx ?? '')).subarray(0, 2).toString('latin1')).toBe('PK');
  });
});
