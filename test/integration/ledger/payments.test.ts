import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { claimKeyOf, journalKeyOf, type PaymentWrite, writePayments } from '../../../adapters/ledger/payments.ts';
import { readRecords, type RecordItem } from '../../../adapters/ledger/records.ts';
import { getItem, transact } from '../../../adapters/ledger/table.ts';
import { listUnder, putNew } from '../../../adapters/ledger/work.ts';
import { allShards } from '../../../adapters/ledger/shard.ts';
import { type Ledger, startLedger } from './ground.ts';
import { newItem, NOW } from './records.ts';

let ledger: Ledger;
beforeAll(async () => {
  ledger = await startLedger();
});
afterAll(() => ledger.stop());
beforeEach(() => {
  ledger.setMishap(null);
  ledger.calls.clear();
});

let claims = 0;
const newWrite = (change: Partial<PaymentWrite> = {}): PaymentWrite => ({
  record: newItem(),
  expectedFence: null,
  claim: `claim${claims++}`,
  code: null,
  ...change,
});
const readBack = async (record: RecordItem) => (await readRecords(ledger.table, [record]))(record);

async function journalOf({ recordKey }: RecordItem) {
  const day = NOW.toISOString().slice(0, 10);
  const pages = await Promise.all(allShards().map((shard) => listUnder(ledger.table, `M#${day}#${shard}`, recordKey)));
  return pages.flat();
}

describe('a payment', () => {
  test('is written with its claim and an event of the journal', async () => {
    const write = newWrite({ claim: 'mine' });
    expect(await writePayments(ledger.table, [write])).toEqual(['won']);
    expect(await readBack(write.record)).toEqual(write.record);
    expect(await getItem(ledger.table, claimKeyOf('mine'))).toMatchObject({ recordKey: write.record.recordKey });
    expect(await journalOf(write.record)).toMatchObject([{ state: 'PENDING', fen: '150000', at: NOW.toISOString() }]);
    expect(ledger.calls.names[0]).toBe('TransactWriteItems');
  });

  test('whose claim another record holds is not written at all', async () => {
    const first = newWrite();
    await writePayments(ledger.table, [first]);
    const second = newWrite({ claim: first.claim });
    expect(await writePayments(ledger.table, [second])).toEqual(['claim-taken']);
    expect(await readBack(second.record)).toBeUndefined();
    expect(await journalOf(second.record)).toEqual([]);
  });

  test('of another system has no claim because their key is one', async () => {
    const first = newWrite();
    await writePayments(ledger.table, [first]);
    const record = { ...first.record, source: 'guangzhou/matching-grants' };
    expect(await writePayments(ledger.table, [{ ...first, record }])).toEqual(['claim-taken']);
  });

  test('without its claim can be written, as one that was made already', async () => {
    const first = newWrite();
    await writePayments(ledger.table, [first]);
    // The same record as in the try before: only its claim and its problem differ.
    const { record } = newWrite();
    expect(await writePayments(ledger.table, [{ ...newWrite(), record, claim: first.claim }])).toEqual(['claim-taken']);
    const raised = { ...record, problem: 'payment.already-claimed' };
    const results = await writePayments(ledger.table, [
      { record: raised, expectedFence: null, claim: null, code: 'x.y' },
    ]);
    expect(results).toEqual(['won']);
    expect(await readBack(record)).toEqual(raised);
  });

  test('is not written where its entry of the journal can’t be: neither it nor its claim', async () => {
    const write = newWrite();
    // Whatever stands in its place: entries are never written over.
    await putNew(ledger.table, { ...journalKeyOf(write.record), code: 'in the way' });
    expect(await writePayments(ledger.table, [write])).toEqual(['lost']);
    expect(await readBack(write.record)).toBeUndefined();
    expect(await getItem(ledger.table, claimKeyOf(write.claim ?? ''))).toBeUndefined();
  });

  test('takes its own claim again with every version', async () => {
    const first = newWrite();
    await writePayments(ledger.table, [first]);
    const next = { ...first.record, fence: 2, status: 'SUBMITTED' };
    expect(await writePayments(ledger.table, [{ ...first, record: next, expectedFence: 1 }])).toEqual(['won']);
    expect(await journalOf(next)).toHaveLength(2);
  });

  test('changed by two at once is changed once, and so is its journal', async () => {
    const first = newWrite();
    await writePayments(ledger.table, [first]);
    const results = await Promise.all(
      ['a', 'b', 'c'].map((sender) =>
        writePayments(ledger.table, [
          { ...first, record: { ...first.record, fence: 2, sender, state: 'SENDING' }, expectedFence: 1, claim: null },
        ]),
      ),
    );
    expect(results.flat().toSorted()).toEqual(['lost', 'lost', 'won']);
    expect(await journalOf(first.record)).toHaveLength(2);
  });

  test('written twice by the same call, its first answer lost, is no conflict', async () => {
    const write = newWrite();
    expect(await writePayments(ledger.table, [write])).toEqual(['won']);
    expect(await writePayments(ledger.table, [write])).toEqual(['won']);
    expect(await journalOf(write.record)).toHaveLength(1);
  });

  test('written by another in between is lost, not taken for a repeat', async () => {
    const write = newWrite();
    await writePayments(ledger.table, [write]);
    const other = { ...write, record: { ...write.record, sender: 'other' } };
    expect(await writePayments(ledger.table, [other])).toEqual(['lost']);
  });
});

describe('many payments', () => {
  test('beyond one transaction are all written', async () => {
    const writes = Array.from({ length: 75 }, () => newWrite());
    expect(await writePayments(ledger.table, writes)).toEqual(writes.map(() => 'won'));
    expect(ledger.calls.names).toEqual(['TransactWriteItems', 'TransactWriteItems', 'TransactWriteItems']);
  });

  test('of which one loses and one lacks its claim: the others go on', async () => {
    const standing = newWrite();
    const claimed = newWrite();
    await writePayments(ledger.table, [standing, claimed]);
    const writes = Array.from({ length: 70 }, () => newWrite());
    writes[3] = { ...standing, record: { ...standing.record, sender: 'late' } };
    writes[40] = newWrite({ claim: claimed.claim });
    const results = await writePayments(ledger.table, writes);
    expect(results).toEqual(writes.map((_, at) => (at === 3 ? 'lost' : at === 40 ? 'claim-taken' : 'won')));
    expect(await Promise.all(writes.slice(4, 8).map(({ record }) => readBack(record)))).toEqual(
      writes.slice(4, 8).map(({ record }) => record),
    );
  });

  test('two of them with one claim: one is paid', async () => {
    const one = newWrite();
    const other = newWrite({ claim: one.claim });
    const results = await writePayments(ledger.table, [one, other]);
    expect(results.toSorted()).toEqual(['claim-taken', 'won']);
  });

  test('two workers with the same thirty: each is written once', async () => {
    const writes = Array.from({ length: 30 }, () => newWrite());
    const [mine, theirs] = await Promise.all(
      ['one', 'two'].map((sender) =>
        writePayments(
          ledger.table,
          writes.map((write) => ({ ...write, record: { ...write.record, sender } })),
        ),
      ),
    );
    const winners = writes.map((_, at) => [mine?.[at], theirs?.[at]].filter((result) => result === 'won').length);
    expect(winners).toEqual(writes.map(() => 1));
  });
});

test('a ledger that stays in conflict is an error, not a loss', async () => {
  ledger.setMishap((call) => {
    if (call === 'TransactWriteItems') throw new Error('gone');
  });
  await expect(writePayments(ledger.table, [newWrite()])).rejects.toThrow('gone');
});

test('other items are another transaction, the same ones the same', async () => {
  const put = (value: number) => [
    {
      Put: {
        TableName: ledger.table.name,
        Item: { pk: { S: 'X#token' }, sk: { S: '0' }, value: { N: String(value) } },
        ConditionExpression: 'attribute_not_exists(pk)',
      },
    },
  ];
  expect(await transact(ledger.table, put(1))).toBeNull();
  expect(await transact(ledger.table, put(1))).toBeNull();
  expect((await transact(ledger.table, put(2)))?.map(({ Code }) => Code)).toEqual(['ConditionalCheckFailed']);
});
