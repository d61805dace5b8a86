import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { businessDate } from '../../adapters/clock/business-date.ts';
import type { Verified } from '../../cli/audit/verify.ts';
import type { Night } from '../../functions/audit/handle.ts';
import { smallNight } from '../../local/nights/clean-nights.ts';
import { bridge as run } from '../cli/bridge-in-process.ts';
import { type Deployed, deploy } from './deployed.ts';
import { operatorsOf } from './operators.ts';

/** The night's sealing as deployed, by the grants it has, and what an auditor finds. */
describe('a night that is sealed', () => {
  const today = businessDate(new Date());
  let bridge: Deployed;
  beforeAll(async () => {
    bridge = await deploy({ assemblyDir: inject('assemblyDir') });
    await bridge.ended(await bridge.partner.push(smallNight({ people: 6, seed: 43 }).files));
    await bridge.quiet();
  });
  afterAll(async () => await bridge.stop());

  const seal = async (time: string) => (await bridge.deployment.stack.invoke('Audit', { time })) as Night;
  async function verify(): Promise<Verified & { readonly code: number }> {
    const args = ['audit', 'verify', '--json', '--as', 'auditor', '--data', bridge.dataDir];
    const { code, stdout, stderr } = await run(args);
    if (code === 2) throw new Error(stderr);
    return { code, ...(JSON.parse(stdout) as Verified) };
  }

  test('is clean, and every call of it is granted', async () => {
    const at = new Date().toISOString();
    await operatorsOf(bridge.deployment.access).agree({ type: 'ledger.restored', restoredTo: at, at });
    expect(await seal(`${today}T16:30:00Z`)).toMatchObject({ date: today, findings: 0 });
    const later = new Date(Date.parse(today) + 86_400_000).toISOString().slice(0, 10);
    expect(await seal(`${later}T16:30:00Z`)).toMatchObject({ date: later, findings: 0 });
    const verified = await verify();
    expect(verified).toMatchObject({ code: 0, findings: [], open: [], anchors: 2 });
    const guangzhou = verified.tenants.find(({ tenant }) => tenant === 'guangzhou');
    expect(guangzhou).toMatchObject({ days: 2, daysNotHeld: 0 });
    // Each payment was written more than once.
    expect(guangzhou?.rows).toBeGreaterThan(6);
    expect(bridge.deployment.stack.denied()).toEqual([]);
    const unused = bridge.deployment.stack.unusedGrants().filter(({ functionName }) => functionName.endsWith('Audit'));
    expect(unused).toEqual([]);
  });

  test('and whatever somebody changes in the table afterwards is found where it is', async () => {
    const { stack } = bridge.deployment;
    const items = await bridge.ledger.items();
    const entry = items.find(({ pk, sk }) => pk === 'U#bridge' && sk === '000000000001');
    const paid = items.find(({ pk, tenant }) => pk.startsWith('M#') && tenant === 'guangzhou');
    if (entry === undefined || paid === undefined) throw new Error('nothing was written');
    const client = new DynamoDBClient({
      endpoint: stack.endpoint,
      region: stack.region,
      credentials: { ...stack.adminCredentials },
    });
    const change = ({ pk, sk }: { readonly pk: string; readonly sk: string }, name: string, value: string) =>
      client.send(
        new UpdateItemCommand({
          TableName: stack.physicalIds['UnionBridge-Data']?.['Table'],
          Key: marshall({ pk, sk }),
          UpdateExpression: 'SET #name = :value',
          ExpressionAttributeNames: { '#name': name },
          ExpressionAttributeValues: marshall({ ':value': value }),
        }),
      );
    await change(entry, 'by', 'nobody');
    await change(paid, 'fen', '150001');
    client.destroy();
    const { code, findings } = await verify();
    expect(code).toBe(1);
    expect(findings).toMatchObject([
      { kind: 'edited', tenant: 'bridge', sequence: 1 },
      { kind: 'journal-differs', tenant: 'guangzhou', date: today, key: `${paid.pk}/${paid.sk}` },
    ]);
  });
});
