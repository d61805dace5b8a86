import { DeleteItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readLocked } from '../../../adapters/anchors/locked-store.ts';
import { appendToChain } from '../../../adapters/ledger/audit.ts';
import { journalKeyOf } from '../../../adapters/ledger/payments.ts';
import { anchorHash, parseAnchor } from '../../../core/audit/anchor.ts';
import { EMPTY_ROOT } from '../../../core/proof/merkle.ts';
import { type Nights, startNights } from './nights.ts';

const DAY = '2026-11-23';
let nights: Nights;
beforeEach(async () => {
  nights = await startNights();
});
afterEach(() => nights.stop());

const sealsOf = async (tenant: string) =>
  (await nights.chainOf(tenant))
    .filter(({ action }) => action === 'journal.sealed')
    .map(({ about, detail }) => `${about} ${detail['edition']}: ${detail['rows']} rows ${detail['fen']}`);

test('a night seals the day in China of every city, and anchors all chains', async () => {
  await nights.pay(DAY, '00:00:00');
  await nights.pay(DAY, '23:59:59');
  await nights.pay('2026-11-22', '23:59:59');
  await nights.pay('2026-11-24', '00:00:00');
  await nights.pay(DAY, '12:00:00', { tenant: 'shenzhen', fen: '1' });
  const { sealed, findings } = await nights.sealAfter(DAY);
  expect(findings).toBe(0);
  expect(await sealsOf('guangzhou')).toEqual([`${DAY} 1: 2 rows 300000`]);
  expect(await sealsOf('shenzhen')).toEqual([`${DAY} 1: 1 rows 1`]);
  const [foshan] = await nights.chainOf('foshan');
  expect(foshan?.detail).toMatchObject({ rows: 0, root: Buffer.from(EMPTY_ROOT).toString('hex') });
  const text = (await readLocked(nights.locked, `anchors/${DAY}.json`)) ?? '';
  const { heads = [] } = parseAnchor(text) ?? {};
  expect(heads).toHaveLength(sealed);
  const end = await nights.endOf('guangzhou');
  expect(heads).toContainEqual({ tenant: 'guangzhou', sequence: 1, hash: end?.hash });
  expect((await nights.chainOf('bridge'))[0]).toMatchObject({
    action: 'audit.anchored',
    detail: { sha256: anchorHash(text) },
  });
});

test('the same night once more changes nothing; nights that were missed are made up for, each anchor naming the one before', async () => {
  await nights.sealAfter(DAY);
  const before = await nights.endOf('guangzhou');
  expect(await nights.sealAfter(DAY)).toMatchObject({ sealed: 0, findings: 0 });
  expect(await nights.endOf('guangzhou')).toEqual(before);
  await nights.pay('2026-11-25', '12:00:00');
  await nights.sealAfter('2026-11-26');
  expect(await sealsOf('guangzhou')).toEqual([
    `${DAY} 1: 0 rows 0`,
    '2026-11-24 1: 0 rows 0',
    '2026-11-25 1: 1 rows 150000',
    '2026-11-26 1: 0 rows 0',
  ]);
  const [first, second] = await Promise.all(
    [DAY, '2026-11-26'].map((date) => readLocked(nights.locked, `anchors/${date}.json`)),
  );
  expect(parseAnchor(second ?? '')?.previous).toBe(anchorHash(first ?? ''));
});

test('what is written late, under its own day, makes another edition', async () => {
  await nights.pay(DAY, '12:00:00');
  await nights.sealAfter(DAY);
  await nights.pay(DAY, '13:00:00');
  await nights.sealAfter('2026-11-24');
  expect(await sealsOf('guangzhou')).toEqual([
    `${DAY} 1: 1 rows 150000`,
    `${DAY} 2: 2 rows 300000`,
    '2026-11-24 1: 0 rows 0',
  ]);
  await nights.pay(DAY, '14:00:00');
  await nights.sealAfter('2026-11-25');
  expect((await sealsOf('guangzhou')).at(-2)).toBe(`${DAY} 3: 3 rows 450000`);
  expect(await nights.sealAfter('2026-11-26')).toMatchObject({ findings: 0 });
});

test('an entry of the journal that was changed or taken out is found the night after, and not sealed anew', async () => {
  const [one, other] = [await nights.pay(DAY, '12:00:00'), await nights.pay(DAY, '13:00:00')];
  await nights.sealAfter(DAY);
  const Key = marshall(journalKeyOf(one));
  const TableName = nights.table.name;
  const change = (fen: string) =>
    nights.table.client.send(
      new UpdateItemCommand({
        TableName,
        Key,
        UpdateExpression: 'SET fen = :fen',
        ExpressionAttributeValues: marshall({ ':fen': fen }),
      }),
    );
  await change('150001');
  await nights.pay(DAY, '14:00:00');
  await expect(nights.sealAfter('2026-11-24')).rejects.toThrow('1 places');
  expect(nights.logged.find((line) => line.startsWith('audit.journal-differs'))).toContain('guangzhou 2026-11-23');
  await change('150000');
  await nights.table.client.send(new DeleteItemCommand({ TableName, Key: marshall(journalKeyOf(other)) }));
  await expect(nights.sealAfter('2026-11-25')).rejects.toThrow('1 places');
  expect(await sealsOf('guangzhou')).toEqual([
    `${DAY} 1: 2 rows 300000`,
    '2026-11-24 1: 0 rows 0',
    '2026-11-25 1: 0 rows 0',
  ]);
  // All the same the ends are anchored.
  expect(await readLocked(nights.locked, 'anchors/2026-11-25.json')).not.toBeNull();
});

test('a chain cut back behind its anchor is found, though nobody can tell by itself', async () => {
  await nights.sealAfter(DAY);
  const before = await nights.endOf('guangzhou');
  const act = { tenant: 'guangzhou', by: 'operator', action: 'case.note', about: 'x', detail: {} };
  const stamp = { id: 'a', at: nights.clock.now() };
  await appendToChain(nights.table, 'guangzhou', stamp, () => ({ kind: 'note', act }));
  await nights.sealAfter('2026-11-24');
  const TableName = nights.table.name;
  for (const sk of ['000000000002', '000000000003'])
    await nights.table.client.send(new DeleteItemCommand({ TableName, Key: marshall({ pk: 'U#guangzhou', sk }) }));
  await nights.table.client.send(
    new UpdateItemCommand({
      TableName,
      Key: marshall({ pk: 'U#head', sk: 'guangzhou' }),
      UpdateExpression: 'SET #hash = :hash, #sequence = :sequence',
      ExpressionAttributeNames: { '#hash': 'hash', '#sequence': 'sequence' },
      ExpressionAttributeValues: marshall({ ':hash': before?.hash, ':sequence': 1 }),
    }),
  );
  await expect(nights.sealAfter('2026-11-25')).rejects.toThrow('places');
  expect(nights.logged.filter((line) => line.startsWith('audit.chain-differs guangzhou'))).toEqual([
    'audit.chain-differs guangzhou truncated 3',
  ]);
});

test('a night that dies at any call to the ledger is made up for by the next try', async () => {
  await nights.pay(DAY, '12:00:00');
  for (let at = 1, died = true; died; at += 7) {
    let seen = 0;
    nights.setMishap(() => {
      seen += 1;
      if (seen >= at) throw new Error('killed');
    });
    died = await nights.sealAfter(DAY).then(
      () => false,
      () => true,
    );
  }
  nights.setMishap(null);
  expect(await nights.sealAfter(DAY)).toMatchObject({ sealed: 0, findings: 0 });
  expect(await sealsOf('guangzhou')).toEqual([`${DAY} 1: 1 rows 150000`]);
  expect(await sealsOf('foshan')).toEqual([`${DAY} 1: 0 rows 0`]);
});
