import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DeleteItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Verified } from '../../../cli/audit/verify.ts';
import { journalKeyOf } from '../../../adapters/ledger/payments.ts';
import { recorded } from '../../../adapters/ledger/recorded.ts';
import type { RecordItem } from '../../../adapters/ledger/records.ts';
import { bridge } from '../../cli/bridge-in-process.ts';
import { operatingOn } from '../operators/asking.ts';
import { type Nights, startNights } from './nights.ts';
import { serve } from './served.ts';

const DAY = '2026-11-23';
let nights: Nights;
let served: Awaited<ReturnType<typeof serve>>;
let payments: readonly RecordItem[];
const as = (user = 'auditor') => ['--as', user, '--data', served.data];
const fileOf = (name: string) => join(served.data, name);

beforeAll(async () => {
  nights = await startNights();
  served = await serve({ ...operatingOn(nights), locked: nights.locked });
  payments = await Promise.all([10, 11, 12, 13].map((hour) => nights.pay(DAY, `${hour}:00:00`)));
  await act('case-1');
  await nights.sealAfter(DAY);
  await nights.pay(DAY, '14:00:00');
  await act('case-2');
  await nights.sealAfter('2026-11-24');
  await act('case-3');
  await bridge([
    'audit',
    'export',
    '--tenant',
    'guangzhou',
    '--out',
    fileOf('whole.jsonl'),
    '--anchors',
    fileOf('anchors'),
    ...as(),
  ]);
});
afterAll(async () => {
  await served.stop();
  await nights.stop();
});

async function act(about: string): Promise<void> {
  const entry = { tenant: 'guangzhou', by: 'operator', action: 'case.note', about, detail: { rows: 1 } };
  await recorded(nights, entry, () => Promise.resolve());
}

async function verify(
  ...args: readonly string[]
): Promise<Verified & { readonly code: number; readonly found: readonly string[] }> {
  const { code, stdout, stderr } = await bridge(['audit', 'verify', '--json', ...args]);
  if (code === 2) throw new Error(stderr);
  const verified = JSON.parse(stdout) as Verified;
  const found = verified.findings.map(({ kind, sequence, date, key }) =>
    [kind, sequence ?? date, ...(key === null ? [] : [key.replace(/^.*CITY\.1#/, '')])].join(' '),
  );
  return { ...verified, code, found };
}

test('what nobody has touched is clean, over the API and offline, whole or from a day on', async () => {
  const all = await verify(...as());
  expect(all).toMatchObject({ code: 0, findings: [], open: [], anchors: 2 });
  const guangzhou = { tenant: 'guangzhou', days: 2, rows: 5, daysNotHeld: 0, findings: 0 };
  expect(all.tenants).toContainEqual({ ...guangzhou, entries: 9 });
  const offline = await verify('--file', fileOf('whole.jsonl'), '--anchors', fileOf('anchors'));
  expect(offline).toMatchObject({ code: 0, tenants: [{ ...guangzhou, entries: 9 }], anchors: 2 });
  const later = await verify('--tenant', 'guangzhou', '--from', '2026-11-24', ...as());
  expect(later).toMatchObject({ code: 0, tenants: [{ tenant: 'guangzhou', entries: 6, days: 1, rows: 0 }] });
});

test('only an auditor may', async () => {
  for (const user of ['viewer', 'operator', 'approver'])
    expect((await bridge(['audit', 'verify', '--json', ...as(user)])).stderr).toContain('auth.forbidden');
});

test('acts are listed for people', async () => {
  const { code, stdout } = await bridge(['audit', 'list', '--tenant', 'guangzhou', '--action', 'case.note', ...as()]);
  expect(code).toBe(0);
  expect(stdout).toContain('case-3');
  expect(stdout.indexOf('case-3')).toBeLessThan(stdout.indexOf('case-1'));
  expect(stdout).not.toContain('journal.sealed');
});

describe('what is changed in an export is named', () => {
  const lines = (): string[] => readFileSync(fileOf('whole.jsonl'), 'utf8').trimEnd().split('\n');
  const offline = async (changed: readonly string[]) => {
    writeFileSync(fileOf('changed.jsonl'), `${changed.join('\n')}\n`);
    return await verify('--file', fileOf('changed.jsonl'), '--anchors', fileOf('anchors'));
  };
  const placeOf = (text: string): number => lines().findIndex((line) => line.includes(text));

  test('an entry that was edited, taken out, moved', async () => {
    const place = placeOf('"about":"case-2"');
    const line = lines()[place] ?? '';
    expect(await offline(lines().with(place, line.replace('case-2', 'case-9')))).toMatchObject({
      code: 1,
      found: ['edited 4'],
    });
    expect(await offline(lines().toSpliced(place, 1))).toMatchObject({ found: ['deleted 4'] });
    const moved = lines()
      .toSpliced(place, 1)
      .toSpliced(place + 1, 0, line);
    expect(await offline(moved)).toMatchObject({ found: ['reordered 4', 'reordered 5'] });
  });

  test('a chain cut off, its end with it: by the anchors', async () => {
    type Line = { readonly type: string; readonly entry: { readonly sequence: number; readonly hash: string } };
    const parsed = lines().map((line) => JSON.parse(line) as Line);
    const rest = parsed.filter(({ type, entry }) => type !== 'chain' && (type !== 'entry' || entry.sequence <= 5));
    const last = rest.findLast(({ type }) => type === 'entry')?.entry;
    const head = { tenant: 'guangzhou', sequence: last?.sequence, hash: last?.hash };
    const cut = [{ type: 'chain', tenant: 'guangzhou', head }, ...rest].map((line) => JSON.stringify(line));
    const { found } = await offline(cut);
    // The later edition of the day's seal is cut off too, so what it had added seems to be put in.
    expect(found).toEqual(['truncated 6', `journal-differs ${DAY} guangzhou/degree-subsidy#000001`]);
  });

  test('an entry of the journal, and what was locked away', async () => {
    const place = placeOf('"type":"journal"');
    const line = lines()[place] ?? '';
    expect((await offline(lines().with(place, line.replace('150000', '150001')))).found).toEqual([
      `journal-differs ${DAY} guangzhou/degree-subsidy#000001`,
    ]);
    expect((await offline(lines().toSpliced(place, 1))).found).toHaveLength(1);
    const sealed = placeOf('"type":"sealed"');
    expect((await offline(lines().toSpliced(sealed, 1))).found).toEqual([
      `journal-differs ${DAY}`,
      `journal-differs ${DAY}`,
    ]);
  });

  test('an anchor that was replaced', async () => {
    const [first = ''] = readdirSync(fileOf('anchors'));
    const text = readFileSync(join(fileOf('anchors'), first), 'utf8');
    writeFileSync(join(fileOf('anchors'), first), text.replace('"sequence":3', '"sequence":2'));
    const { found } = await offline(lines());
    expect(found[0]).toBe(`anchor-differs ${DAY}`);
    writeFileSync(join(fileOf('anchors'), first), text);
  });

  test('what is no export is said to be none', async () => {
    writeFileSync(fileOf('none.jsonl'), '{"type":"chain"\n');
    expect(await bridge(['audit', 'verify', '--file', fileOf('none.jsonl'), '--json'])).toMatchObject({ code: 2 });
    const { stderr } = await bridge(['audit', 'verify', '--anchors', fileOf('anchors'), '--json', ...as()]);
    expect(stderr).toContain('usage.anchors');
  });
});

describe('what is changed in the table itself is named', () => {
  test('a byte of an entry, a byte of the journal, an entry of it taken out', async () => {
    const TableName = nights.table.name;
    const change = (key: { readonly pk: string; readonly sk: string }, name: string, value: string) =>
      nights.table.client.send(
        new UpdateItemCommand({
          TableName,
          Key: marshall(key),
          UpdateExpression: 'SET #name = :value',
          ExpressionAttributeNames: { '#name': name },
          ExpressionAttributeValues: marshall({ ':value': value }),
        }),
      );
    const [one, other] = payments;
    if (one === undefined || other === undefined) throw new RangeError('no payments');
    await change({ pk: 'U#guangzhou', sk: '000000000005' }, 'by', 'operatoR');
    await change(journalKeyOf(one), 'attemptId', 'another');
    await nights.table.client.send(new DeleteItemCommand({ TableName, Key: marshall(journalKeyOf(other)) }));
    const { code, found } = await verify('--tenant', 'guangzhou', ...as());
    expect(code).toBe(1);
    expect(found.toSorted()).toEqual([
      'edited 5',
      `journal-differs ${DAY} guangzhou/degree-subsidy#000001`,
      `journal-differs ${DAY} guangzhou/degree-subsidy#000001`,
    ]);
    const { stdout } = await bridge(['audit', 'verify', '--tenant', 'guangzhou', ...as()]);
    expect(stdout).toContain('guangzhou 第 5 条: 被改动');
    expect(stdout).toContain(`guangzhou ${DAY}: 资金流水与封存时不符`);
    expect(stdout).toContain('docs/runbooks/audit.md');
  });
});

test('a chain that is gone as a whole is named by its anchors, and one nobody has heard of is none', async () => {
  const TableName = nights.table.name;
  const keys = [
    { pk: 'U#head', sk: 'guangzhou' },
    ...(await nights.chainOf('guangzhou')).map(({ sequence }) => ({
      pk: 'U#guangzhou',
      sk: String(sequence).padStart(12, '0'),
    })),
  ];
  for (const key of keys) await nights.table.client.send(new DeleteItemCommand({ TableName, Key: marshall(key) }));
  const [all, one, later] = [
    await verify(...as()),
    await verify('--tenant', 'guangzhou', ...as()),
    await verify('--tenant', 'guangzhou', '--from', '2026-11-27', ...as()),
  ];
  for (const { code, found } of [all, one]) expect({ code, found }).toEqual({ code: 1, found: ['truncated 1'] });
  expect(later).toMatchObject({ code: 1, found: [expect.stringMatching(/^truncated \d$/)] });
  await expect(nights.sealAfter('2026-11-25')).rejects.toThrow('places');
  const { code, stderr } = await bridge(['audit', 'verify', '--json', '--tenant', 'guangzou', ...as()]);
  expect(code).toBe(2);
  expect(stderr).toContain('audit.tenant-unknown');
});
