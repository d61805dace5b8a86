import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  type BatchItem,
  batchKeyOf,
  createBatch,
  endIngest,
  type IngestOutcome,
  listBatchIds,
  readBatch,
} from '../../../adapters/ledger/batches.ts';
import {
  changeInbounds,
  createInbound,
  inboundKeyOf,
  readInbound,
  readInbounds,
  receivedInbound,
} from '../../../adapters/ledger/inbound.ts';
import { NO_SNAPSHOT, readSnapshot, snapshotKeyOf } from '../../../adapters/ledger/snapshots.ts';
import { endWork, listUnder, moveDue, openWork, readWork, type WorkItem } from '../../../adapters/ledger/work.ts';
import { chunkSortKey, successorSortKey } from '../../../core/work-key.ts';
import { type Ledger, startLedger } from './ground.ts';
import { CITY, NOW } from './records.ts';
import { allDue } from './sweeping.ts';

let ledger: Ledger;
beforeAll(async () => {
  ledger = await startLedger();
});
afterAll(() => ledger.stop());
beforeEach(() => {
  ledger.setMishap(null);
  ledger.calls.clear();
});

const POINTER = { object: 'records/b/r', frame: 0, offset: 96, length: 2048 };
const HASH = 'h'.repeat(43);
const ROW = { rows: 1, fen: '150000' };
const LATER = new Date(NOW.getTime() + 600_000).toISOString();
let made = 0;

function newWork(change: Partial<WorkItem> = {}): WorkItem {
  made += 1;
  return {
    pk: `B#work${made}`,
    sk: chunkSortKey('run', 0, 1),
    type: 'chunk',
    tenant: 'guangzhou',
    state: 'OPEN',
    destination: null,
    pointer: POINTER,
    only: null,
    tries: 1,
    calls: 0,
    batchId: `work${made}`,
    run: 'run',
    chunk: 0,
    hash: HASH,
    dueAt: NOW.toISOString(),
    settled: {},
    problems: [],
    ...change,
  };
}

const successorOf = (work: WorkItem): WorkItem => ({
  ...work,
  sk: successorSortKey(work.sk),
  only: [1, 2],
  tries: 2,
  dueAt: LATER,
});

async function dueKeys(): Promise<readonly string[]> {
  const { Items = [] } = await ledger.table.client.send(
    new ScanCommand({ TableName: ledger.table.name, IndexName: 'due' }),
  );
  return Items.map((item) => unmarshall(item)).map(({ pk, sk }) => `${String(pk)} ${String(sk)}`);
}

describe('a piece of work', () => {
  test('is opened once: what stands there stays', async () => {
    const work = newWork();
    await openWork(ledger.table, [work]);
    await openWork(ledger.table, [{ ...work, hash: 'other'.padEnd(43, 'o') }, newWork()]);
    expect(await readWork(ledger.table, work)).toMatchObject(work);
  });

  test('ends once: the first outcome stands', async () => {
    const work = newWork();
    await openWork(ledger.table, [work]);
    const problems = [{ row: 2, code: 'record.stale', line: 0 }];
    expect(await endWork(ledger.table, work, { settled: { rejected: ROW }, problems, next: [] })).toBe(true);
    expect(await endWork(ledger.table, work, { settled: { applied: ROW }, problems: [], next: [] })).toBe(false);
    expect(await readWork(ledger.table, work)).toMatchObject({ state: 'DONE', settled: { rejected: ROW }, problems });
  });

  test('and what goes on from it are written together, by the first to end it', async () => {
    const work = newWork();
    await openWork(ledger.table, [work]);
    const next = successorOf(work);
    const outcomes = [
      { settled: { applied: ROW }, problems: [], next: [next] },
      { settled: {}, problems: [], next: [{ ...next, only: [0, 1, 2] }] },
      { settled: { held: ROW }, problems: [], next: [] },
    ];
    const won = await Promise.all(outcomes.map((outcome) => endWork(ledger.table, work, outcome)));
    expect(won.filter(Boolean)).toHaveLength(1);
    const winner = outcomes[won.indexOf(true)];
    expect((await readWork(ledger.table, work))?.settled).toEqual(winner?.settled);
    expect((await readWork(ledger.table, next))?.only).toEqual(winner?.next[0]?.only);
  });

  test('whose end got no answer is ended by the same outcome again', async () => {
    const work = newWork();
    await openWork(ledger.table, [work]);
    const outcome = { settled: { applied: ROW }, problems: [], next: [successorOf(work)] };
    expect(await endWork(ledger.table, work, outcome)).toBe(true);
    expect(await endWork(ledger.table, work, outcome)).toBe(true);
    expect(await listUnder(ledger.table, work.pk, 'C#')).toHaveLength(2);
  });

  test('never overwrites the work it goes on in', async () => {
    const work = newWork();
    const next = successorOf(work);
    await openWork(ledger.table, [work, next]);
    const outcome = { settled: {}, problems: [], next: [{ ...next, only: [9] }] };
    await expect(endWork(ledger.table, work, outcome)).rejects.toThrow('there already');
    expect((await readWork(ledger.table, work))?.state).toBe('OPEN');
  });

  test('carries what the row numbers of 500 rows and their problems take', async () => {
    const work = newWork({ only: Array.from({ length: 500 }, (_, line) => line) });
    await openWork(ledger.table, [work]);
    const problems = Array.from({ length: 500 }, (_, line) => ({
      row: 9_999_000 + line,
      code: 'record.identity-changed',
      line,
    }));
    await endWork(ledger.table, work, { settled: { rejected: ROW }, problems, next: [successorOf(work)] });
    expect((await readWork(ledger.table, work))?.problems).toHaveLength(500);
  });
});

describe('the due index', () => {
  test('holds open work until it ends', async () => {
    const work = newWork();
    await openWork(ledger.table, [work]);
    expect(await dueKeys()).toContain(`${work.pk} ${work.sk}`);
    const next = successorOf(work);
    await endWork(ledger.table, work, { settled: {}, problems: [], next: [next] });
    const keys = await dueKeys();
    expect(keys).not.toContain(`${work.pk} ${work.sk}`);
    expect(keys).toContain(`${work.pk} ${next.sk}`);
  });

  test('finds what is due, oldest first within a shard, and nothing that is not yet', async () => {
    const soon = newWork({ dueAt: '2026-11-23T14:00:00.000Z' });
    const late = newWork({ dueAt: '2026-11-24T00:00:00.000Z' });
    await openWork(ledger.table, [soon, late]);
    const due = await allDue(ledger.table, NOW);
    const found = due.map(({ pk }) => pk);
    expect(found).toContain(soon.pk);
    expect(found).not.toContain(late.pk);
  });

  test('lets one of two sweepers move an entry', async () => {
    const work = newWork();
    await openWork(ledger.table, [work]);
    const moved = await Promise.all([1, 2, 3].map(() => moveDue(ledger.table, work, work.dueAt, LATER)));
    expect(moved.filter(Boolean)).toHaveLength(1);
    expect((await readWork(ledger.table, work))?.dueAt).toBe(LATER);
  });

  test('does not bring back what has ended', async () => {
    const work = newWork();
    await openWork(ledger.table, [work]);
    await endWork(ledger.table, work, { settled: {}, problems: [], next: [] });
    expect(await moveDue(ledger.table, work, work.dueAt, LATER)).toBe(false);
    expect(await moveDue(ledger.table, newWork(), NOW.toISOString(), LATER)).toBe(false);
  });
});

describe('a batch', () => {
  const newBatch = (change: Partial<BatchItem> = {}): BatchItem => {
    made += 1;
    const batchId = `batch${made}`;
    const manifest = {
      system: CITY,
      kind: 'applicant',
      programmeYear: 2025,
      businessDate: '2026-11-22',
      sequence: 1,
    } as const;
    return {
      ...batchKeyOf(batchId),
      batchId,
      tenant: `tenant${made}`,
      state: 'AWAITING_UPLOAD',
      manifest: { ...manifest, fileName: 'a.csv', bytes: 1, sha256: '', rows: 1, totalFen: null },
      run: null,
      received: { rows: 0, fen: '0' },
      settled: {},
      rejects: [],
      warnings: 0,
      programmeYears: [],
      problem: null,
      proof: null,
      createdAt: NOW.toISOString(),
      ...change,
    };
  };
  const outcomeOf = (run: string): IngestOutcome => ({
    state: 'TRANSLATING',
    run,
    received: ROW,
    settled: { unchanged: ROW },
    rejects: [],
    warnings: 0,
    programmeYears: [2025],
    problem: null,
  });

  test('is made once and listed once', async () => {
    const batch = newBatch();
    expect(await createBatch(ledger.table, batch)).toBe(true);
    expect(await createBatch(ledger.table, { ...batch, createdAt: LATER })).toBe(false);
    expect(await readBatch(ledger.table, batch.batchId)).toEqual(batch);
    expect(await listBatchIds(ledger.table, batch.tenant)).toEqual([batch.batchId]);
  });

  test('with its work is made with all of it, once', async () => {
    const batch = newBatch({ state: 'TRANSLATING', run: 'push' });
    const work = newWork({ pk: batch.pk, batchId: batch.batchId });
    expect(await createBatch(ledger.table, batch, [work])).toBe(true);
    await endWork(ledger.table, work, { settled: { applied: ROW }, problems: [], next: [] });
    expect(await createBatch(ledger.table, { ...batch, received: ROW }, [{ ...work, hash: HASH }])).toBe(false);
    expect((await readBatch(ledger.table, batch.batchId))?.received.rows).toBe(0);
    expect((await readWork(ledger.table, work))?.state).toBe('DONE');
  });

  test('is ended by one run of two, whose snapshot stands', async () => {
    const batch = newBatch();
    await createBatch(ledger.table, batch);
    const key = snapshotKeyOf(CITY, 'applicant', made);
    const flipOf = (run: string) => ({
      key,
      expectedVersion: 0,
      snapshot: { version: 1, object: `snapshots/${run}`, rows: 1, fen: '0' },
    });
    const runs = ['one', 'two'];
    const ended = await Promise.all(
      runs.map((run) => endIngest(ledger.table, batch.batchId, outcomeOf(run), [flipOf(run)])),
    );
    expect(ended.filter(Boolean)).toHaveLength(1);
    const winner = runs[ended.indexOf(true)];
    expect((await readBatch(ledger.table, batch.batchId))?.run).toBe(winner);
    expect((await readSnapshot(ledger.table, key)).object).toBe(`snapshots/${winner}`);
  });

  test('is not ended against a snapshot that has moved', async () => {
    const batch = newBatch();
    await createBatch(ledger.table, batch);
    const key = snapshotKeyOf(CITY, 'payment', made);
    expect(await readSnapshot(ledger.table, key)).toEqual(NO_SNAPSHOT);
    const other = newBatch();
    await createBatch(ledger.table, other);
    const snapshot = { version: 1, object: 'snapshots/other', rows: 2, fen: '9' };
    expect(await endIngest(ledger.table, other.batchId, outcomeOf('o'), [{ key, expectedVersion: 0, snapshot }])).toBe(
      true,
    );
    const late = { key, expectedVersion: 0, snapshot: { ...snapshot, object: 'snapshots/late' } };
    expect(await endIngest(ledger.table, batch.batchId, outcomeOf('r'), [late])).toBe(false);
    expect((await readBatch(ledger.table, batch.batchId))?.state).toBe('AWAITING_UPLOAD');
    const again = { key, expectedVersion: 1, snapshot: { ...snapshot, version: 2, object: 'snapshots/again' } };
    expect(await endIngest(ledger.table, batch.batchId, outcomeOf('r2'), [again])).toBe(true);
    expect(await readSnapshot(ledger.table, key)).toMatchObject({ version: 2, object: 'snapshots/again' });
  });

  test('that has ended does not end again', async () => {
    const batch = newBatch();
    await createBatch(ledger.table, batch);
    expect(
      await endIngest(
        ledger.table,
        batch.batchId,
        { ...outcomeOf('a'), state: 'HELD', problem: 'batch.rows-mismatch' },
        [],
      ),
    ).toBe(true);
    expect(await endIngest(ledger.table, batch.batchId, outcomeOf('b'), [])).toBe(false);
    expect((await readBatch(ledger.table, batch.batchId))?.problem).toBe('batch.rows-mismatch');
  });
});

describe('an inbound event', () => {
  const newEvent = (webhookId: string, hash = HASH) =>
    receivedInbound({ webhookId, hash, pointer: POINTER, receivedAt: NOW.toISOString(), dueAt: NOW.toISOString() });
  const changeOf = (webhookId: string, state: 'PARKED' | 'APPLIED' | 'QUARANTINED', problem: string | null = null) => ({
    webhookId,
    state,
    dueAt: LATER,
    problem,
    asked: 0,
    at: LATER,
  });

  test('is kept once by its id', async () => {
    const made2 = await Promise.all(
      ['x', 'y'].map((hash) => createInbound(ledger.table, newEvent('once', hash.repeat(43)))),
    );
    expect(made2.filter(Boolean)).toHaveLength(1);
    expect((await readInbound(ledger.table, 'once'))?.hash).toBe((made2[0] ? 'x' : 'y').repeat(43));
  });

  test('comes back as it was, alone and among others', async () => {
    await createInbound(ledger.table, newEvent('back'));
    expect(await readInbound(ledger.table, 'back')).toEqual(newEvent('back'));
    expect([...(await readInbounds(ledger.table, ['back', 'none'])).keys()]).toEqual(['back']);
  });

  test('is due while received or parked, and no longer once applied', async () => {
    const key = `${inboundKeyOf('parked').pk} 0`;
    await createInbound(ledger.table, newEvent('parked'));
    await changeInbounds(ledger.table, [changeOf('parked', 'PARKED', 'webhook.sequence-gap')]);
    expect(await readInbound(ledger.table, 'parked')).toMatchObject({
      state: 'PARKED',
      problem: 'webhook.sequence-gap',
      dueAt: LATER,
    });
    expect(await dueKeys()).toContain(key);
    await changeInbounds(ledger.table, [changeOf('parked', 'APPLIED')]);
    expect(await readInbound(ledger.table, 'parked')).toMatchObject({ state: 'APPLIED', problem: null });
    expect(await dueKeys()).not.toContain(key);
  });

  test.each(['APPLIED', 'QUARANTINED'] as const)('once %s stays so, whatever comes late', async (state) => {
    await createInbound(ledger.table, newEvent(`done-${state}`));
    await changeInbounds(ledger.table, [changeOf(`done-${state}`, state)]);
    await changeInbounds(ledger.table, [changeOf(`done-${state}`, 'PARKED'), changeOf('never-seen', 'APPLIED')]);
    expect((await readInbound(ledger.table, `done-${state}`))?.state).toBe(state);
    expect(await readInbound(ledger.table, 'never-seen')).toBeUndefined();
    expect(await dueKeys()).not.toContain(`${inboundKeyOf(`done-${state}`).pk} 0`);
  });
});
