import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AttributeValue, DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { type Deployment, deployLocally } from '../local/deployment/deployment.ts';
import { smallNight } from '../local/nights/clean-nights.ts';
import { pushNight } from '../local/simulators/guangzhou/push.ts';
import { itemBytes } from './write-units.ts';

/**
 * What one clean night of 40 people writes to the ledger: items by function and family (`R` records, `M` journal, …), and the largest item of
 * each family in bytes as DynamoDB counts them. An assembly synthesized before may be given as the only argument.
 */
const PEOPLE = 40;
/** Applicants, certificates and payments reach the province, and every payment's result has come back to the city. */
const RECORDS_AT_REST = 4 * PEOPLE;
const WAIT_MS_MAX = 120_000;
const dataDir = mkdtempSync(join(tmpdir(), 'bridge-bench-'));
const [assemblyDir] = process.argv.slice(2);

type Item = Readonly<Record<string, AttributeValue>>;

async function ledgerItems({ stack }: Deployment): Promise<readonly Item[]> {
  const ddb = new DynamoDBClient({
    endpoint: stack.endpoint,
    region: stack.region,
    credentials: stack.adminCredentials,
  });
  const items: Item[] = [];
  let start: Record<string, AttributeValue> | undefined;
  do {
    const answer = await ddb.send(
      new ScanCommand({
        TableName: stack.physicalIds['UnionBridge-Data']?.['Table'],
        ...(start === undefined ? {} : { ExclusiveStartKey: start }),
      }),
    );
    items.push(...(answer.Items ?? []));
    start = answer.LastEvaluatedKey;
  } while (start !== undefined);
  ddb.destroy();
  return items;
}

function isAtRest(items: readonly Item[]): boolean {
  const records = items.filter((item) => familyOf(item) === 'R');
  const moving = items.some((item) => 'duePk' in item);
  return !moving && records.length >= RECORDS_AT_REST && records.every((item) => item['state']?.S === 'DELIVERED');
}

function familyOf(item: Item): string {
  return item['pk']?.S?.split('#')[0] ?? '';
}

const deployment = await deployLocally({
  dataDir,
  port: 0,
  onLog: () => undefined,
  ...(assemblyDir === undefined ? {} : { assemblyDir }),
});
try {
  const partner = deployment.access.partners['guangzhou'];
  if (partner === undefined) throw new Error('no credential for Guangzhou');
  const { files } = smallNight({ people: PEOPLE, seed: 7 });
  await pushNight({
    bridgeUrl: deployment.access.apiUrl,
    credentialId: partner.credentialId,
    secret: partner.secret,
    files,
  });
  const deadline = Date.now() + WAIT_MS_MAX;
  let items = await ledgerItems(deployment);
  while (!isAtRest(items)) {
    if (Date.now() > deadline) throw new Error('the night has not come to rest');
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    items = await ledgerItems(deployment);
  }
  const { itemsWritten } = deployment.stack.metrics();
  process.stdout.write(`items written by a night of ${PEOPLE} people\n`);
  for (const [name, families] of Object.entries(itemsWritten)) {
    const counts = Object.entries(families).map(([family, count]) => `${family} ${count}`);
    process.stdout.write(`  ${name.replace(/^UnionBridge-/, '').padEnd(32)} ${counts.join(', ')}\n`);
  }
  process.stdout.write('largest item of each family, bytes\n');
  for (const [family, all] of Map.groupBy(items, familyOf)) {
    process.stdout.write(`  ${family} ${Math.max(...all.map(itemBytes))} (of ${all.length})\n`);
  }
} finally {
  await deployment.stop();
  rmSync(dataDir, { recursive: true, force: true });
}
