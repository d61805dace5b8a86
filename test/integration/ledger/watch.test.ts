import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { announcedBatch, createBatch, endIngest, type Manifest } from '../../../adapters/ledger/batches.ts';
import { createInbound, receivedInbound, changeInbounds } from '../../../adapters/ledger/inbound.ts';
import { writePayments } from '../../../adapters/ledger/payments.ts';
import type { LogFields } from '../../../adapters/log/fields.ts';
import type { Metric } from '../../../adapters/log/metrics.ts';
import { translateChunk } from '../../../functions/translate/chunk.ts';
import type { Watching } from '../../../functions/watch/environment.ts';
import { handlerOf } from '../../../functions/watch/handle.ts';
import { type TestProvince, startDestination } from './destination.ts';
import { deliveringTo, drain, openBatch, translatingOn } from './flow.ts';
import { type Ground, startGround } from './ground.ts';
import { applicantOf, newItem, newPerson } from './records.ts';

const HOUR_MS = 3_600_000;

let ground: Ground;
let province: TestProvince;
const told = new Map<string, number>();
const logged: (LogFields & { readonly event: string })[] = [];
let watching: Watching;
beforeAll(async () => {
  [ground, province] = await Promise.all([startGround(), startDestination()]);
  const add = (event: string, fields: LogFields = {}): void => void logged.push({ event, ...fields });
  const log = { info: add, warn: add, error: add, withCorrelation: () => log };
  const keep = ({ name, value }: Metric): void => void told.set(name, Number(value));
  watching = { ...ground, log, metrics: (metrics) => metrics.forEach(keep), conserved: new Set() };
});
afterAll(async () => {
  await Promise.all([ground.stop(), province.stop()]);
});
beforeEach(() => {
  told.clear();
  logged.length = 0;
});

const look = async (): Promise<Readonly<Record<string, number>>> => {
  await handlerOf(watching)();
  return Object.fromEntries(told);
};

test('nothing is wrong where there is nothing', async () => {
  expect(await look()).toEqual({
    BatchesOverdue: 0,
    BatchesNotConserved: 0,
    DueOverdueSeconds: 0,
    EventsParked: 0,
    InDoubtPayments: 0,
    InDoubtFen: 0,
  });
});

test('a batch with rows under way after six hours is counted and named, until it is conserved', async () => {
  const message = await openBatch(ground, 'applicant', [applicantOf(newPerson())]);
  ground.clock.forward(6 * HOUR_MS - 1);
  expect(await look()).toMatchObject({ BatchesNotConserved: 0 });
  ground.clock.forward(1);
  expect(await look()).toMatchObject({ BatchesNotConserved: 1 });
  expect(logged).toContainEqual({ event: 'watch.not-conserved', batchId: message.batchId, rows: 1 });
  // Its chunk was due long ago, and nobody has sent it again.
  expect(told.get('DueOverdueSeconds')).toBeGreaterThan(5 * 3600);
  ground.queue.sent.length = 0;
  const translating = translatingOn(ground);
  await translateChunk(translating, message);
  await drain(ground, translating, deliveringTo(ground, 'province/yuegonghui', province.url));
  expect(await look()).toMatchObject({ BatchesNotConserved: 0, DueOverdueSeconds: 0 });
  expect(watching.conserved).toContain(message.batchId);
});

test('a city that sends every night is missed at its hour, and not before; a batch it only announced is none', async () => {
  const night = async (businessDate: string, come: boolean, purpose?: 'replay' | 'repair'): Promise<void> => {
    const manifest: Manifest = {
      system: 'guangzhou/degree-subsidy',
      kind: 'certificate',
      programmeYear: 2025,
      businessDate,
      sequence: 1,
      fileName: 'a.csv',
      bytes: 1,
      sha256: '',
      rows: 0,
      totalFen: null,
      ...(purpose === undefined ? {} : { purpose }),
    };
    const batch = announcedBatch('guangzhou', manifest, ground.clock.now());
    await createBatch(ground.table, batch);
    const nothing = { received: { rows: 0, fen: '0' }, settled: {}, rejects: [], warnings: 0, programmeYears: [] };
    const ended = { ...nothing, state: 'TRANSLATING', run: 'r', problem: null } as const;
    if (come) await endIngest(ground.table, batch.batchId, ended, []);
  };
  ground.clock.set(new Date('2026-11-25T15:00:00Z'));
  await night('2026-11-25', true);
  ground.clock.set(new Date('2026-11-26T15:30:00Z'));
  await night('2026-11-26', false);
  // What the bridge sends again is no city's file.
  for (const purpose of ['replay', 'repair'] as const) await night('2026-11-26', true, purpose);
  // 03:29 in China on the morning after.
  ground.clock.set(new Date('2026-11-26T19:29:00Z'));
  const names = () =>
    logged.flatMap(({ event, kind, businessDate }) =>
      event === 'watch.batch-overdue' && kind === 'certificate' ? [businessDate] : [],
    );
  await look();
  expect(names()).toEqual([]);
  ground.clock.set(new Date('2026-11-26T19:30:00Z'));
  await look();
  expect(names()).toEqual(['2026-11-26']);
  logged.length = 0;
  await night('2026-11-26', true);
  await look();
  expect(names()).toEqual([]);
});

test('payments in doubt are counted with what they amount to, others with a problem are not', async () => {
  const payment = (state: 'IN_DOUBT' | 'REJECTED', level: string) => ({
    record: newItem({
      recordKey: `${'x'.repeat(43)}.p.GZ-XLBZ.2025.${level}.1`,
      kind: 'payment',
      state,
      fen: '150000',
      problem: state === 'IN_DOUBT' ? 'payment.in-doubt' : 'province.refused',
    }),
    expectedFence: null,
    claim: null,
    code: null,
  });
  const writes = [payment('IN_DOUBT', 'CITY'), payment('IN_DOUBT', 'STREET'), payment('REJECTED', 'DISTRICT')];
  expect(await writePayments(ground.table, writes)).toEqual(['won', 'won', 'won']);
  expect(await look()).toMatchObject({ InDoubtPayments: 2, InDoubtFen: 300_000 });
});

test('events that wait for another are counted', async () => {
  const now = ground.clock.now();
  const dueAt = new Date(now.getTime() + HOUR_MS).toISOString();
  const pointer = { object: 'webhooks/x', frame: 0, offset: 0, length: 1 };
  for (const webhookId of ['one', 'two', 'three']) {
    await createInbound(
      ground.table,
      receivedInbound({ webhookId, hash: 'h', pointer, receivedAt: now.toISOString(), dueAt }),
    );
  }
  await changeInbounds(
    ground.table,
    ['one', 'two'].map((webhookId) => ({
      webhookId,
      state: 'PARKED',
      dueAt,
      problem: null,
      asked: 0,
      at: now.toISOString(),
    })) as never,
  );
  expect(await look()).toMatchObject({ EventsParked: 2 });
});

test('a look that fails leaves the others theirs, and fails the run', async () => {
  ground.setMishap((call) => {
    if (call === 'BatchGetItem') throw new Error('throttled');
  });
  await expect(handlerOf(watching)()).rejects.toThrow('looks failed');
  ground.setMishap(null);
  expect(told.has('EventsParked')).toBe(true);
  expect(told.has('InDoubtPayments')).toBe(false);
  expect(logged.map(({ event }) => event)).toContain('watch.failed');
});
