import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { readHistory } from '../../../adapters/ledger/history.ts';
import { claimKeyOf, writePayments } from '../../../adapters/ledger/payments.ts';
import { readLinkedPersons } from '../../../adapters/ledger/permit-links.ts';
import type { RecordItem } from '../../../adapters/ledger/records.ts';
import { readRestore } from '../../../adapters/ledger/restore.ts';
import { listStatements, stateAt, type Round } from '../../../adapters/ledger/statements.ts';
import { getItem } from '../../../adapters/ledger/table.ts';
import { listUnder } from '../../../adapters/ledger/work.ts';
import { claimKey } from '../../../core/identity.ts';
import { attemptOf } from '../../../core/ledger/attempt.ts';
import { decideInstruction } from '../../../core/payout.ts';
import type { Statement } from '../../../schemas/statement.ts';
import { newItem, NOW, PROVINCE } from './records.ts';
import {
  word,
  bothSay,
  roundIn,
  put,
  inDoubt,
  recordAt,
  journalOf,
  doubtful,
  cancelled,
  release,
  ledger,
  acting,
  GROUP,
} from './saying.ts';

const BANK = 'bank/payout';

afterEach(() => ledger.setMishap(null));
afterAll(() => ledger.stop());

describe('two operators', () => {
  test('say what neither can make happen alone', async () => {
    const record = await inDoubt();
    const statement = doubtful('payment.arrived', record);
    const first = roundIn(await word(statement, 'operator'));
    expect(first).toMatchObject({ state: 'SAID', round: 1, about: 3, first: { by: 'operator' }, second: null });
    expect(await word(statement, 'operator', 5)).toMatchObject({ round: first, changed: false });
    expect(await recordAt(record)).toEqual(record);
    expect(await word(statement, 'approver')).toMatchObject({
      round: { state: 'IN_EFFECT', problem: null },
      changed: true,
    });
    expect(await recordAt(record)).toMatchObject({ state: 'DELIVERED', fence: 4, status: 'PLANNED', problem: null });
    for (const by of ['operator', 'approver', 'third'])
      expect(await word(statement, by, 9)).toMatchObject({ round: { state: 'IN_EFFECT' }, changed: false });
    expect(await journalOf(record)).toEqual(['payment.arrived']);
    expect(await recordAt(record)).toMatchObject({ fence: 4 });
  });

  test('have thirty minutes, to the millisecond; after that the first word has lapsed and stays on record', async () => {
    const [inTime, late] = [await inDoubt(), await inDoubt()];
    for (const record of [inTime, late]) await word(doubtful('payment.arrived', record), 'operator', 1);
    expect(await word(doubtful('payment.arrived', inTime), 'approver', 31)).toMatchObject({
      round: { state: 'IN_EFFECT' },
    });
    const anew = roundIn(await word(doubtful('payment.arrived', late), 'approver', 31, 1));
    expect(anew).toMatchObject({ state: 'SAID', round: 2, first: { by: 'approver' }, second: null });
    expect(await recordAt(late)).toEqual(late);
    expect(roundIn(await word(doubtful('payment.arrived', late), 'operator', 32))).toMatchObject({
      state: 'IN_EFFECT',
      round: 2,
    });
    const rounds = (await listUnder(ledger.table, `O#${anew.statementId}`, '')) as unknown as readonly Round[];
    expect(rounds.map(({ state, first, second }) => [state, first.by, second?.by])).toEqual([
      ['LAPSED', 'operator', undefined],
      ['IN_EFFECT', 'approver', 'operator'],
    ]);
  });

  test('speak of one version: what has moved on since the first word was not spoken of by it', async () => {
    const record = await inDoubt();
    const statement = doubtful('payment.not-made', record);
    await word(statement, 'operator');
    const again = { ...record, fence: 5 };
    for (const next of [{ ...record, state: 'SENDING' as const, fence: 4 }, again])
      await writePayments(ledger.table, [{ record: next, expectedFence: next.fence - 1, claim: null, code: null }]);
    expect(await word(statement, 'approver')).toMatchObject({ round: { state: 'SAID', about: 5 } });
    expect(await recordAt(record)).toMatchObject({ state: 'IN_DOUBT', fence: 5 });
  });

  test('are refused at once where what they say can’t be', async () => {
    const [delivered, doubt, made] = [
      await put({ state: 'DELIVERED' }),
      await inDoubt(),
      await inDoubt({ status: 'SUCCESS' }),
    ];
    const refusalOf = (statement: Statement) => word(statement, 'operator');
    expect(await refusalOf(doubtful('payment.arrived', newItem()))).toEqual({ refusal: 'record.unknown' });
    expect(await refusalOf(doubtful('payment.arrived', delivered))).toEqual({ refusal: 'payment.not-in-doubt' });
    expect(await refusalOf({ ...doubtful('payment.arrived', doubt), attempt: 2 })).toEqual({
      refusal: 'payment.not-in-doubt',
    });
    expect(await refusalOf(doubtful('payment.not-made', made))).toEqual({ refusal: 'payment.reported-as-made' });
    expect(await word(doubtful('payment.arrived', made), 'operator')).toMatchObject({ round: { state: 'SAID' } });
  });
});

describe('money that was not made', () => {
  test('has failed: the next attempt may follow, at a rail as well', async () => {
    const own = await inDoubt();
    expect(await bothSay(doubtful('payment.not-made', own))).toMatchObject({ state: 'IN_EFFECT' });
    const after = await recordAt(own);
    expect(after).toMatchObject({ state: 'REJECTED', status: 'FAILED', problem: 'payment.not-made', attempt: 1 });
    expect(attemptOf('PLANNED', after)).toBe(2);
    const atRail = await inDoubt({ source: BANK });
    await bothSay(doubtful('payment.not-made', atRail));
    const rail = await recordAt(atRail);
    expect(decideInstruction({ attempt: 1, messageId: 'another' }, rail)).toBe('refuse');
    expect(decideInstruction({ attempt: 2, messageId: 'another' }, rail)).toBe('open');
  });

  test.each([
    ['HELD', 'payment.ledger-restored'],
    ['QUARANTINED', 'rail.conflict'],
  ] as const)('may be said of what stands still because it may have been paid: %s %s', async (state, problem) => {
    const record = await put({ source: BANK, state, problem });
    expect(decideInstruction({ attempt: 1, messageId: 'another' }, record)).toBe('refuse');
    expect(await bothSay(doubtful('payment.not-made', record))).toMatchObject({ state: 'IN_EFFECT' });
    const after = await recordAt(record);
    expect(after).toMatchObject({ state: 'REJECTED', status: 'FAILED', problem: 'payment.not-made' });
    expect(decideInstruction({ attempt: 2, messageId: 'another' }, after)).toBe('open');
    expect(await word(doubtful('payment.arrived', await put({ state, problem: null })), 'operator')).toEqual({
      refusal: 'payment.not-in-doubt',
    });
  });

  test('keeps the state that ended it already', async () => {
    const record = await inDoubt({ status: 'CANCELLED' });
    await bothSay(doubtful('payment.not-made', record));
    expect(await recordAt(record)).toMatchObject({ state: 'REJECTED', status: 'CANCELLED' });
  });
});

describe('a claim', () => {
  test('of a cancelled payment is free again, with an entry in the journal', async () => {
    const record = await cancelled();
    expect(await bothSay(release(record))).toMatchObject({ state: 'IN_EFFECT', about: 1 });
    expect(await getItem(ledger.table, claimKeyOf(record.claim))).toBeUndefined();
    expect(await journalOf(record)).toEqual(['claim.released']);
    await put({ source: 'shenzhen/dream-plan' }, record.claim);
    await word(release(record), 'operator', 9);
    expect(await getItem(ledger.table, claimKeyOf(record.claim))).toMatchObject({ source: 'shenzhen/dream-plan' });
  });

  test.each<[string, Partial<RecordItem>, Partial<RecordItem> | null, string]>([
    ['not cancelled', { status: 'FAILED' }, null, 'claim.not-cancelled'],
    ['cancelled, but on its way', { state: 'PENDING' }, null, 'claim.under-way'],
    ['under way at its rail', {}, { source: BANK, state: 'SENDING' }, 'claim.under-way'],
    ['in the hands of its rail', {}, { source: BANK, state: 'DELIVERED' }, 'claim.under-way'],
    [
      'perhaps paid by its rail',
      {},
      { source: BANK, state: 'QUARANTINED', problem: 'rail.conflict' },
      'claim.under-way',
    ],
    ['paid, as the province says', {}, { source: PROVINCE, state: 'DELIVERED', status: 'SUCCESS' }, 'claim.under-way'],
    [
      'paid, as another system of the city says',
      {},
      { source: 'guangzhou/matching-grants', state: 'DELIVERED', status: 'SUCCESS', problem: 'payment.paid-twice' },
      'claim.under-way',
    ],
  ])('stays while the payment is %s', async (_name, own, other, code) => {
    const record = await cancelled(own);
    if (other !== null) await put({ recordKey: record.recordKey, ...other });
    expect(await word(release(record), 'operator')).toEqual({ refusal: code });
    expect(await getItem(ledger.table, claimKeyOf(record.claim))).toBeDefined();
  });

  test.each<[string, Partial<RecordItem>]>([
    ['was refused', { state: 'REJECTED' }],
    ['failed', { state: 'DELIVERED', status: 'FAILED' }],
    ['came back', { state: 'DELIVERED', status: 'RETURNED' }],
  ])('goes when what the rail had %s', async (_name, other) => {
    const record = await cancelled();
    await put({ recordKey: record.recordKey, source: BANK, ...other });
    expect(await bothSay(release(record))).toMatchObject({ state: 'IN_EFFECT' });
  });

  test('stays while another payment was made without it, and goes when the money came back', async () => {
    const record = await cancelled();
    const other = newItem({ state: 'DELIVERED', status: 'SUCCESS', problem: 'payment.paid-twice' });
    const told = { record: other, expectedFence: null, claim: null, beside: record.claim, code: null };
    expect(await writePayments(ledger.table, [told])).toEqual(['won']);
    expect(await bothSay(release(record))).toMatchObject({ state: 'REFUSED', problem: 'claim.paid-beside' });
    // A newer version of whoever holds the claim forgets nothing of it.
    const later = { ...record, fence: record.fence + 1 };
    await writePayments(ledger.table, [
      { record: later, expectedFence: record.fence, claim: record.claim, code: null },
    ]);
    await word(release(record), 'operator', 9);
    expect(await word(release(record), 'approver', 10)).toMatchObject({ round: { problem: 'claim.paid-beside' } });
    const back = { ...other, status: 'RETURNED', fence: 2 };
    await writePayments(ledger.table, [{ record: back, expectedFence: 1, claim: null, code: null }]);
    await word(release(record), 'operator', 19);
    expect(await word(release(record), 'approver', 20)).toMatchObject({ round: { state: 'IN_EFFECT' } });
    expect(await getItem(ledger.table, claimKeyOf(record.claim))).toBeUndefined();
  });

  test('that a payment is made without meanwhile is not freed unseen', async () => {
    const record = await cancelled();
    const other = newItem({ state: 'PENDING', status: 'SUCCESS' });
    const { middlewareStack } = ledger.table.client;
    await word(release(record), 'operator');
    middlewareStack.add(
      (next, { commandName }) =>
        async (call) => {
          const { TransactItems = [] } = call.input as { TransactItems?: readonly { Delete?: unknown }[] };
          // The claim is about to be deleted.
          if (commandName === 'TransactWriteItemsCommand' && TransactItems.some((item) => item.Delete !== undefined))
            if (middlewareStack.remove('told'))
              await writePayments(ledger.table, [
                { record: other, expectedFence: null, claim: null, beside: record.claim, code: null },
              ]);
          return await next(call);
        },
      { step: 'initialize', name: 'told' },
    );
    expect(await word(release(record), 'approver')).toMatchObject({ round: { problem: 'claim.paid-beside' } });
    expect(await getItem(ledger.table, claimKeyOf(record.claim))).toBeDefined();
  });

  test('both permits had stays with the older one while the other’s payment is not over', async () => {
    const older = await cancelled();
    const claim = claimKey(GROUP, 'n'.repeat(43), 'CITY', 1);
    await put({ personKey: 'n'.repeat(43), state: 'DELIVERED', status: 'SUCCESS' }, claim);
    await bothSay({ type: 'permit.linked', newer: 'n'.repeat(43), older: older.personKey });
    expect(await bothSay(release(older))).toMatchObject({ state: 'REFUSED', problem: 'claim.paid-beside' });
    expect(await getItem(ledger.table, claimKeyOf(older.claim))).toBeDefined();
  });

  test('is released again by the same payment in a later attempt of the same day', async () => {
    const record = await cancelled();
    await bothSay(release(record));
    const next = { ...record, attempt: 2, fence: record.fence + 1 };
    await writePayments(ledger.table, [{ record: next, expectedFence: record.fence, claim: record.claim, code: null }]);
    await word(release(record), 'operator', 9);
    expect(await word(release(record), 'approver', 10)).toMatchObject({ round: { state: 'IN_EFFECT', about: 2 } });
  });

  test('of another payment stays: the grant is not this one’s to give back', async () => {
    const other = await put({ state: 'DELIVERED' }, claimKey(GROUP, 'q'.repeat(43), 'CITY', 1));
    const record = await put({ personKey: 'q'.repeat(43), state: 'DELIVERED', status: 'CANCELLED' });
    expect(await bothSay(release(record))).toMatchObject({ state: 'REFUSED', problem: 'claim.not-own' });
    expect(await getItem(ledger.table, claimKeyOf(claimKey(GROUP, 'q'.repeat(43), 'CITY', 1)))).toMatchObject({
      recordKey: other.recordKey,
    });
    expect(await journalOf(record)).toEqual([]);
    // What stood in the way has gone: it can be said again.
    expect(await word(release(record), 'operator', 9)).toMatchObject({ round: { state: 'SAID', round: 2 } });
  });

  test('carried to an older permit goes from both', async () => {
    const record = await cancelled();
    const older = record.personKey.replaceAll('p', 'o');
    await bothSay({ type: 'permit.linked', newer: record.personKey, older });
    const carried = claimKeyOf(claimKey(GROUP, older, 'CITY', 1));
    expect(await getItem(ledger.table, carried)).toMatchObject({ recordKey: record.recordKey });
    await bothSay(release(record));
    expect(await getItem(ledger.table, carried)).toBeUndefined();
    expect(await getItem(ledger.table, claimKeyOf(record.claim))).toBeUndefined();
  });
});

describe('two permits', () => {
  test('of one person are linked, and what both had claimed is told', async () => {
    const [newer, older] = [await cancelled(), await cancelled()];
    const round = await bothSay({ type: 'permit.linked', newer: newer.personKey, older: older.personKey });
    expect(round).toMatchObject({
      state: 'IN_EFFECT',
      claimedByBoth: [{ grant: `${GROUP}.CITY.1`, newer: newer.recordKey, older: older.recordKey }],
    });
    expect(await readLinkedPersons(ledger.table, [newer.personKey])).toEqual(
      new Map([[newer.personKey, older.personKey]]),
    );
    const back = { type: 'permit.linked', newer: older.personKey, older: newer.personKey } as const;
    expect(await bothSay(back)).toMatchObject({ state: 'REFUSED', problem: 'permit.circle' });
    expect(await word({ ...back, older: older.personKey }, 'operator')).toEqual({ refusal: 'permit.same-number' });
  });
});

describe('a history', () => {
  const empty = (tenant: string) => ({ type: 'history.signed-off', tenant, rows: 0, fen: '0' }) as const;

  test('declared empty by two is signed by both', async () => {
    await word(empty('foshan'), 'operator');
    expect(await readHistory(ledger.table, 'foshan')).toMatchObject({ state: 'OPEN' });
    await word(empty('foshan'), 'approver');
    expect(await readHistory(ledger.table, 'foshan')).toMatchObject({
      state: 'SIGNED',
      signedBy: ['operator', 'approver'],
    });
  });

  test('with other totals than were imported is refused, and can be said again', async () => {
    const wrong = { ...empty('shenzhen'), rows: 1, fen: '150000' };
    expect(await bothSay(wrong)).toMatchObject({ state: 'REFUSED', problem: 'history.total-mismatch' });
    expect(await readHistory(ledger.table, 'shenzhen')).toMatchObject({ state: 'OPEN' });
    expect(await bothSay(empty('shenzhen'))).toMatchObject({ state: 'IN_EFFECT' });
  });
});

test('a restore is written down', async () => {
  const [restoredTo, at] = ['2026-11-23T10:00:00.000Z', '2026-11-23T14:00:00.000Z'];
  await bothSay({ type: 'ledger.restored', restoredTo, at });
  expect(await readRestore(ledger.table)).toMatchObject({ restoredTo, at });
});

test('the list is newest first, and a word nobody answered in time is shown as lapsed', async () => {
  const record = await inDoubt();
  await word(doubtful('payment.arrived', record), 'operator', 200);
  const [newest, before] = await listStatements(acting, NOW, () => undefined);
  expect(newest).toMatchObject({ statement: { recordKey: record.recordKey }, state: 'SAID' });
  expect((newest?.first.at ?? '') >= (before?.first.at ?? '')).toBe(true);
  if (newest === undefined) throw new Error('nothing is listed');
  expect(stateAt(newest, new Date(NOW.getTime() + 230 * 60_000))).toBe('SAID');
  expect(stateAt(newest, new Date(NOW.getTime() + 230 * 60_000 + 1))).toBe('LAPSED');
});
