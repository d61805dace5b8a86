import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { DecryptCommand, EncryptCommand, GenerateDataKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import {
  ChangeMessageVisibilityCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type KmsEngine, startKms } from '../../../local/engines/kms.ts';
import type { ObjectCreated } from '../../../local/engines/s3-store.ts';
import { type S3Engine, startS3 } from '../../../local/engines/s3.ts';
import { engineQueueArn, startSqs } from '../../../local/engines/sqs.ts';

const directory = mkdtempSync(join(tmpdir(), 'engines-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const client = (endpoint: string) => ({
  endpoint,
  region: 'cn-north-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  maxAttempts: 1,
});

describe('the object store', () => {
  const created: ObjectCreated[] = [];
  let engine: S3Engine;
  let s3: S3Client;
  beforeAll(async () => {
    engine = await startS3({ dataDir: directory, onCreated: async (one) => void created.push(one) });
    await engine.putBucket('vault');
    s3 = new S3Client(client(engine.endpoint));
  });
  afterAll(() => engine.stop());
  const get = async (Key: string, Range?: string): Promise<string> => {
    const { Body } = await s3.send(
      new GetObjectCommand({ Bucket: 'vault', Key, ...(Range === undefined ? {} : { Range }) }),
    );
    return (await Body?.transformToString()) ?? '';
  };

  test('reads ranges, also of the first byte alone', async () => {
    await s3.send(new PutObjectCommand({ Bucket: 'vault', Key: 'r', Body: '0123456789' }));
    expect([
      await get('r', 'bytes=0-0'),
      await get('r', 'bytes=3-5'),
      await get('r', 'bytes=8-99'),
      await get('r', 'bytes=9-'),
    ]).toEqual(['0', '345', '89', '9']);
    await expect(get('r', 'bytes=10-11')).rejects.toMatchObject({ name: 'InvalidRange' });
    await expect(get('r', 'bytes=-3')).rejects.toMatchObject({ name: 'NotImplemented' });
    await s3.send(new PutObjectCommand({ Bucket: 'vault', Key: 'empty', Body: '' }));
    expect(await get('empty')).toBe('');
  });

  test('takes a body of unknown length, sent in signed chunks', async () => {
    const pieces = Array.from({ length: 40 }, (_, at) => Buffer.alloc(10_000 + at, at));
    await s3.send(
      new PutObjectCommand({
        Bucket: 'vault',
        Key: 'stream',
        Body: Readable.from(pieces),
        ContentLength: Buffer.concat(pieces).length,
      }),
    );
    const { Body, ContentEncoding } = await s3.send(new GetObjectCommand({ Bucket: 'vault', Key: 'stream' }));
    expect(Buffer.from((await Body?.transformToByteArray()) ?? []).equals(Buffer.concat(pieces))).toBe(true);
    expect(ContentEncoding).toBeUndefined();
  });

  test('puts parts together in the order named, and only whole uploads appear', async () => {
    const Key = 'a/multi part.bin';
    const { UploadId } = await s3.send(
      new CreateMultipartUploadCommand({ Bucket: 'vault', Key, Metadata: { night: '1' } }),
    );
    const part = async (PartNumber: number, Body: string) => ({
      PartNumber,
      ETag: (await s3.send(new UploadPartCommand({ Bucket: 'vault', Key, UploadId, PartNumber, Body }))).ETag,
    });
    const parts = [await part(2, 'second'), await part(1, 'first-')].toReversed();
    await expect(s3.send(new HeadObjectCommand({ Bucket: 'vault', Key }))).rejects.toMatchObject({ name: 'NotFound' });
    const wrong = { Parts: [{ PartNumber: 1, ETag: '"0"' }] };
    await expect(
      s3.send(new CompleteMultipartUploadCommand({ Bucket: 'vault', Key, UploadId, MultipartUpload: wrong })),
    ).rejects.toMatchObject({ name: 'InvalidPart' });
    await s3.send(
      new CompleteMultipartUploadCommand({ Bucket: 'vault', Key, UploadId, MultipartUpload: { Parts: parts } }),
    );
    expect(await get(Key)).toBe('first-second');
    expect((await s3.send(new HeadObjectCommand({ Bucket: 'vault', Key }))).Metadata).toEqual({ night: '1' });
    expect(created.at(-1)).toMatchObject({ key: Key, bytes: 12, eventName: 'ObjectCreated:CompleteMultipartUpload' });
  });

  test('forgets an aborted upload', async () => {
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket: 'vault', Key: 'gone' }));
    await s3.send(new AbortMultipartUploadCommand({ Bucket: 'vault', Key: 'gone', UploadId }));
    await expect(
      s3.send(new UploadPartCommand({ Bucket: 'vault', Key: 'gone', UploadId, PartNumber: 1, Body: 'x' })),
    ).rejects.toMatchObject({ name: 'NoSuchUpload' });
  });

  test('refuses a body that is not what its checksum says, and keeps the old one', async () => {
    await s3.send(new PutObjectCommand({ Bucket: 'vault', Key: 'sum', Body: 'good' }));
    const ChecksumSHA256 = createHash('sha256').update('other').digest('base64');
    await expect(
      s3.send(new PutObjectCommand({ Bucket: 'vault', Key: 'sum', Body: 'bad', ChecksumSHA256 })),
    ).rejects.toMatchObject({ name: 'BadDigest' });
    expect(await get('sum')).toBe('good');
    await expect(
      s3.send(new PutObjectCommand({ Bucket: 'vault', Key: 'sum', Body: 'new', IfNoneMatch: '*' })),
    ).rejects.toMatchObject({ name: 'PreconditionFailed' });
  });

  test('a body cut short leaves nothing behind', async () => {
    const before = created.length;
    const socket = connect(Number(new URL(engine.endpoint).port), '127.0.0.1');
    socket.write(
      'PUT /vault/cut HTTP/1.1\r\nHost: x\r\nx-amz-content-sha256: UNSIGNED-PAYLOAD\r\nContent-Length: 100\r\n\r\nhalf',
    );
    await sleep(100);
    socket.destroy();
    await sleep(100);
    expect([
      await engine.objectExists('vault', 'cut'),
      created.length - before,
      readdirSync(join(directory, 's3', 'incoming')).length,
    ]).toEqual([false, 0, 0]);
  });

  test('lets no key out of its directory', async () => {
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(Number(new URL(engine.endpoint).port), '127.0.0.1', () =>
        socket.write(
          'PUT /vault/..%2F..%2Fescaped HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx',
        ),
      );
      socket.once('data', (data) => resolve(data.toString()));
    });
    expect(answer).toContain('400');
    expect(existsSync(join(directory, 's3', 'escaped._S3rver_object'))).toBe(false);
  });
});

describe('the key store', () => {
  const KEY = '00000000-0000-4000-8000-000000000001';
  let engine: KmsEngine;
  beforeAll(async () => {
    engine = await startKms({ dataDir: directory });
    engine.putKey(KEY, 'alias/one');
  });
  afterAll(() => engine.stop());

  test('binds the encryption context, whatever its order, and survives a restart', async () => {
    const kms = new KMSClient(client(engine.endpoint));
    const { CiphertextBlob, Plaintext, KeyId } = await kms.send(
      new GenerateDataKeyCommand({ KeyId: 'alias/one', KeySpec: 'AES_256', EncryptionContext: { a: '1', b: '2' } }),
    );
    expect([Plaintext?.length, KeyId]).toEqual([32, `arn:aws-cn:kms:cn-north-1:000000000000:key/${KEY}`]);
    await engine.stop();
    engine = await startKms({ dataDir: directory });
    engine.putKey(KEY);
    const again = new KMSClient(client(engine.endpoint));
    const opened = await again.send(new DecryptCommand({ CiphertextBlob, EncryptionContext: { b: '2', a: '1' } }));
    expect(opened.Plaintext).toEqual(Plaintext);
    const refused = { name: 'InvalidCiphertextException' };
    await expect(
      again.send(new DecryptCommand({ CiphertextBlob, EncryptionContext: { a: '1' } })),
    ).rejects.toMatchObject(refused);
    const bent = Uint8Array.from(CiphertextBlob ?? []).map((byte, at, all) =>
      at === all.length - 1 ? byte ^ 1 : byte,
    );
    await expect(
      again.send(new DecryptCommand({ CiphertextBlob: bent, EncryptionContext: { a: '1', b: '2' } })),
    ).rejects.toMatchObject(refused);
    await expect(again.send(new DecryptCommand({ CiphertextBlob: bent.subarray(0, 20) }))).rejects.toMatchObject(
      refused,
    );
  });

  test('knows only its keys and small plaintexts', async () => {
    const kms = new KMSClient(client(engine.endpoint));
    await expect(
      kms.send(new GenerateDataKeyCommand({ KeyId: 'alias/two', KeySpec: 'AES_256' })),
    ).rejects.toMatchObject({ name: 'NotFoundException' });
    await expect(kms.send(new EncryptCommand({ KeyId: KEY, Plaintext: new Uint8Array(4097) }))).rejects.toMatchObject({
      name: 'ValidationException',
    });
  });
});

describe('the queues', () => {
  test('keep messages over a restart, also those in hand, and move what fails too often', async () => {
    let engine = await startSqs({ dataDir: directory });
    const make = (): void => {
      engine.putQueue('dead', {});
      engine.putQueue('work', {
        VisibilityTimeout: '30',
        RedrivePolicy: JSON.stringify({
          deadLetterTargetArn: engineQueueArn('cn-north-1', 'dead'),
          maxReceiveCount: 2,
        }),
      });
    };
    make();
    const sqs = new SQSClient(client(engine.endpoint));
    const QueueUrl = `${engine.endpoint}/000000000000/work`;
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'one' }));
    const { Messages } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MessageSystemAttributeNames: ['ApproximateReceiveCount'] }),
    );
    expect(Messages?.[0]?.Attributes?.ApproximateReceiveCount).toBe('1');
    await sqs.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl,
        ReceiptHandle: Messages?.[0]?.ReceiptHandle,
        VisibilityTimeout: 0,
      }),
    );
    expect((await engine.receive('work', 10, 0)).length).toBe(1);
    await engine.stop();

    engine = await startSqs({ dataDir: directory });
    make();
    expect(engine.depths()).toEqual({
      dead: { ready: 0, inFlight: 0, delayed: 0 },
      work: { ready: 1, inFlight: 0, delayed: 0 },
    });
    expect(await engine.receive('work', 10, 0)).toEqual([]);
    expect(engine.depths()['dead']).toEqual({ ready: 1, inFlight: 0, delayed: 0 });
    await engine.stop();
  });

  test('listen on loopback alone', async () => {
    const engine = await startSqs({ dataDir: join(directory, 'loopback') });
    expect(new URL(engine.endpoint).hostname).toBe('127.0.0.1');
    await engine.stop();
  });
});
