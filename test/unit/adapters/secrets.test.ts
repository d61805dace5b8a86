import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

import { DynamoDBClient, GetItemCommand, type AttributeValue } from '@aws-sdk/client-dynamodb';
import { DecryptCommand, EncryptCommand, KMSClient } from '@aws-sdk/client-kms';
import { mockClient } from 'aws-sdk-client-mock';
import { expect, test } from 'vitest';

import { sealSecretItem, type Secret } from '../../../adapters/secrets/sealed-item.ts';
import { createSecrets, secretKeys } from '../../../adapters/secrets/secrets.ts';

const NEW = `whsec_${randomBytes(32).toString('base64')}`;
const OLD = `whsec_${randomBytes(32).toString('base64')}`;
const START_MS = Date.parse('2026-11-22T23:00:00+08:00');

function setUp() {
  const masterKey = randomBytes(32);
  const kms = new KMSClient({ region: 'cn-north-1' });
  const decrypts: unknown[] = [];
  mockClient(kms)
    .on(EncryptCommand)
    .callsFake(({ Plaintext, EncryptionContext }: { Plaintext: Buffer; EncryptionContext: object }) => {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', masterKey, nonce).setAAD(
        Buffer.from(JSON.stringify(EncryptionContext)),
      );
      const body = Buffer.concat([cipher.update(Plaintext), cipher.final()]);
      return { CiphertextBlob: Buffer.concat([nonce, cipher.getAuthTag(), body]) };
    })
    .on(DecryptCommand)
    .callsFake(({ CiphertextBlob, EncryptionContext }: { CiphertextBlob: Buffer; EncryptionContext: object }) => {
      decrypts.push(EncryptionContext);
      const decipher = createDecipheriv('aes-256-gcm', masterKey, CiphertextBlob.subarray(0, 12))
        .setAAD(Buffer.from(JSON.stringify(EncryptionContext)))
        .setAuthTag(CiphertextBlob.subarray(12, 28));
      try {
        return { Plaintext: Buffer.concat([decipher.update(CiphertextBlob.subarray(28)), decipher.final()]) };
      } catch {
        throw Object.assign(new Error('refused'), { name: 'InvalidCiphertextException' });
      }
    });
  const items = new Map<string, Record<string, AttributeValue>>();
  const reads: string[] = [];
  const ddb = new DynamoDBClient({ region: 'cn-north-1' });
  mockClient(ddb)
    .on(GetItemCommand)
    .callsFake(({ Key }: { Key: { pk: { S: string }; sk: { S: string } } }) => {
      reads.push(`${Key.pk.S} ${Key.sk.S}`);
      return { Item: items.get(Key.pk.S) };
    });
  const time = { ms: START_MS };
  const secrets = createSecrets({ ddb, kms, table: 'ledger', keyId: 'alias/bridge', now: () => new Date(time.ms) });
  const put = async (pk: string, secret: Secret) =>
    void items.set(pk, await sealSecretItem({ kms, keyId: 'alias/bridge' }, pk, secret));
  return { secrets, put, items, reads, decrypts, time };
}

const indexSecret: Secret = { type: 'index', key: Buffer.alloc(32, 7).toString('base64') };

test('the index key comes back as sealed and is asked for once a minute', async () => {
  const { secrets, put, reads, decrypts, time } = setUp();
  await put(secretKeys.index, indexSecret);
  expect(Buffer.from(await secrets.indexKey())).toEqual(Buffer.alloc(32, 7));
  time.ms += 59_999;
  await secrets.indexKey();
  expect(reads).toEqual(['K#index 0']);
  expect(decrypts).toEqual([{ pk: 'K#index' }]);
  time.ms += 1;
  await secrets.indexKey();
  expect(reads).toHaveLength(2);
});

test('both secrets hold while partners change over, the newer first; after its end the older does not', async () => {
  const { secrets, put, time } = setUp();
  const notAfter = '2026-11-22T23:30:00+08:00';
  await put(secretKeys.credential('gz-1'), {
    type: 'credential',
    tenant: 'guangzhou',
    secrets: [{ secret: NEW }, { secret: OLD, notAfter }],
  });
  expect(await secrets.credential('gz-1')).toEqual({
    tenant: 'guangzhou',
    secrets: [NEW, OLD],
  });
  time.ms = Date.parse(notAfter);
  expect((await secrets.credential('gz-1'))?.secrets).toEqual([NEW, OLD]);
  time.ms += 1;
  expect((await secrets.credential('gz-1'))?.secrets).toEqual([NEW]);
});

test('a credential whose secrets have all ended is nobody', async () => {
  const { secrets, put } = setUp();
  await put(secretKeys.credential('gz-1'), {
    type: 'credential',
    tenant: 'guangzhou',
    secrets: [{ secret: OLD, notAfter: '2026-01-01T00:00:00+08:00' }],
  });
  expect(await secrets.credential('gz-1')).toBeUndefined();
});

test.each(['unknown', 'index', 'province', '', 'a b', 'x'.repeat(65), 'province/yuegonghui', 'é'])(
  '"%s" is nobody\'s credential',
  async (credentialId) => {
    const { secrets, put } = setUp();
    await put(secretKeys.index, indexSecret);
    for (const owner of ['province', 'province/yuegonghui', 'a b', 'é', '', 'x'.repeat(65)]) {
      await put(secretKeys.owner(owner), { type: 'signing', secrets: [{ secret: NEW }] });
    }
    expect(await secrets.credential(credentialId)).toBeUndefined();
  },
);

test('a new credential works at once, although it was asked for before', async () => {
  const { secrets, put } = setUp();
  expect(await secrets.credential('gz-2')).toBeUndefined();
  await put(secretKeys.credential('gz-2'), { type: 'credential', tenant: 'guangzhou', secrets: [{ secret: NEW }] });
  expect(await secrets.credential('gz-2')).toMatchObject({ tenant: 'guangzhou' });
});

test('a secret moved to another item does not open there', async () => {
  const { secrets, put, items } = setUp();
  await put(secretKeys.credential('gz-1'), { type: 'credential', tenant: 'guangzhou', secrets: [{ secret: NEW }] });
  items.set(secretKeys.credential('sz-1'), items.get(secretKeys.credential('gz-1')) ?? {});
  await expect(secrets.credential('sz-1')).rejects.toMatchObject({
    name: 'SecretError',
    code: 'secret.unreadable',
  });
});

test('what passes between us and a system is signed with any of its secrets, the newest first', async () => {
  const { secrets, put } = setUp();
  await put(secretKeys.owner('province/yuegonghui'), {
    type: 'signing',
    secrets: [{ secret: NEW }, { secret: OLD, notAfter: '2027-01-01T00:00:00+08:00' }],
  });
  expect(await secrets.signingSecrets('province/yuegonghui')).toEqual([NEW, OLD]);
});

test('a missing secret of ours is an error, not an empty answer', async () => {
  const { secrets } = setUp();
  await expect(secrets.indexKey()).rejects.toMatchObject({ code: 'secret.missing' });
  await expect(secrets.signingSecrets('province/yuegonghui')).rejects.toMatchObject({ code: 'secret.missing' });
});

test('neither the item nor the error shows a secret', async () => {
  const { secrets, put, items } = setUp();
  await put(secretKeys.credential('gz-1'), { type: 'credential', tenant: 'guangzhou', secrets: [{ secret: NEW }] });
  expect(Buffer.from(items.get('K#gz-1')?.['sealed']?.B ?? []).includes(NEW)).toBe(false);
  items.set('K#gz-1', { ...items.get('K#gz-1'), sealed: { B: randomBytes(60) } });
  await expect(secrets.credential('gz-1')).rejects.toThrow(/^secret\.unreadable: K#gz-1$/);
});

test('what we ask a tenant’s platform for a token with is its own item, and no other kind of secret passes for it', async () => {
  const { secrets, put } = setUp();
  await put(secretKeys.client('shenzhen'), { type: 'client', clientId: 'union-bridge', clientSecret: 'kept' });
  expect(await secrets.clientCredentials('shenzhen')).toEqual({ clientId: 'union-bridge', clientSecret: 'kept' });
  await expect(secrets.clientCredentials('guangzhou')).rejects.toMatchObject({ code: 'secret.missing' });
  await put(secretKeys.client('foshan'), { type: 'signing', secrets: [{ secret: NEW }] });
  await expect(secrets.clientCredentials('foshan')).rejects.toMatchObject({ code: 'secret.unreadable' });
  expect(await secrets.credential('client:shenzhen')).toBeUndefined();
});
