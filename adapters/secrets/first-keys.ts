import { generateKeyPairSync } from 'node:crypto';
import { ConditionalCheckFailedException, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { Table } from '../ledger/table.ts';
import type { Sealing } from './credentials.ts';
import { type Secret, sealSecretItem } from './sealed-item.ts';
import { type ClientCredentials, secretKeys } from './secrets.ts';

/**
 * Seals what a deployment needs once, before anything runs: the key persons are indexed under, and what proofs are signed with. What is
 * there stays: a second index key would make every person a stranger, and let each be paid once more.
 *
 * @returns names of those that were made by this call
 */
export async function keepFirstKeys(
  table: Table,
  sealing: Sealing,
  randomBytes: (size: number) => Buffer,
): Promise<readonly ('index' | 'proof')[]> {
  const index: Secret = { type: 'index', key: randomBytes(INDEX_KEY_BYTES).toString('base64') };
  const made: ('index' | 'proof')[] = [];
  if (await keepOnce(table, sealing, secretKeys.index, index)) made.push('index');
  if (await keepOnce(table, sealing, secretKeys.proof, newProofKey())) made.push('proof');
  return made;
}

/** Seals what we ask a tenant's platform for a token with; `false` where there is one already. */
export async function keepClient(
  table: Table,
  sealing: Sealing,
  tenant: string,
  { clientId, clientSecret }: ClientCredentials,
): Promise<boolean> {
  return await keepOnce(table, sealing, secretKeys.client(tenant), { type: 'client', clientId, clientSecret });
}

const INDEX_KEY_BYTES = 32;

function newProofKey(): Secret {
  const { privateKey } = generateKeyPairSync('ed25519');
  const der = privateKey.export({ format: 'der', type: 'pkcs8' });
  return { type: 'proof', privateKey: der.toString('base64'), retired: [] };
}

async function keepOnce({ client, name }: Table, sealing: Sealing, pk: string, secret: Secret): Promise<boolean> {
  const item = await sealSecretItem(sealing, pk, secret);
  try {
    const ConditionExpression = 'attribute_not_exists(pk)';
    await client.send(new PutItemCommand({ TableName: name, Item: item, ConditionExpression }));
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
