import { DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lockAway, readLocked } from '../../../adapters/anchors/locked-store.ts';
import { appendToChain, readHeads } from '../../../adapters/ledger/audit.ts';
import { newestRounds, say } from '../../../adapters/ledger/statements.ts';
import { anchorText, parseAnchor } from '../../../core/audit/anchor.ts';
import { type Nights, startNights } from './nights.ts';

const DAY = '2026-11-23';
let nights: Nights;
beforeEach(async () => {
  nights = await startNights();
});
afterEach(() => nights.stop());

const note = async (about: string) =>
  await appendToChain(nights.table, 'guangzhou', { id: about, at: nights.clock.now() }, () => ({
    kind: 'note',
    act: { tenant: 'guangzhou', by: 'operator', action: 'case.note', about, detail: {} },
  }));
const headIn = async (date: string) =>
  parseAnchor((await readLocked(nights.locked, `anchors/${date}.json`)) ?? '')?.heads.find(
    ({ tenant }) => tenant === 'guangzhou',
  );

/** The chain written anew from its beginning, its kept end with it. */
async function forge(): Promise<void> {
  const chain = await nights.chainOf('guangzhou');
  const TableName = nights.table.name;
  for (const { sequence } of chain)
    await nights.table.client.send(
      new DeleteItemCommand({
        TableName,
        Key: marshall({ pk: 'U#guangzhou', sk: String(sequence).padStart(12, '0') }),
      }),
    );
  await nights.table.client.send(
    new DeleteItemCommand({ TableName, Key: marshall({ pk: 'U#head', sk: 'guangzhou' }) }),
  );
  for (const [index, { action, about, detail }] of chain.entries())
    await appendToChain(nights.table, 'guangzhou', { id: `forged-${index}`, at: nights.clock.now() }, () => ({
      kind: 'note',
      act: { tenant: 'guangzhou', by: 'somebody', action, about, detail },
      ...(action === 'journal.sealed' ? { sealed: about } : {}),
    }));
}

test('a forged chain is found every night, also by the retry, and is never anchored', async () => {
  await note('one');
  await nights.sealAfter(DAY);
  const truth = await headIn(DAY);
  await forge();
  for (const date of ['2026-11-24', '2026-11-24', '2026-11-25', '2026-11-26'])
    await expect(nights.sealAfter(date)).rejects.toThrow('places');
  expect(await headIn('2026-11-24')).toEqual(truth);
  expect(await headIn('2026-11-26')).toEqual(truth);
});

test('a day that could not be sealed is sealed before a later one', async () => {
  await nights.sealAfter(DAY);
  await nights.pay('2026-11-24', '12:00:00');
  let isOut = true;
  nights.locked.s3.middlewareStack.add(
    (next) => async (call) => {
      if (isOut && String((call.input as { Key?: string }).Key).startsWith('journal/guangzhou/2026-11-24'))
        throw new Error('out');
      return await next(call);
    },
    { step: 'initialize', name: 'out' },
  );
  await expect(nights.sealAfter('2026-11-25')).rejects.toThrow('places');
  expect((await nights.endOf('guangzhou'))?.sealed).toBe(DAY);
  isOut = false;
  await nights.sealAfter('2026-11-26');
  const sealed = (await nights.chainOf('guangzhou')).flatMap(({ action, about }) =>
    action === 'journal.sealed' ? [about] : [],
  );
  expect(sealed).toEqual([DAY, '2026-11-24', '2026-11-25', '2026-11-26']);
});

test('an effect made up for many days later is sealed under its day', async () => {
  const record = await nights.pay(DAY, '12:00:00', { state: 'IN_DOUBT', problem: 'payment.in-doubt', fence: 3 });
  const { recordKey, source, attempt } = record;
  const statement = { type: 'payment.arrived', recordKey, source, attempt } as const;
  const acting = { table: nights.table, claimGroups: {} };
  const at = new Date(`${DAY}T14:00:00+08:00`);
  await say(acting, { statement, evidence: 'x', by: 'a', now: at });
  // Agreed, and broken off before its effect.
  let seen = 0;
  nights.setMishap((call) => {
    if (call === 'TransactWriteItems' && ++seen === 2) throw new Error('killed');
  });
  await say(acting, { statement, evidence: 'x', by: 'b', now: at }).catch(() => undefined);
  nights.setMishap(null);
  expect((await newestRounds(nights.table))[0]?.state).toBe('AGREED');
  for (const date of [DAY, '2026-11-24', '2026-11-25', '2026-11-26', '2026-11-27', '2026-11-28', '2026-11-29'])
    await nights.sealAfter(date);
  await say(acting, { statement, evidence: 'x', by: 'b', now: nights.clock.now() });
  expect((await newestRounds(nights.table))[0]?.state).toBe('IN_EFFECT');
  await nights.sealAfter('2026-11-30');
  const seals = (await nights.chainOf('guangzhou')).filter(
    ({ action, about }) => action === 'journal.sealed' && about === DAY,
  );
  expect(seals.map(({ detail }) => detail['rows'])).toEqual([1, 2]);
});

test('an anchor of the forged end does not outweigh those before it', async () => {
  await note('one');
  await nights.sealAfter(DAY);
  const before = await readLocked(nights.locked, `anchors/${DAY}.json`);
  await forge();
  await lockAway(
    nights.locked,
    'anchors/2026-11-24.json',
    anchorText('2026-11-24', await readHeads(nights.table), before),
  );
  await expect(nights.sealAfter('2026-11-25')).rejects.toThrow('places');
  expect(nights.logged.filter((line) => line.startsWith('audit.chain-differs guangzhou'))).not.toEqual([]);
});
