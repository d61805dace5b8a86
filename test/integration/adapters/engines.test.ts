import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { CreateTableCommand, DeleteTableCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { CreateQueueCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';

import { createDynamoDb } from '../../../adapters/aws/dynamodb.ts';
import { createKms } from '../../../adapters/aws/kms.ts';
import { createS3 } from '../../../adapters/aws/s3.ts';
import { createSqs } from '../../../adapters/aws/sqs.ts';
import { createQueue } from '../../../adapters/queue/queue.ts';
import { sealSecretItem } from '../../../adapters/secrets/sealed-item.ts';
import { createSecrets, secretKeys } from '../../../adapters/secrets/secrets.ts';
import { createVault, type Vault } from '../../../adapters/vault/vault.ts';
import { startDynamo, type DynamoEngine } from '../../../local/engines/dynamo.ts';
import { startKms, type KmsEngine } from '../../../local/engines/kms.ts';
import { startS3, type S3Engine } from '../../../local/engines/s3.ts';
import { startSqs, type SqsEngine } from '../../../local/engines/sqs.ts';

const REGION = 'cn-north-1';
const KEY_ID = 'alias/bridge';

interface Engines {
  readonly dynamo: DynamoEngine;
  readonly kms: KmsEngine;
  readonly s3: S3Engine;
  readonly sqs: SqsEngine;
}

let dataDir = '';
let engines: Engines;

const at = (engine: { readonly endpoint: string }) => ({ AWS_REGION: REGION, AWS_ENDPOINT_URL: engine.endpoint });

beforeAll(async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
  dataDir = await mkdtemp(join(tmpdir(), 'bridge-adapters-'));
  const [dynamo, kms, s3, sqs] = await Promise.all([
    startDynamo({ dataDir }),
    startKms({ dataDir }),
    startS3({ dataDir }),
    startSqs({ dataDir }),
  ]);
  engines = { dynamo, kms, s3, sqs };
  kms.putKey('00000000-0000-4000-8000-000000000001', KEY_ID);
  await s3.putBucket('vault');
});

afterAll(async () => {
  await Promise.all(Object.values(engines).map((engine: { readonly stop: () => Promise<void> }) => engine.stop()));
  await rm(dataDir, { recursive: true });
  vi.unstubAllEnvs();
});

const openVault = (): Vault =>
  createVault({
    s3: createS3(at(engines.s3)),
    kms: createKms(at(engines.kms)),
    bucket: 'vault',
    keyId: KEY_ID,
    randomBytes,
  });

const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

test('a small object is stored and read back frame by frame', async () => {
  const frames = [randomBytes(1_000), Buffer.alloc(0), randomBytes(70_000)];
  const pointers = await openVault().write('batches/b 1/广州/accepted', frames);
  const reader = openVault();
  for (const pointer of pointers.toReversed())
    expect(Buffer.from(await reader.readFrame(pointer))).toEqual(frames[pointer.frame]);
});

test('an object of 28 MiB goes in parts and comes back whole, all of it and single frames of it', async () => {
  const digests: string[] = [];
  function* frames() {
    for (let frame = 0; frame < 28; frame += 1) {
      const bytes = randomBytes(1024 * 1024);
      digests.push(digest(bytes));
      yield bytes;
    }
  }
  const pointers = await openVault().write('batches/b2/accepted', frames());
  const reader = openVault();
  const read: string[] = [];
  for await (const frame of reader.readAll('batches/b2/accepted')) read.push(digest(frame));
  expect(read).toEqual(digests);
  for (const pointer of pointers.filter(({ frame }) => frame % 9 === 0)) {
    expect(digest(await openVault().readFrame(pointer))).toBe(digests[pointer.frame]);
  }
});

test('reading may stop early, many times over, without using up the connections', async () => {
  const vault = openVault();
  await vault.write(
    'batches/b3/accepted',
    Array.from({ length: 3 }, () => randomBytes(1024 * 1024)),
  );
  for (let round = 0; round < 80; round += 1) {
    for await (const frame of vault.readAll('batches/b3/accepted')) {
      expect(frame).toHaveLength(1024 * 1024);
      break;
    }
  }
});

test('what is missing in the bucket, beyond its end or sealed for another object is told apart', async () => {
  const vault = openVault();
  const pointer = await vault.writeOne('batches/b4/accepted', randomBytes(10));
  await expect(openVault().readFrame({ ...pointer, object: 'batches/none' })).rejects.toMatchObject({
    code: 'vault.missing',
  });
  await expect(vault.readFrame({ ...pointer, offset: 1_000_000 })).rejects.toMatchObject({ code: 'vault.truncated' });
  await expect(vault.readFrame({ ...pointer, frame: 1 })).rejects.toMatchObject({ code: 'vault.authentication' });
});

test('messages arrive on the queue as they were sent', async () => {
  const sqs = createSqs(at(engines.sqs));
  const { QueueUrl: url = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'translate' }));
  const messages = Array.from({ length: 25 }, (_, n) => ({ n, text: '工会'.repeat(n * 400) }));
  await createQueue({ sqs }).sendAll(url, messages);
  const received = new Map<number, unknown>();
  while (received.size < messages.length) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
    );
    for (const { Body = '' } of Messages) {
      const message = JSON.parse(Body) as { n: number };
      received.set(message.n, message);
    }
  }
  expect(messages.map(({ n }) => received.get(n))).toEqual(messages);
});

test('secrets sealed by KMS come back from the table', async () => {
  const ddb = createDynamoDb(at(engines.dynamo));
  const kms = createKms(at(engines.kms));
  await ddb.send(
    new CreateTableCommand({
      TableName: 'secrets',
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
    }),
  );
  try {
    const secret = `whsec_${randomBytes(32).toString('base64')}`;
    const key = randomBytes(32);
    const credential = { type: 'credential', tenant: 'guangzhou', secrets: [{ secret }] } as const;
    for (const [pk, value] of [
      [secretKeys.credential('gz-1'), credential],
      [secretKeys.index, { type: 'index', key: key.toString('base64') }],
    ] as const) {
      await ddb.send(
        new PutItemCommand({ TableName: 'secrets', Item: await sealSecretItem({ kms, keyId: KEY_ID }, pk, value) }),
      );
    }
    const secrets = createSecrets({ ddb, kms, table: 'secrets', keyId: KEY_ID, now: () => new Date() });
    expect(await secrets.credential('gz-1')).toEqual({
      tenant: 'guangzhou',
      secrets: [secret],
    });
    expect(Buffer.from(await secrets.indexKey())).toEqual(key);
  } finally {
    await ddb.send(new DeleteTableCommand({ TableName: 'secrets' }));
  }
});
