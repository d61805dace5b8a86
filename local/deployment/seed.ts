import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { ConditionalCheckFailedException, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { sealSecretItem, type Secret } from '../../adapters/secrets/sealed-item.ts';
import { secretKeys } from '../../adapters/secrets/secrets.ts';
import type { LocalStack } from '../stack.ts';
import type { LocalCredentials } from './credentials.ts';

/** What a person does once after a deployment: the index key, the systems' signing secrets, the cities' credentials and the operators', ours at the cities', and what proofs are signed with, all sealed by KMS. */
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
    for (const [system, secret] of Object.entries(credentials.signing)) {
      await putOnce(
        ddb,
        table,
        await sealSecretItem(seal, secretKeys.owner(system), { type: 'signing', secrets: [{ secret }] }),
      );
    }
    for (const [tenant, { credentialId, secret }] of Object.entries(credentials.partners)) {
      await putOnce(
        ddb,
        table,
        await sealSecretItem(seal, secretKeys.credential(credentialId), {
          type: 'credential',
          tenant,
          secrets: [{ secret }],
        }),
      );
    }
    for (const [name, { credentialId, secret }] of Object.entries(credentials.operators)) {
      await putOnce(
        ddb,
        table,
        await sealSecretItem(seal, secretKeys.credential(credentialId), {
          type: 'operator',
          name,
          secrets: [{ secret }],
        }),
      );
    }
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
