import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { landingKey } from '../../../adapters/landing/landing.ts';
import { readSnapshot, snapshotKeyOf } from '../../../adapters/ledger/snapshots.ts';
import { listUnder } from '../../../adapters/ledger/work.ts';
import { putPermitLink } from '../../../adapters/ledger/permit-links.ts';
import { personKey, recordKey } from '../../../core/identity.ts';
import { showHistory } from '../../../functions/batches/history.ts';
import { ingest } from '../../../functions/ingest/ingest.ts';
import { translateChunk } from '../../../functions/translate/chunk.ts';
import { ingestingOn, openBatch, recordOf, translatingOn } from './flow.ts';
import { type Ground, startGround } from './ground.ts';
import {
  forgetHistory,
  holderOf,
  imported,
  outcomeOf,
  paidBefore,
  paidBeside,
  passThrough,
  servingOn,
  sign,
  takeChunks,
  takeIn,
  TENANT,
  upload,
} from './histories.ts';
import { CITY, INDEX_KEY, newPerson, paymentOf, type Person } from './records.ts';

let ground: Ground;
beforeAll(async () => {
  ground = await startGround({ histories: 'open' });
});
afterAll(async () => {
  await ground.stop();
});
beforeEach(async () => {
  ground.setMishap(null);
  ground.queue.sent.length = 0;
  await forgetHistory(ground);
});

const imports = { imports: true } as const;
const TONIGHT = { updatedAt: '2026-11-23T08:00:00+08:00' };
const keyOf = (payment: ReturnType<typeof paidBefore>) => recordKey(payment, INDEX_KEY);

describe('an import', () => {
  test('records each payment with its claim and journal entry, and sends nothing to anybody', async () => {
    const [a, b] = [newPerson(), newPerson()];
    const payments = [paidBefore(a), paidBefore(b, { amountFen: '90000' })];
    const outcome = await passThrough(ground, payments, imports);
    expect(outcome).toMatchObject({ state: 'TRANSLATING', rows: { applied: 2 }, problems: [] });
    for (const [person, payment] of [
      [a, payments[0]],
      [b, payments[1]],
    ] as const) {
      if (payment === undefined) throw new Error('two');
      expect(await recordOf(ground, payment)).toMatchObject({ state: 'IMPORTED', status: 'SUCCESS', problem: null });
      expect(await holderOf(ground, person)).toBe(keyOf(payment));
    }
    const days = Array.from({ length: 8 }, (_, shard) => `M#2026-11-23#0${shard}`);
    const journal = (await Promise.all(days.map((pk) => listUnder(ground.table, pk, '')))).flat();
    expect(journal.map(({ state, fen }) => [state, fen].join(' ')).toSorted()).toEqual([
      'IMPORTED 150000',
      'IMPORTED 90000',
    ]);
    expect(ground.queue.sent).toEqual([]);
    expect(await imported(ground)).toEqual({ rows: 2, fen: '240000' });
    expect(await readSnapshot(ground.table, snapshotKeyOf(CITY, 'payment', 2025))).toMatchObject({ version: 0 });
  });

  test('takes what was paid, also what came back, which keeps its claim; the rest is rejected', async () => {
    const [paid, back, planned, failed] = [newPerson(), newPerson(), newPerson(), newPerson()];
    const outcome = await passThrough(
      ground,
      [
        paidBefore(paid),
        paidBefore(back, { status: 'RETURNED' }),
        paymentOf(planned),
        paymentOf(failed, { status: 'FAILED' }),
      ],
      imports,
    );
    expect(outcome.rows).toEqual({ applied: 2, rejected: 2 });
    expect(outcome.problems).toEqual(['4 history.not-settled', '5 history.not-settled']);
    expect(await holderOf(ground, back)).toBeDefined();
    expect(await holderOf(ground, planned)).toBeUndefined();
    expect(await recordOf(ground, paymentOf(planned))).toBeUndefined();
  });

  test('of the attempts to make one payment takes the last that was made', async () => {
    const person = newPerson();
    const attempts = [
      paidBefore(person, { status: 'RETURNED', batchNo: '2025-01', updatedAt: '2026-03-01T08:00:00+08:00' }),
      paidBefore(person, { batchNo: '2025-02', updatedAt: '2026-04-01T08:00:00+08:00' }),
    ];
    expect(await passThrough(ground, attempts, imports)).toMatchObject({ rows: { applied: 1, unchanged: 1 } });
    expect(await recordOf(ground, paidBefore(person))).toMatchObject({ state: 'IMPORTED', status: 'SUCCESS' });
    await sign(ground);
    expect(await passThrough(ground, attempts)).toMatchObject({ rows: { unchanged: 2 }, problems: [] });
  });

  test('does not take a claim from anybody: the second payment of a person is held and seen', async () => {
    const person = newPerson();
    const first = paidBefore(person);
    const second = paidBefore({ ...person, declarationNo: `${person.declarationNo}B` }, { programmeYear: 2024 });
    await passThrough(ground, [first], imports);
    const outcome = await passThrough(ground, [second], imports);
    expect(outcome).toMatchObject({ rows: { held: 1 }, problems: ['2 payment.already-claimed'] });
    expect(await holderOf(ground, person)).toBe(keyOf(first));
    expect(await paidBeside(ground, person)).toEqual([keyOf(second)]);
    expect(await recordOf(ground, second)).toMatchObject({
      state: 'HELD',
      problem: 'payment.already-claimed',
      fence: 1,
    });
    expect(await imported(ground)).toEqual({ rows: 1, fen: '150000' });
    expect(await passThrough(ground, [second], imports)).toMatchObject({ rows: { held: 1 } });
  });

  test('of two payments of one person in one file takes the first of its keys, every time', async () => {
    const person = newPerson();
    const payments = [2023, 2024].map((programmeYear) =>
      paidBefore({ ...person, declarationNo: `${person.declarationNo}-${programmeYear}` }, { programmeYear }),
    );
    const batch = await openBatch(ground, 'payment', payments, { purpose: 'settled-history' });
    await translateChunk(translatingOn(ground), batch);
    expect(await outcomeOf(ground, batch.batchId)).toMatchObject({ rows: { applied: 1, held: 1 } });
    expect(await holderOf(ground, person)).toBe(keyOf(payments[0] ?? paidBefore(person)));
  });

  test.each([
    ['under another name', {}],
    ['under the same number of the sender', { sequence: 7 }],
  ])('repeated %s changes nothing, and is not counted again', async (_, options) => {
    const payments = [newPerson(), newPerson()].map((person) => paidBefore(person));
    await passThrough(ground, payments, { ...imports, ...options });
    const again = await passThrough(ground, [...payments, paidBefore(newPerson())], { ...imports, ...options });
    expect(again.rows).toEqual({ unchanged: 2, applied: 1 });
    expect(await imported(ground)).toEqual({ rows: 3, fen: '450000' });
  });

  test('that tells an imported payment otherwise is held: the later word stands, the amount counts once', async () => {
    const person = newPerson();
    await passThrough(ground, [paidBefore(person, { status: 'RETURNED' })], imports);
    const later = paidBefore(person, { batchNo: '2025-09', ...TONIGHT });
    const outcome = await passThrough(ground, [later], imports);
    expect(outcome).toMatchObject({ rows: { held: 1 }, problems: ['2 history.differs'] });
    expect(await recordOf(ground, later)).toMatchObject({
      state: 'IMPORTED',
      status: 'SUCCESS',
      problem: 'history.differs',
    });
    const older = paidBefore(person, { batchNo: '2024-09', updatedAt: '2026-01-01T08:00:00+08:00' });
    expect(await passThrough(ground, [older], imports)).toMatchObject({ rows: { rejected: 1 } });
    expect(await imported(ground)).toEqual({ rows: 1, fen: '150000' });
  });

  test('holds a number that is another person’s', async () => {
    const person = newPerson();
    await passThrough(ground, [paidBefore(person)], imports);
    const other = paidBefore({ ...newPerson(), declarationNo: person.declarationNo });
    const outcome = await passThrough(ground, [other], imports);
    expect(outcome).toMatchObject({ rows: { held: 1 }, problems: ['2 record.identity-changed'] });
  });

  test('claims as the person’s older permit, where the two are linked', async () => {
    const older = { ...newPerson(), idType: '03' } as unknown as Person;
    const newer = { ...newPerson(), idType: '03' } as unknown as Person;
    const [first = '', second = ''] = [older, newer].map(({ idNumber }) => personKey(INDEX_KEY, idNumber));
    const link = { newer: second, older: first, saidBy: 'a', agreedBy: 'b', at: '2026-11-23T00:00:00Z' };
    await putPermitLink(ground.table, link, ['city-education']);
    const payment = paidBefore(newer);
    const batch = await openBatch(ground, 'payment', [payment], { purpose: 'settled-history' });
    await translateChunk(translatingOn(ground), batch);
    expect(await outcomeOf(ground, batch.batchId)).toMatchObject({ rows: { applied: 1 } });
    expect(await holderOf(ground, older)).toBeDefined();
    expect(await holderOf(ground, newer)).toBeUndefined();
  });
});

describe('after two persons have signed it off', () => {
  test('a nightly file that repeats it is unchanged and goes nowhere; a changed row goes on', async () => {
    const people = [newPerson(), newPerson(), newPerson()];
    const payments = people.map((person) => paidBefore(person));
    await passThrough(ground, payments, { ...imports, sequence: 5 });
    expect(await sign(ground)).toBeNull();
    // Also under the number the import bore.
    expect(await passThrough(ground, payments, { sequence: 5 })).toMatchObject({
      rows: { unchanged: 3 },
      problems: [],
    });
    expect(await passThrough(ground, payments)).toMatchObject({ rows: { unchanged: 3 } });
    expect(ground.queue.sent).toEqual([]);
    const changed = payments.map((payment, at) =>
      at === 1 ? { ...payment, ...TONIGHT, status: 'RETURNED' } : payment,
    );
    expect(await passThrough(ground, changed as never)).toMatchObject({ rows: { unchanged: 2, pending: 1 } });
    expect(ground.queue.sent).toMatchObject([{ url: 'deliver-province' }]);
  });

  test('a changed row of the first nightly file is seen, though the import left no snapshot', async () => {
    const person = newPerson();
    await passThrough(ground, [paidBefore(person)], imports);
    await sign(ground);
    const changed = paidBefore(person, { status: 'RETURNED', ...TONIGHT });
    expect(await passThrough(ground, [changed, paymentOf(newPerson())])).toMatchObject({ rows: { pending: 2 } });
  });

  test('who was paid before go-live is not paid again: held under another year, and as the same payment', async () => {
    const person = newPerson();
    await passThrough(ground, [paidBefore(person)], imports);
    await sign(ground);
    const next = paymentOf({ ...person, declarationNo: `${person.declarationNo}B` }, { programmeYear: 2026 });
    expect(await passThrough(ground, [next])).toMatchObject({
      rows: { held: 1 },
      problems: ['2 payment.already-claimed'],
    });
    const same = paymentOf(person, { batchNo: '2026-09', ...TONIGHT });
    expect(await passThrough(ground, [same])).toMatchObject({
      rows: { held: 1 },
      problems: ['2 record.illegal-transition'],
    });
    expect(ground.queue.sent).toEqual([]);
  });

  test('what came back before go-live may be paid again, once', async () => {
    const person = newPerson();
    await passThrough(ground, [paidBefore(person, { status: 'RETURNED' })], imports);
    await sign(ground);
    const next = paymentOf(person, { batchNo: '2026-09', ...TONIGHT });
    expect(await passThrough(ground, [next])).toMatchObject({ rows: { pending: 1 } });
    expect(await recordOf(ground, next)).toMatchObject({ state: 'PENDING', attempt: 2 });
  });

  test('nothing more is imported: neither announced, nor uploaded before and looked at now', async () => {
    const late = await upload(ground, [paidBefore(newPerson())], imports);
    ground.clock.forward(3_600_000);
    expect(await sign(ground, { rows: 0, fen: '0' })).toBeNull();
    await ingest(ingestingOn(ground), landingKey(late.batchId));
    expect(await outcomeOf(ground, late.batchId)).toMatchObject({ state: 'HELD', problem: 'history.closed' });
    expect(await upload(ground, [paidBefore(newPerson())], imports)).toMatchObject({
      status: 409,
      code: 'history.closed',
    });
    expect(await imported(ground)).toEqual({ rows: 0, fen: '0' });
  });

  test('an ingest of it that is under way imports nothing', async () => {
    const person = newPerson();
    const { batchId } = await upload(ground, [paidBefore(person)], imports);
    ground.clock.forward(3_600_000);
    const ingesting = ingestingOn(ground);
    let spools = 0;
    await ingest(
      {
        ...ingesting,
        // The third spool is the merge's: the history has been read as open, the batch has not ended.
        spool: async (partitions) => {
          if (++spools === 3) expect(await sign(ground, { rows: 0, fen: '0' })).toBeNull();
          return await ingesting.spool(partitions);
        },
      },
      landingKey(batchId),
    );
    expect(await outcomeOf(ground, batchId)).toMatchObject({ state: 'HELD', problem: 'history.closed' });
    for (const message of takeChunks(ground)) await translateChunk(translatingOn(ground), message);
    expect(await holderOf(ground, person)).toBeUndefined();
  });
});

describe('signing it off', () => {
  test('is refused where rows or amount differ, and where an import is under way', async () => {
    await passThrough(ground, [paidBefore(newPerson()), paidBefore(newPerson())], imports);
    expect(await sign(ground, { rows: 2, fen: '299999' })).toBe('history.total-mismatch');
    expect(await sign(ground, { rows: 1, fen: '300000' })).toBe('history.total-mismatch');
    expect(await sign(ground, { rows: 0, fen: '0' })).toBe('history.total-mismatch');
    const batchId = await takeIn(ground, [paidBefore(newPerson())], imports);
    expect(await sign(ground, { rows: 2, fen: '300000' })).toBe('history.unfinished');
    for (const message of takeChunks(ground)) await translateChunk(translatingOn(ground), message);
    expect(await outcomeOf(ground, batchId)).toMatchObject({ rows: { applied: 1 } });
    await upload(ground, [paidBefore(newPerson())], imports);
    expect(await sign(ground, { rows: 3, fen: '450000' })).toBe('history.unfinished');
    ground.clock.forward(3_600_000);
    expect(await sign(ground, { rows: 3, fen: '450000' })).toBeNull();
  });

  test('is done once: the same said again stands, another total is refused', async () => {
    expect(await sign(ground, { rows: 0, fen: '0' })).toBeNull();
    expect(await sign(ground, { rows: 0, fen: '0' })).toBeNull();
    expect(await sign(ground, { rows: 1, fen: '150000' })).toBe('history.closed');
  });

  test.each([0, 1])('sees an import that ends while it is signed, as the first or after %i others', async (others) => {
    if (others > 0) await passThrough(ground, [paidBefore(newPerson())], imports);
    const total = await imported(ground);
    const { batchId } = await upload(ground, [paidBefore(newPerson())], imports);
    ground.clock.forward(3_600_000);
    const { middlewareStack } = ground.table.client;
    middlewareStack.add(
      (next, { commandName }) =>
        async (call) => {
          // The imports have been summed; the signature is about to be written.
          if (commandName === 'PutItemCommand' && middlewareStack.remove('late'))
            await ingest(ingestingOn(ground), landingKey(batchId));
          return await next(call);
        },
      { step: 'initialize', name: 'late' },
    );
    expect(await sign(ground, total)).toBe('history.unfinished');
    for (const message of takeChunks(ground)) await translateChunk(translatingOn(ground), message);
    expect(await sign(ground, total)).toBe('history.total-mismatch');
    expect(await sign(ground)).toBeNull();
  });

  test('survives a lost answer', async () => {
    let lost = false;
    ground.setMishap((call) => {
      if (call !== 'PutItem' || lost) return;
      lost = true;
      throw new Error('killed');
    });
    await expect(sign(ground, { rows: 0, fen: '0' })).rejects.toThrow('killed');
    expect(await sign(ground, { rows: 0, fen: '0' })).toBeNull();
  });

  test('is of one tenant, and a partner sees its own', async () => {
    await passThrough(ground, [paidBefore(newPerson())], imports);
    const view = async (tenant: string) =>
      JSON.parse((await showHistory(servingOn(ground), { tenant, requestId: 'r' })).body) as unknown;
    expect(await view(TENANT)).toMatchObject({
      tenant: TENANT,
      state: 'OPEN',
      signed: null,
      imported: { rows: 1, fen: '150000' },
      unfinished: 0,
      imports: [{ purpose: 'settled-history', applied: 1, state: 'SETTLED', fen: { applied: '150000' } }],
    });
    await sign(ground);
    expect(await view(TENANT)).toMatchObject({ state: 'SIGNED', signed: { rows: 1, fen: '150000' } });
    expect(await view('shenzhen')).toMatchObject({ state: 'OPEN', imports: [], imported: { rows: 0, fen: '0' } });
  });
});
