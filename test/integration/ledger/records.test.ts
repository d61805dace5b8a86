import { QueryCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { claimAliases, readAliases } from '../../../adapters/ledger/aliases.ts';
import { type RecordItem, readRecords, recordKeyOf, toItem, writeRecords } from '../../../adapters/ledger/records.ts';
import { allShards, INDEX_SHARDS, shardOf } from '../../../adapters/ledger/shard.ts';
import { getItem, type Item } from '../../../adapters/ledger/table.ts';
import { appendTransition } from '../../../core/ledger/history.ts';
import { type Ledger, startLedger } from './ground.ts';
import { newItem } from './records.ts';

let ledger: Ledger;
beforeAll(async () => {
  ledger = await startLedger();
});
afterAll(() => ledger.stop());
beforeEach(() => {
  ledger.setMishap(null);
  ledger.calls.clear();
});

const readBack = async (record: RecordItem) => (await readRecords(ledger.table, [record]))(record);
const after = (record: RecordItem, change: Partial<RecordItem> = {}): RecordItem => ({
  ...record,
  fence: record.fence + 1,
  ...change,
});

async function indexKeys(index: 'due' | 'problem'): Promise<readonly Item[]> {
  const { Items = [] } = await ledger.table.client.send(
    new ScanCommand({ TableName: ledger.table.name, IndexName: index }),
  );
  return Items.map((item) => unmarshall(item));
}

describe('a record', () => {
  test('comes back as it was written', async () => {
    const record = newItem({ problem: 'province.refused', sender: 'me' });
    expect(await writeRecords(ledger.table, [{ record, expectedFence: null }])).toEqual(['won']);
    expect(await readBack(record)).toEqual(record);
    const next = after(record, { state: 'DELIVERED', problem: null, history: 'Ptb2kq8' });
    expect(await writeRecords(ledger.table, [{ record: next, expectedFence: 1 }])).toEqual(['won']);
    expect(await readBack(record)).toEqual(next);
  });

  test('written new by two at once is written once; the loser reads the winner’s', async () => {
    const one = newItem();
    const other = { ...one, messageId: 'other'.padEnd(43, 'o') };
    const results = await Promise.all(
      [one, other].map((record) => writeRecords(ledger.table, [{ record, expectedFence: null }])),
    );
    expect(results.flat().toSorted()).toEqual(['lost', 'won']);
    expect(await readBack(one)).toEqual(results[0]?.[0] === 'won' ? one : other);
  });

  test('changed by two at once from one fence is changed once', async () => {
    const record = newItem();
    await writeRecords(ledger.table, [{ record, expectedFence: null }]);
    const senders = ['one', 'two', 'three'];
    const results = await Promise.all(
      senders.map((sender) => writeRecords(ledger.table, [{ record: after(record, { sender }), expectedFence: 1 }])),
    );
    expect(results.flat().toSorted()).toEqual(['lost', 'lost', 'won']);
    expect((await readBack(record))?.sender).toBe(senders[results.findIndex(([result]) => result === 'won')]);
  });

  test('that is not there, or at another fence, is not changed', async () => {
    const record = newItem();
    expect(await writeRecords(ledger.table, [{ record: after(record), expectedFence: 1 }])).toEqual(['lost']);
    expect(await readBack(record)).toBeUndefined();
    await writeRecords(ledger.table, [{ record, expectedFence: null }]);
    expect(await writeRecords(ledger.table, [{ record: after(record), expectedFence: 7 }])).toEqual(['lost']);
    expect(await readBack(record)).toEqual(record);
  });

  test('of one source does not stand in the way of the other’s', async () => {
    const record = newItem();
    const theirs = { ...record, source: 'province/yuegonghui', status: 'SUCCESS' };
    const writes = [record, theirs].map((each) => ({ record: each, expectedFence: null }));
    expect(await writeRecords(ledger.table, writes)).toEqual(['won', 'won']);
    expect((await readBack(theirs))?.status).toBe('SUCCESS');
  });

  test('among many: each statement stands for itself', async () => {
    const records = Array.from({ length: 60 }, () => newItem());
    const taken = records.filter((_, index) => index % 7 === 0);
    await writeRecords(
      ledger.table,
      taken.map((record) => ({ record, expectedFence: null })),
    );
    const results = await writeRecords(
      ledger.table,
      records.map((record) => ({ record, expectedFence: null })),
    );
    expect(results).toEqual(records.map((_, index) => (index % 7 === 0 ? 'lost' : 'won')));
  });

  test('twice in one call is refused rather than decided by chance', async () => {
    const record = newItem();
    const writes = [record, { ...record, sender: 'b' }].map((each) => ({ record: each, expectedFence: null }));
    await expect(writeRecords(ledger.table, writes)).rejects.toMatchObject({ name: 'ValidationException' });
  });
});

describe('the problem index', () => {
  test('holds a record while it has a problem, and only then', async () => {
    const quiet = newItem();
    const record = newItem({ problem: 'province.refused', state: 'REJECTED' });
    await writeRecords(
      ledger.table,
      [quiet, record].map((each) => ({ record: each, expectedFence: null })),
    );
    const { pk } = recordKeyOf(record);
    const held = (keys: readonly Item[]) =>
      keys.filter((key) => [pk, recordKeyOf(quiet).pk].includes(String(key['pk'])));
    expect(held(await indexKeys('problem')).map((key) => key['pk'])).toEqual([pk]);
    const solved = after(record, { problem: null, state: 'DELIVERED' });
    await writeRecords(ledger.table, [{ record: solved, expectedFence: 1 }]);
    expect(held(await indexKeys('problem'))).toEqual([]);
    const again = after(solved, { problem: 'record.conflict' });
    await writeRecords(ledger.table, [{ record: again, expectedFence: 2 }]);
    expect(held(await indexKeys('problem')).map((key) => key['pk'])).toEqual([pk]);
  });

  test('is asked by tenant and shard, oldest first', async () => {
    const base = newItem({ tenant: 'shenzhen' });
    const records = [3, 1, 2].map((hour) =>
      newItem({
        tenant: 'shenzhen',
        recordKey: base.recordKey,
        source: `s${hour}`,
        problem: 'x.y',
        at: `2026-11-2${hour}T00:00:00.000Z`,
      }),
    );
    await writeRecords(
      ledger.table,
      records.map((record) => ({ record, expectedFence: null })),
    );
    const { Items = [] } = await ledger.table.client.send(
      new QueryCommand({
        TableName: ledger.table.name,
        IndexName: 'problem',
        KeyConditionExpression: 'problemPk = :pk',
        ExpressionAttributeValues: marshall({ ':pk': `shenzhen#${shardOf(base.recordKey)}` }),
      }),
    );
    expect(Items.map((item) => String(unmarshall(item)['sk']))).toEqual(['s1', 's2', 's3']);
  });

  test('is spread over its shards', () => {
    const shards = Array.from({ length: 800 }, () => shardOf(newItem().recordKey));
    expect([...new Set(shards)].toSorted()).toEqual(allShards());
    expect(allShards()).toHaveLength(INDEX_SHARDS);
    for (const shard of allShards()) expect(shards.filter((each) => each === shard).length).toBeGreaterThan(50);
  });
});

test('500 records cost 20 calls and 500 writes, new as changed, and 5 calls to read back', async () => {
  const records = Array.from({ length: 500 }, () => newItem({ kind: 'applicant' }));
  const { calls, table } = ledger;
  await writeRecords(
    table,
    records.map((record) => ({ record, expectedFence: null })),
  );
  expect([calls.names.length, calls.statements]).toEqual([20, 500]);
  calls.clear();
  await writeRecords(
    table,
    records.map((record) => ({ record: after(record), expectedFence: 1 })),
  );
  expect([calls.names.length, calls.statements]).toEqual([20, 500]);
  expect(new Set(calls.names)).toEqual(new Set(['BatchExecuteStatement']));
  calls.clear();
  const find = await readRecords(table, records);
  expect(records.every((record) => find(record)?.fence === 2)).toBe(true);
  expect(calls.names).toEqual(Array.from({ length: 5 }, () => 'BatchGetItem'));
});

describe('an item', () => {
  /** Attribute names and values, as DynamoDB counts them: its limit of 1 KB is one write unit. */
  const sizeOf = (item: Item): number =>
    Object.entries(item).reduce((size, [name, value]) => {
      const bytes =
        typeof value === 'number'
          ? Math.ceil(String(value).length / 2) + 1
          : Buffer.byteLength(typeof value === 'string' ? value : ' ');
      return size + Buffer.byteLength(name) + bytes;
    }, 0);
  const longHistory = (codes: readonly (string | null)[]): string =>
    Array.from({ length: 40 }, (_, at) => ({
      at: new Date('2026-11-22T15:05:00Z'),
      state: 'DELIVERED' as const,
      code: codes[at % codes.length] ?? null,
    })).reduce(appendTransition, '');

  test('stays within 1 KB after many nights', () => {
    const long = newItem({
      sender: 's'.repeat(52),
      problem: 'record.identity-changed',
      history: longHistory([null, null, 'applied']),
    });
    expect(sizeOf(toItem(long))).toBeLessThanOrEqual(1024);
  });

  test('stays within 1 KB after many events', () => {
    const events = longHistory(['applicant.status-changed', 'applied']);
    expect(
      sizeOf(toItem(newItem({ source: 'province/yuegonghui', batchId: '', history: events }))),
    ).toBeLessThanOrEqual(1024);
  });
});

describe('an application number', () => {
  const aliasOf = (alias: string, person: string) => ({
    alias,
    personKey: person.padEnd(43, 'p'),
    programmeCode: 'GZ-XLBZ',
    programmeYear: 2025,
  });

  test('belongs to whom it was first seen with', async () => {
    const first = aliasOf('a1', 'one');
    expect((await claimAliases(ledger.table, [first])).get('a1')).toMatchObject(first);
    expect((await claimAliases(ledger.table, [aliasOf('a1', 'two')])).get('a1')?.personKey).toBe(first.personKey);
    expect((await readAliases(ledger.table, ['a1', 'a2'])).get('a2')).toBeUndefined();
    expect((await readAliases(ledger.table, ['a1'])).get('a1')).toMatchObject(first);
  });

  test('claimed by two at once belongs to one, and both know whom', async () => {
    const wanted = Array.from({ length: 30 }, (_, at) => `race${at}`);
    const [one, other] = await Promise.all(
      ['one', 'two'].map((person) =>
        claimAliases(
          ledger.table,
          wanted.map((alias) => aliasOf(alias, person)),
        ),
      ),
    );
    const stored = await readAliases(ledger.table, wanted);
    for (const alias of wanted) {
      expect(one?.get(alias)?.personKey).toBe(stored.get(alias)?.personKey);
      expect(other?.get(alias)?.personKey).toBe(stored.get(alias)?.personKey);
    }
  });

  test('claimed for two persons in one chunk belongs to the first of them', async () => {
    const known = await claimAliases(ledger.table, [aliasOf('a3', 'one'), aliasOf('a3', 'two')]);
    expect(known.get('a3')?.personKey).toBe(aliasOf('a3', 'one').personKey);
  });

  test('that is known costs a read and no write', async () => {
    const wanted = Array.from({ length: 100 }, (_, at) => aliasOf(`known${at}`, 'one'));
    await claimAliases(ledger.table, wanted);
    ledger.calls.clear();
    await claimAliases(ledger.table, wanted);
    expect(ledger.calls.names).toEqual(['BatchGetItem']);
  });

  test('stands there as a keyed hash alone', async () => {
    await claimAliases(ledger.table, [aliasOf('a4', 'one')]);
    const item = await getItem(ledger.table, { pk: 'A#a4', sk: '0' });
    expect(Object.keys(item ?? {}).toSorted()).toEqual(['personKey', 'pk', 'programmeCode', 'programmeYear', 'sk']);
  });
});
