import { randomBytes } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import type { Table } from '../../adapters/ledger/table.ts';
import {
  type CredentialEntry,
  keepCredential,
  listStanding,
  newEntry,
  type Sealing,
  signingIdOf,
} from '../../adapters/secrets/credentials.ts';
import { keepClient, keepFirstKeys } from '../../adapters/secrets/first-keys.ts';
import { systems } from '../../schemas/systems/registry.ts';
import type { LocalStack } from '../stack.ts';
import type { LocalCredentials } from './credentials.ts';

/** What a person does once after a deployment: the index key, the systems' signing secrets, the cities' credentials, ours at the cities', and what proofs are signed with, all sealed by KMS. */
export async function seedSecrets(stack: LocalStack, credentials: LocalCredentials): Promise<void> {
  const { accessKeyId, secretAccessKey } = stack.adminCredentials;
  const settings = { endpoint: stack.endpoint, region: stack.region, credentials: { accessKeyId, secretAccessKey } };
  const ddb = new DynamoDBClient(settings);
  const kms = new KMSClient(settings);
  const ids = stack.physicalIds['UnionBridge-Data'] ?? {};
  const table = ids['Table'] ?? '';
  const seal = { kms, keyId: ids['Key'] ?? '' };
  try {
    const ledger = { client: ddb, name: table };
    await keepFirstKeys(ledger, seal, randomBytes);
    for (const { id: system, tenant } of systems) {
      const entry = entryOf({ credentialId: signingIdOf(system), tenant, purpose: 'signing', system });
      await keepListed(ledger, seal, entry, credentials.signing[system]);
    }
    for (const [tenant, { credentialId, secret }] of Object.entries(credentials.partners))
      await keepListed(ledger, seal, entryOf({ credentialId, tenant, purpose: 'calls', system: null }), secret);
    for (const [tenant, { id, secret }] of Object.entries(credentials.clients))
      await keepClient(ledger, seal, tenant, { clientId: id, clientSecret: secret });
  } finally {
    ddb.destroy();
    kms.destroy();
  }
}

function entryOf(of: Parameters<typeof newEntry>[0]): CredentialEntry {
  return newEntry(of, 'bridge', new Date());
}

/** What was revoked since stays revoked; what was there before there was a list is listed. */
async function keepListed(
  ledger: Table,
  seal: Sealing,
  entry: CredentialEntry,
  secret: string | undefined,
): Promise<void> {
  if (secret === undefined) throw new Error(`no secret for ${entry.credentialId}`);
  if (!(await keepCredential(ledger, seal, entry, secret))) await listStanding(ledger, entry);
}
