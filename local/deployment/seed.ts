import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { ConditionalCheckFailedException, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
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
import { sealSecretItem, type Secret } from '../../adapters/secrets/sealed-item.ts';
import { secretKeys } from '../../adapters/secrets/secrets.ts';
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
    // The index key never rotates: a second one would make every person a stranger.
    await putOnce(
      ddb,
      table,
      await sealSecretItem(seal, secretKeys.index, { type: 'index', key: randomBytes(32).toString('base64') }),
    );
    await putOnce(ddb, table, await sealSecretItem(seal, secretKeys.proof, newProofKey()));
    const ledger = { client: ddb, name: table };
    for (const { id: system, tenant } of systems) {
      const entry = entryOf({ credentialId: signingIdOf(system), tenant, purpose: 'signing', system });
      await keepListed(ledger, seal, entry, credentials.signing[system]);
    }
    for (const [tenant, { credentialId, secret }] of Object.entries(credentials.partners))
      await keepListed(ledger, seal, entryOf({ credentialId, tenant, purpose: 'calls', system: null }), secret);
    for (const [tenant, { id, secret }] of Object.entries(credentials.clients)) {
      await putOnce(
        ddb,
        table,
        await sealSecretItem(seal, secretKeys.client(tenant), { type: 'client', clientId: id, clientSecret: secret }),
      );
    }
  } finally {
    ddb.destroy();
    kms.destroy();
  }
}

function newProofKey(): Secret {
  const { privateKey } = generateKeyPairSync('ed25519');
  const der = privateKey.export({ format: 'der', type: 'pkcs8' });
  return { type: 'proof', privateKey: der.toString('base64'), retired: [] };
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

async function putOnce(
  ddb: DynamoDBClient,
  table: string,
  item: Awaited<ReturnType<typeof sealSecretItem>>,
): Promise<void> {
  try {
    await ddb.send(
      new PutItemCommand({ TableName: table, Item: item, ConditionExpression: 'attribute_not_exists(pk)' }),
    );
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}
