import { DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readReconciliation, type RunOf } from '../../../adapters/ledger/reconciliations.ts';
import { writeRecords } from '../../../adapters/ledger/records.ts';
import { listSnapshots } from '../../../adapters/ledger/snapshots.ts';
import { openSnapshot } from '../../../adapters/snapshots/open-snapshot.ts';
import type { Payment } from '../../../schemas/canonical/payment.ts';
import { type Ground, startGround } from '../ledger/ground.ts';
import { CITY, newItem, newPerson, paymentOf, PROVINCE } from '../ledger/records.ts';
import { casesOf, drainReconcile, reconcilingOn, takeIn, tick, type TestReconciling } from './sides.ts';

let ground: Ground;
let reconciling: TestReconciling;
beforeEach(async () => {
  ground = await startGround();
  reconciling = reconcilingOn(ground);
});
afterEach(async () => {
  await ground.stop();
});

const UNIT: RunOf = { night: '2026-11-23', programme: 'GZ-XLBZ', kind: 'payment', run: 1 };
const paid = { status: 'SUCCESS', paidOn: '2026-11-01', updatedAt: '2026-11-01T10:00:00+08:00' } as const;
const before = paymentOf(newPerson(), paid);
const since = paymentOf(newPerson(), paid);

/** Imported under `before`, and since then in no file of the city's. */
async function imported(): Promise<void> {
  await takeIn(ground, CITY, 'payment', [before]);
  const listed = (await listSnapshots(ground.table)).find(({ system }) => system === CITY);
  const line = await (listed === undefined ? null : await openSnapshot(ground.vault, listed.item))?.lineAt(0);
  if (line === undefined || listed === undefined) throw new Error('the city has no snapshot');
  const { recordKey, contentHashes, pointer, row, batchId, fen } = line;
  const item = { recordKey, kind: 'payment', pointer, row, batchId, fen, state: 'IMPORTED' } as const;
  const record = newItem({ ...item, contentHash: contentHashes[0] ?? '' });
  await writeRecords(ground.table, [{ record, expectedFence: null }]);
  const Key = marshall({ pk: `S#${CITY}#payment#2025`, sk: '0' });
  await ground.table.client.send(new DeleteItemCommand({ TableName: ground.table.name, Key }));
}

async function comparedWith(province: readonly Payment[]) {
  await imported();
  await takeIn(ground, CITY, 'payment', [since]);
  await takeIn(ground, PROVINCE, 'payment', province);
  await tick(reconciling);
  await drainReconcile(ground, reconciling);
  return (await readReconciliation(ground.table, UNIT))?.statement;
}

test('what was paid before go-live and imported is not missing in the city', async () => {
  expect(await comparedWith([before, since])).toMatchObject({
    city: { received: { rows: 2, fen: '300000' }, matched: { rows: 2 } },
    province: { received: { rows: 2, fen: '300000' }, matched: { rows: 2 } },
    discrepancies: [],
  });
  expect(await casesOf(ground, 'payment')).toEqual([]);
});

test('it is compared like any other: another amount is found', async () => {
  const statement = await comparedWith([{ ...before, amountFen: '140000' }, since]);
  expect(statement).toMatchObject({
    city: { received: { rows: 2, fen: '300000' } },
    discrepancies: [{ code: 'amount-over', count: 1 }],
  });
});

test('a payment nobody imported is missing in the city', async () => {
  const stranger = paymentOf(newPerson(), paid);
  expect(await comparedWith([before, since, stranger])).toMatchObject({
    discrepancies: [{ code: 'missing-in-city', count: 1 }],
  });
});
