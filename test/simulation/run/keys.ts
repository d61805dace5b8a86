import { createHash } from 'node:crypto';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { KMSClient } from '@aws-sdk/client-kms';
import { sealSecretItem, type Secret } from '../../../adapters/secrets/sealed-item.ts';
import { secretKeys } from '../../../adapters/secrets/secrets.ts';
import type { Service } from '../kernel/aws-clients.ts';
import { KEY_ID, TABLE } from '../kernel/connections.ts';

/** A signing secret in the Standard Webhooks form, made from a name: the same in every run. */
export function secretOf(name: string): string {
  return `whsec_${createHash('sha256').update(name).digest('base64')}`;
}

export const INDEX_KEY: Buffer = createHash('sha256').update('index').digest();

/** Seals a secret and puts its item into the ledger, as seeding or a rotation does. */
export async function putSecret(
  services: { readonly dynamodb: Service; readonly kms: Service },
  pk: string,
  secret: Secret,
) {
  // Sealing asks for `send` alone; nothing of it waits.
  const kms = { send: async (command: never) => services.kms.handle(command) } as unknown as KMSClient;
  const Item = await sealSecretItem({ kms, keyId: KEY_ID }, pk, secret);
  services.dynamodb.handle(new PutItemCommand({ TableName: TABLE, Item }));
}

/** Everything a deployment is seeded with: the index key, what each system signs with, a credential for each partner. */
export async function seedSecrets(
  services: { readonly dynamodb: Service; readonly kms: Service },
  systems: readonly { readonly id: string; readonly tenant: string }[],
): Promise<void> {
  await putSecret(services, secretKeys.index, { type: 'index', key: INDEX_KEY.toString('base64') });
  for (const { id } of systems)
    await putSecret(services, secretKeys.owner(id), { type: 'signing', secrets: [{ secret: secretOf(id) }] });
  for (const tenant of new Set(systems.map((system) => system.tenant)))
    await putSecret(services, secretKeys.credential(tenant), {
      type: 'credential',
      tenant,
      secrets: [{ secret: secretOf(`credential ${tenant}`) }],
    });
}
