import type { TransactWriteItemsCommandInput } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { caseKeyOf, readCase, writeCases } from '../../../adapters/ledger/discrepancies.ts';
import { writePayments } from '../../../adapters/ledger/payments.ts';
import { readRestore } from '../../../adapters/ledger/restore.ts';
import { listStatements } from '../../../adapters/ledger/statements.ts';
import { caseAfter, caseIdOf, type Found } from '../../../core/reconcile/cases.ts';
import type { Operator } from '../../../core/access.ts';
import type { Operating } from '../../../functions/operators/environment.ts';
import { handlers } from '../../../functions/operators/handlers.ts';
import type { OperationId } from '../../../schemas/api/operations.ts';
import { newItem } from '../ledger/records.ts';
import { ask, EVERYWHERE, operatingOn } from '../operators/asking.ts';
import { type Nights, startNights } from './nights.ts';

const RUN = { reconciliationId: 'r', night: '2026-11-23', run: 1, programme: 'GZ-XLBZ', kind: 'payment' } as const;
const EVIDENCE = '工行回单 0017，收款人张三';
const OPERATOR: Operator = { ...EVERYWHERE, roles: ['operator'] };
const APPROVER: Operator = { ...OPERATOR, name: 'approver', roles: ['approver'] };

let nights: Nights;
let operating: Operating;
let isBroken = false;
beforeAll(async () => {
  nights = await startNights();
  operating = operatingOn(nights);
  // What is written besides the chain goes on: whether an act happens must hang on its entry alone.
  nights.table.client.middlewareStack.add(
    (next) => async (call) => {
      const { TransactItems = [] } = call.input as Partial<TransactWriteItemsCommandInput>;
      if (isBroken && TransactItems.some(({ Put }) => Put?.Item?.['pk']?.S?.startsWith('U#') === true))
        throw new Error('the chain can’t be written');
      return await next(call);
    },
    { step: 'initialize', name: 'breaking' },
  );
});
afterEach(() => {
  isBroken = false;
});
afterAll(() => nights.stop());

async function act(id: OperationId, body: object, { operator = OPERATOR, of = '' } = {}) {
  const { status, text } = await ask(operating, handlers[id], { operator, id: of, body });
  return { status, ...(JSON.parse(text) as { readonly code?: string }) };
}

async function openedCase(): Promise<string> {
  const found: Found = {
    recordKey: newItem().recordKey,
    code: 'wrong-payee',
    tenant: 'foshan',
    fenCity: '150000',
    fenProvince: '150000',
    fields: ['accountNo'],
    line: 'l#0#0#1#0',
    unmasked: 'u#0#0#1#0',
    differenceHash: 'd',
  };
  const opened = caseAfter(undefined, found, { ...RUN, at: nights.clock.now().toISOString() });
  if (opened === null) throw new Error('no case');
  await writeCases(nights.table, [opened]);
  return caseIdOf(opened);
}

const said = async (tenant: string) =>
  (await nights.chainOf(tenant)).map(({ by, action, detail }) =>
    [by, action, detail['type'] ?? detail['status'] ?? ''].join(' ').trim(),
  );

test('what is done to a case stands in its tenant’s chain, before it and after it, without a word anybody wrote', async () => {
  const of = await openedCase();
  const named = { discrepancyId: of };
  expect(await act('noteDiscrepancy', { ...named, text: '已致电张三' }, { of })).toMatchObject({ status: 201 });
  expect(await act('ownDiscrepancy', named, { of })).toMatchObject({ status: 201 });
  const resolution = { ...named, what: 'recovered', fen: '150000', evidence: EVIDENCE };
  expect(await act('resolveDiscrepancy', resolution, { of })).toMatchObject({ code: 'case.second-person' });
  expect(await act('resolveDiscrepancy', resolution, { of, operator: APPROVER })).toMatchObject({ status: 201 });
  expect(await said('foshan')).toEqual([
    'operator case.note',
    'operator act.ended 201',
    'operator case.own',
    'operator act.ended 201',
    'operator case.resolve',
    'operator act.ended 409',
    'approver case.resolve',
    'approver act.ended 201',
  ]);
  const entries = await nights.chainOf('foshan');
  expect(entries[5]?.detail).toMatchObject({ act: 5, code: 'case.second-person' });
  expect(entries[6]?.detail).toEqual({ what: 'recovered', fen: 150_000 });
  expect(JSON.stringify(entries)).not.toMatch(/\p{Script=Han}/u);
});

test('an amount that reads like a mobile number is written down; a batch that does is no batch', async () => {
  const history = { type: 'history.signed-off', tenant: 'shenzhen', rows: 90_000, fen: '13812345678' };
  expect(await act('sayStatement', history)).toMatchObject({ status: 202 });
  expect((await nights.chainOf('shenzhen'))[0]?.detail).toMatchObject({ fen: 13_812_345_678 });
  const of = await openedCase();
  const resolution = { discrepancyId: of, what: 'recovered', fen: '13812345678', evidence: EVIDENCE };
  const operator = { ...APPROVER, name: 'another' };
  expect((await act('resolveDiscrepancy', resolution, { of, operator })).status).toBeLessThan(500);
  const plan = { filter: { batchId: '13812345678' }, reason: '重放这一批' };
  expect(await act('planReplay', plan)).toMatchObject({ status: 400, code: 'replay.invalid' });
});

test('what two say stands in the chain of the tenant it is about, or of all', async () => {
  const record = newItem({ state: 'IN_DOUBT', problem: 'payment.in-doubt', fence: 3, tenant: 'dongguan' });
  await writePayments(nights.table, [{ record, expectedFence: null, claim: null, code: null }]);
  const { recordKey, source, attempt } = record;
  const arrived = { type: 'payment.arrived', recordKey, source, attempt, evidence: EVIDENCE };
  const permits = { type: 'permit.linked', newer: '911124198108030024', older: '91114019900101001X' };
  for (const operator of [OPERATOR, APPROVER]) {
    expect((await act('sayStatement', arrived, { operator })).status).toBeLessThan(300);
    expect((await act('sayStatement', permits, { operator })).status).toBeLessThan(300);
  }
  expect(await said('dongguan')).toEqual([
    'operator statement.said payment.arrived',
    'operator act.ended 202',
    'approver statement.said payment.arrived',
    'approver act.ended 201',
  ]);
  expect((await said('bridge')).filter((line) => line.includes('permit'))).toHaveLength(2);
  const kept = JSON.stringify([...(await nights.chainOf('bridge')), ...(await nights.chainOf('dongguan'))]);
  expect(kept).not.toMatch(/9111|\p{Script=Han}/u);
});

test('an act whose entry can’t be written is refused and has not happened', async () => {
  const of = await openedCase();
  const [, , recordKey = ''] = /^(.*?)\.payment\.(.*)$/.exec(of) ?? [];
  const at = nights.clock.now().toISOString();
  const before = await listStatements(operating, nights.clock.now(), () => {});
  isBroken = true;
  const acts = [
    act('noteDiscrepancy', { discrepancyId: of, text: '已致电' }, { of }),
    act('ownDiscrepancy', { discrepancyId: of }, { of }),
    act('sayStatement', { type: 'ledger.restored', restoredTo: at, at }),
  ];
  for (const answer of await Promise.all(acts))
    expect(answer).toMatchObject({ status: 503, code: 'audit.unavailable' });
  isBroken = false;
  const found = await readCase(nights.table, caseKeyOf({ programme: 'GZ-XLBZ', kind: 'payment', recordKey }));
  expect(found).toMatchObject({ owner: null, notes: [] });
  expect(await listStatements(operating, nights.clock.now(), () => {})).toEqual(before);
  expect(await readRestore(nights.table)).toBeUndefined();
});

test('what names nothing there is leaves no trace in a chain', async () => {
  const of = 'GZ-XLBZ.payment.44010619900307001X';
  expect(await act('ownDiscrepancy', { discrepancyId: of }, { of })).toMatchObject({ status: 404 });
  expect(JSON.stringify(await nights.chainOf('bridge'))).not.toContain('440106');
});
