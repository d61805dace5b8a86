import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { appendToChain, readChain, readHead, readHeads } from '../../../adapters/ledger/audit.ts';
import { AuditError, recorded, type Recording } from '../../../adapters/ledger/recorded.ts';
import type { AuditEntry } from '../../../core/audit/entry.ts';
import { openActs } from '../../../core/audit/open-acts.ts';
import { verifyChain } from '../../../core/audit/verify-chain.ts';
import { startLedger } from './ground.ts';
import { NOW } from './records.ts';

let ledger: Awaited<ReturnType<typeof startLedger>>;
beforeAll(async () => {
  ledger = await startLedger();
});
afterEach(() => ledger.setMishap(null));
afterAll(() => ledger.stop());

let count = 0;
const newTenant = (): string => `city-${(count += 1)}`;
const actOf = (tenant: string, about = 'case-1') => ({
  tenant,
  by: 'operator',
  action: 'case.note',
  about,
  detail: {},
});
const logged: string[] = [];
const log: Recording['log'] = {
  info: () => {},
  warn: () => {},
  error: (event) => void logged.push(event),
  withCorrelation: () => log,
};
let minutes = 0;
const recording = (): Recording => ({
  table: ledger.table,
  clock: { now: () => new Date(NOW.getTime() + minutes * 60_000) },
  log,
});

async function chainOf(tenant: string): Promise<readonly AuditEntry[]> {
  const entries: AuditEntry[] = [];
  for await (const entry of readChain(ledger.table, tenant, 0)) entries.push(entry);
  return entries;
}

async function findingsOf(tenant: string): Promise<readonly string[]> {
  const head = (await readHead(ledger.table, tenant)) ?? null;
  const findings = verifyChain(await chainOf(tenant), { tenant, head, anchors: [] });
  return findings.map(({ kind, sequence }) => `${kind} ${sequence}`);
}

async function act(tenant: string, about?: string): Promise<string> {
  return await recorded(recording(), actOf(tenant, about), () => Promise.resolve('done'));
}

test('acts of a tenant make a chain of its own, each with its end', async () => {
  const [one, other] = [newTenant(), newTenant()];
  for (const tenant of [one, other, one]) await act(tenant);
  expect((await chainOf(one)).map(({ sequence, action }) => `${sequence} ${action}`)).toEqual([
    '1 case.note',
    '2 act.ended',
    '3 case.note',
    '4 act.ended',
  ]);
  expect(await findingsOf(one)).toEqual([]);
  expect((await readHeads(ledger.table)).filter(({ tenant }) => [one, other].includes(tenant))).toMatchObject([
    { sequence: 4, open: {} },
    { sequence: 2, open: {} },
  ]);
});

test('many who act at once stand one behind the other', async () => {
  const tenant = newTenant();
  await Promise.all(Array.from({ length: 8 }, (_, at) => act(tenant, `case-${at}`)));
  const entries = await chainOf(tenant);
  expect(entries).toHaveLength(16);
  expect(new Set(entries.map(({ about }) => about)).size).toBe(8);
  expect(openActs(entries)).toEqual([]);
  expect(await findingsOf(tenant)).toEqual([]);
});

describe('when the ledger fails', () => {
  const dieAt = (at: number, call?: string): void => {
    let seen = 0;
    ledger.setMishap((name) => {
      if (call === undefined || name === call) seen += 1;
      if (seen >= at) throw new Error('killed');
    });
  };

  test('an act that can’t be written does not happen', async () => {
    for (const at of [1, 2]) {
      const tenant = newTenant();
      dieAt(at);
      let happened = false;
      const acting = recorded(recording(), actOf(tenant), () => Promise.resolve((happened = true)));
      await expect(acting).rejects.toThrow(AuditError);
      expect(happened).toBe(false);
      ledger.setMishap(null);
      expect(await chainOf(tenant)).toEqual([]);
    }
  });

  test('an end that can’t be written is noted by the next act, once it can’t be under way', async () => {
    const tenant = newTenant();
    expect(
      await recorded(recording(), actOf(tenant), () => {
        dieAt(1);
        return Promise.resolve('done');
      }),
    ).toBe('done');
    expect(logged.at(-1)).toBe('audit.end-not-written');
    ledger.setMishap(null);
    minutes += 20;
    await act(tenant, 'case-2');
    const entries = await chainOf(tenant);
    expect(entries.map(({ action }) => action)).toEqual(['case.note', 'act.unknown', 'case.note', 'act.ended']);
    expect(openActs(entries)).toMatchObject([{ sequence: 1, about: 'case-1' }]);
    expect(await findingsOf(tenant)).toEqual([]);
  });

  test('an answer that was lost is found to be ours, and is not written again', async () => {
    const tenant = newTenant();
    let lost = 0;
    ledger.table.client.middlewareStack.add(
      (next, context) => async (input) => {
        const output = await next(input);
        if (context.commandName === 'TransactWriteItemsCommand' && lost < 2) {
          lost += 1;
          throw new Error('the answer is lost');
        }
        return output;
      },
      { step: 'initialize', name: 'losing' },
    );
    expect(await act(tenant)).toBe('done');
    ledger.table.client.middlewareStack.remove('losing');
    expect(lost).toBe(2);
    expect((await chainOf(tenant)).map(({ action }) => action)).toEqual(['case.note', 'act.ended']);
    expect(await findingsOf(tenant)).toEqual([]);
  });

  test('what fails ends as failed, and fails', async () => {
    const tenant = newTenant();
    await expect(recorded(recording(), actOf(tenant), () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect((await chainOf(tenant))[1]).toMatchObject({ detail: { act: 1, status: 500, code: 'request.failed' } });
  });
});

test('what looks like a person’s is never written, and such an act does not happen', async () => {
  for (const about of ['44010619900307001X', '13800138000', '6222021234567890', '张三的单'])
    await expect(act('guangzhou', about)).rejects.toThrow('about');
  expect(await act('guangzhou', '026S_x.p.GZ-XLBZ.2025.CITY.1 1763946000000')).toBe('done');
});

describe('in the table itself', () => {
  async function chainOfSix(): Promise<string> {
    const tenant = newTenant();
    for (const about of ['case-1', 'case-2', 'case-3']) await act(tenant, about);
    return tenant;
  }
  const keyOf = (tenant: string, sequence: number) =>
    marshall({ pk: `U#${tenant}`, sk: String(sequence).padStart(12, '0') });

  test.each(['about', 'by', 'at', 'previous', 'hash', 'tenant'])('one byte of %s is found', async (name) => {
    const tenant = await chainOfSix();
    const entry = (await chainOf(tenant))[3] as unknown as Record<string, string>;
    const value = entry[name] ?? '';
    const byte = value.endsWith('0') ? '1' : '0';
    await ledger.table.client.send(
      new UpdateItemCommand({
        TableName: ledger.table.name,
        Key: keyOf(tenant, 4),
        UpdateExpression: 'SET #name = :value',
        ExpressionAttributeNames: { '#name': name },
        ExpressionAttributeValues: marshall({ ':value': `${value.slice(0, -1)}${byte}` }),
      }),
    );
    expect(await findingsOf(tenant)).toEqual(['edited 4']);
  });

  test('an entry put in the place of another is found', async () => {
    const tenant = await chainOfSix();
    const entry = (await chainOf(tenant))[1];
    const Item = { ...marshall({ ...entry }), ...keyOf(tenant, 4) };
    await ledger.table.client.send(new PutItemCommand({ TableName: ledger.table.name, Item }));
    expect(await findingsOf(tenant)).toEqual(['forked 2', 'deleted 4']);
  });

  test('a number beyond all numbers is shown, not failed at', async () => {
    const tenant = await chainOfSix();
    await ledger.table.client.send(
      new UpdateItemCommand({
        TableName: ledger.table.name,
        Key: keyOf(tenant, 4),
        UpdateExpression: 'SET #name = :value',
        ExpressionAttributeNames: { '#name': 'sequence' },
        ExpressionAttributeValues: { ':value': { N: '99999999999999999999' } },
      }),
    );
    expect(await findingsOf(tenant)).toEqual(['edited 4']);
  });
});

test('two writings that saw the same head: one is first, and none is lost', async () => {
  const tenant = newTenant();
  const both = Promise.withResolvers<void>();
  let begun = 0;
  // Neither is written before both have looked.
  ledger.table.client.middlewareStack.add(
    (next, context) => async (input) => {
      if (context.commandName === 'TransactWriteItemsCommand') {
        begun += 1;
        if (begun === 2) both.resolve();
        await both.promise;
      }
      return await next(input);
    },
    { step: 'initialize', name: 'waiting' },
  );
  const seen: number[] = [];
  await Promise.all(
    ['a', 'b'].map((id) =>
      appendToChain(ledger.table, tenant, { id, at: NOW }, (head) => {
        seen.push(head.sequence);
        return { kind: 'note', act: actOf(tenant, id) };
      }),
    ),
  );
  ledger.table.client.middlewareStack.remove('waiting');
  expect(seen).toEqual([0, 0, 1]);
  expect(await findingsOf(tenant)).toEqual([]);
  expect(await chainOf(tenant)).toHaveLength(2);
});
