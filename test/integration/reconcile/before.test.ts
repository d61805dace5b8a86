import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readReconciliation, type RunOf } from '../../../adapters/ledger/reconciliations.ts';
import { readSnapshot, snapshotKeyOf } from '../../../adapters/ledger/snapshots.ts';
import type { Kind } from '../../../schemas/kind.ts';
import type { Payment } from '../../../schemas/canonical/payment.ts';
import { keepInstructionFile } from '../../../adapters/ledger/instructions.ts';
import { BANK, returnFile } from '../ledger/bank.ts';
import { type Ground, startGround } from '../ledger/ground.ts';
import { applicantOf, certificateOf, CITY, newPerson, paymentOf, PROVINCE } from '../ledger/records.ts';
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
const people = Array.from({ length: 4 }, () => newPerson());
const applications = people.map((person) => applicantOf(person, { status: 'PAYABLE' }));
const certificates = people.map((person) => certificateOf(person, { verification: 'VERIFIED' }));
const payments = people.map((person): Payment => {
  return paymentOf(person, { status: 'SUCCESS', paidOn: '2026-11-09', updatedAt: '2026-11-10T10:00:00+08:00' });
});

/** Puts back what a system's snapshot was before there was anything to compare it by. */
async function asBefore(kind: Kind, system = CITY): Promise<void> {
  const key = snapshotKeyOf(system, kind, 2025);
  const { version, object, rows, fen } = await readSnapshot(ground.table, key);
  const lines: string[] = [];
  for await (const frame of ground.vault.readAll(object ?? ''))
    for (const line of Buffer.from(frame).toString('utf8').split('\n'))
      lines.push(line.split('\t').slice(0, 6).join('\t'));
  await ground.vault.writeOne(object ?? '', Buffer.from(lines.join('\n')));
  const Item = marshall({ ...key, version, object, rows, fen });
  await ground.table.client.send(new PutItemCommand({ TableName: ground.table.name, Item }));
}

/** The bank sends these back, in a file of its own. */
async function sendsBack(batchNo: string, payment: Payment): Promise<void> {
  const line = { number: `UB${batchNo.padEnd(29, 'A')}`, payment: { ...payment, status: 'RETURNED' as const } };
  const fileName = `${batchNo}.txt`;
  const sentAt = ground.clock.now().toISOString();
  await keepInstructionFile(ground.table, BANK, { batchNo, fileName, rows: 1, fen: payment.amountFen, sentAt });
  await takeIn(ground, BANK, 'payment', [line.payment], {}, await returnFile('退票', batchNo, [line]));
}

async function compared() {
  await tick(reconciling);
  await drainReconcile(ground, reconciling);
  return await readReconciliation(ground.table, UNIT);
}

test('payments that no file has repeated since are compared as the others are', async () => {
  await takeIn(ground, CITY, 'applicant', applications);
  await takeIn(ground, CITY, 'certificate', certificates);
  await takeIn(ground, CITY, 'payment', payments);
  await asBefore('payment');
  await takeIn(ground, CITY, 'payment', payments.slice(0, 1));
  await takeIn(ground, PROVINCE, 'payment', payments);
  expect(await compared()).toMatchObject({ state: 'DONE', statement: { matched: 4, discrepancies: [] } });
});

test('an application or certificate nobody has repeated since does not make a payment one without it', async () => {
  await takeIn(ground, CITY, 'applicant', applications);
  await takeIn(ground, CITY, 'certificate', certificates);
  await takeIn(ground, CITY, 'payment', payments);
  await asBefore('applicant');
  await asBefore('certificate');
  await takeIn(ground, CITY, 'applicant', applications.slice(0, 1));
  await takeIn(ground, CITY, 'certificate', certificates.slice(0, 1));
  await takeIn(ground, PROVINCE, 'payment', payments);
  expect(await compared()).toMatchObject({ state: 'DONE', statement: { matched: 4, discrepancies: [] } });
  expect(await casesOf(ground, 'payment')).toEqual([]);
});

test('what a bank had sent back before is found as what it sends back since', async () => {
  const [first, second] = payments;
  if (first === undefined || second === undefined) throw new Error('too few');
  await takeIn(ground, CITY, 'payment', payments);
  await takeIn(ground, PROVINCE, 'payment', payments);
  await sendsBack('UBF1', first);
  await asBefore('payment', BANK);
  await sendsBack('UBF2', second);
  const done = await compared();
  expect(done?.statement?.discrepancies.map(({ code, count }) => [code, count])).toEqual([
    ['returned-after-success', 2],
  ]);
});

test('a file that says nothing new keeps its side from growing old, whatever its number', async () => {
  await takeIn(ground, CITY, 'payment', payments, { businessDate: '2026-11-20', sequence: 1 });
  await takeIn(ground, CITY, 'payment', payments, { businessDate: '2026-11-23', sequence: 1 });
  expect((await readSnapshot(ground.table, snapshotKeyOf(CITY, 'payment', 2025))).businessDate).toBe('2026-11-23');
});
