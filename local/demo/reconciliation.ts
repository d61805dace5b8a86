import { randomBytes, randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { readRecords } from '../../adapters/ledger/records.ts';
import { readSnapshot, snapshotKeyOf } from '../../adapters/ledger/snapshots.ts';
import type { Table } from '../../adapters/ledger/table.ts';
import { createSecrets } from '../../adapters/secrets/secrets.ts';
import { createVault, type Vault } from '../../adapters/vault/vault.ts';
import { recordKey } from '../../core/identity.ts';
import { parsePointer } from '../../core/ledger/pointer.ts';
import { type ChunkLine, decodeChunk } from '../../core/lines.ts';
import { comparePayments, type PaymentComparison, type SidePayment } from '../../core/reconcile.ts';
import { parseSnapshotLine, type SnapshotLine } from '../../core/snapshot.ts';
import { mappingOf, systemById } from '../../schemas/systems/registry.ts';
import type { Deployment } from '../deployment/deployment.ts';
import { signedHeaders } from '../simulators/signature.ts';

const PROVINCE = 'province/yuegonghui';

interface Inside {
  readonly table: Table;
  readonly vault: Vault;
  readonly indexKey: Uint8Array;
}

/** One programme's year, and the city systems that pay it. */
export interface PaidProgramme {
  readonly programme: string;
  readonly year: number;
  readonly cities: readonly string[];
}

/** Compares what the cities' accepted payments say, out of the ledger and the vault, with 粤工惠's own export. */
export async function reconcilePayments(
  deployment: Deployment,
  paid: readonly PaidProgramme[],
): Promise<PaymentComparison> {
  const { stack } = deployment;
  const { accessKeyId, secretAccessKey } = stack.adminCredentials;
  const settings = { endpoint: stack.endpoint, region: stack.region, credentials: { accessKeyId, secretAccessKey } };
  const [ddb, s3, kms] = [
    new DynamoDBClient(settings),
    new S3Client({ ...settings, forcePathStyle: true }),
    new KMSClient(settings),
  ];
  const ids = stack.physicalIds['UnionBridge-Data'] ?? {};
  const table = { client: ddb, name: ids['Table'] ?? '' };
  const keyId = ids['Key'] ?? '';
  try {
    const secrets = createSecrets({ ddb, kms, table: table.name, keyId, now: () => new Date() });
    const inside = {
      table,
      vault: createVault({ s3, kms, bucket: ids['Vault'] ?? '', keyId, randomBytes }),
      indexKey: await secrets.indexKey(),
    };
    const city = await Promise.all(
      paid.flatMap(({ year, cities }) => cities.map((system) => cityPayments(inside, system, year))),
    );
    return comparePayments(city.flat(), await provincePayments(deployment, inside, paid));
  } finally {
    for (const client of [ddb, s3, kms]) client.destroy();
  }
}

/** The accepted rows of the city's snapshot, without those the ledger holds or has seen refused: they stand in their batch's statement. */
async function cityPayments({ table, vault }: Inside, system: string, year: number): Promise<readonly SidePayment[]> {
  const { object } = await readSnapshot(table, snapshotKeyOf(system, 'payment', year));
  if (object === null) return [];
  const lines: SnapshotLine[] = [];
  for await (const frame of vault.readAll(object))
    lines.push(...Buffer.from(frame).toString('utf8').split('\n').map(parseSnapshotLine));
  const find = await readRecords(
    table,
    lines.map((line) => ({ recordKey: line.recordKey, source: system })),
  );
  const standing = lines.filter((line) => {
    const state = find({ recordKey: line.recordKey, source: system })?.state;
    return state !== 'HELD' && state !== 'REJECTED' && state !== 'QUARANTINED';
  });
  const frames = new Map<string, readonly ChunkLine[]>();
  const payments: SidePayment[] = [];
  for (const line of standing) {
    const { line: place, ...pointer } = parsePointer(line.pointer);
    const name = `${pointer.object}#${pointer.frame}`;
    const chunk = frames.get(name) ?? decodeChunk(await vault.readFrame(pointer));
    frames.set(name, chunk);
    const record = chunk[place]?.record;
    if (record === undefined || !('fundingLevel' in record)) throw new Error('the snapshot points at no payment');
    payments.push({ recordKey: line.recordKey, payment: record });
  }
  return payments;
}

async function provincePayments(
  { simulators, access }: Deployment,
  { indexKey }: Inside,
  paid: readonly PaidProgramme[],
): Promise<readonly SidePayment[]> {
  const system = systemById(PROVINCE);
  const mapping = system === undefined ? undefined : mappingOf(system, 'payment');
  const secret = access.signing[PROVINCE];
  if (mapping?.form !== 'object' || secret === undefined) throw new Error(`${PROVINCE} exports no payments`);
  const payments: SidePayment[] = [];
  for (const { programme, year } of paid) {
    const question = `programme=${programme}&year=${year}`;
    const answer = await fetch(`${simulators.provinceUrl}/api/v1/exports/payments?${question}`, {
      headers: { ...signedHeaders(secret, `export_${randomUUID()}`, Date.now(), '') },
    });
    if (!answer.ok) throw new Error(`the province answered ${answer.status} about its export`);
    for (const text of (await answer.text()).split('\n').filter((line) => line !== '')) {
      const decoded = mapping.decode(JSON.parse(text), { today: '9999-12-31' });
      if (!decoded.ok)
        throw new Error(`the province exports what its own form does not allow: ${decoded.problem.code}`);
      payments.push({ recordKey: recordKey(decoded.record, indexKey), payment: decoded.record });
    }
  }
  return payments;
}
