import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { expect, test } from 'vitest';
import type { Command } from './command.ts';
import { createS3Model } from './s3.ts';

const named = (name: string) => expect.objectContaining({ name }) as object;

async function all(pieces: AsyncIterable<Buffer>): Promise<Buffer[]> {
  const read: Buffer[] = [];
  for await (const piece of pieces) read.push(piece);
  return read;
}

function model() {
  const events: { readonly bucket: string; readonly key: string; readonly event: string }[] = [];
  const s3 = createS3Model({
    now: () => new Date('2026-11-22T23:00:00.789Z'),
    buckets: ['vault', 'landing'],
    notifications: (bucket, key, event) => void events.push({ bucket, key, event }),
  });
  const put = (Key: string, Body: Uint8Array | string) =>
    s3.handle(new PutObjectCommand({ Bucket: 'vault', Key, Body }));
  const get = async (Key: string, Range?: string) => {
    const { Body } = s3.handle(new GetObjectCommand({ Bucket: 'vault', Key, Range })) as {
      readonly Body: AsyncIterable<Buffer>;
    };
    return Buffer.concat(await all(Body));
  };
  return { s3, put, get, events };
}

test('nobody changes a stored object by what they gave or got', async () => {
  const { s3, put, get } = model();
  const given = Buffer.from('0123456789');
  put('a', given);
  given.fill(0);
  (await get('a')).fill(0);
  s3.object('vault', 'a')?.fill(0);
  expect([(await get('a')).toString(), (await get('a', 'bytes=8-20')).toString()]).toEqual(['0123456789', '89']);
});

test('a read that has begun ends with the object it began with', async () => {
  const { s3, put } = model();
  put('a', Buffer.alloc(200_000, 1));
  const { Body } = s3.handle(new GetObjectCommand({ Bucket: 'vault', Key: 'a' })) as {
    readonly Body: AsyncGenerator<Buffer>;
  };
  const first = await Body.next();
  put('a', Buffer.alloc(200_000, 2));
  const rest = await all(Body);
  const read = Buffer.concat([first.value ?? Buffer.alloc(0), ...rest]);
  expect(read.equals(Buffer.alloc(200_000, 1))).toBe(true);
});

test('every new object is told in S3’s own words, its key encoded', () => {
  const { s3, events } = model();
  s3.handle(new PutObjectCommand({ Bucket: 'landing', Key: 'b 1/工会+upload', Body: 'abc' }));
  s3.handle(new DeleteObjectCommand({ Bucket: 'landing', Key: 'b 1/工会+upload' }));
  expect(events.map(({ bucket, key }) => [bucket, key])).toEqual([['landing', 'b 1/工会+upload']]);
  expect(JSON.parse(events[0]?.event ?? '')).toMatchObject({
    Records: [
      {
        eventName: 'ObjectCreated:Put',
        eventTime: '2026-11-22T23:00:00.789Z',
        s3: { bucket: { name: 'landing' }, object: { key: 'b+1/%E5%B7%A5%E4%BC%9A%2Bupload', size: 3 } },
      },
    ],
  });
});

test('the upload manager puts a large object in parts, which appears whole', async () => {
  const { s3, get, events } = model();
  const client = new S3Client({ region: 'cn-north-1', requestChecksumCalculation: 'WHEN_REQUIRED' });
  client.send = (command: object) => Promise.resolve(s3.handle(command as Command));
  const Body = Buffer.alloc(6 * 1024 * 1024, 'neither part looks like the other');
  const upload = new Upload({ client, params: { Bucket: 'vault', Key: 'large', Body }, partSize: 5 * 1024 * 1024 });
  await upload.done();
  expect((await get('large')).equals(Body)).toBe(true);
  expect(events.map(({ event }) => event.includes('ObjectCreated:CompleteMultipartUpload'))).toEqual([true]);
});

test('parts before the last have 5 MiB; an upload that ended is there no more', () => {
  const { s3 } = model();
  const on = { Bucket: 'vault', Key: 'a' };
  const { UploadId } = s3.handle(new CreateMultipartUploadCommand(on)) as { readonly UploadId: string };
  const Parts = [1, 2].map((PartNumber) => {
    const part = new UploadPartCommand({ ...on, UploadId, PartNumber, Body: Buffer.from('small') });
    return { PartNumber, ...(s3.handle(part) as { readonly ETag: string }) };
  });
  const complete = new CompleteMultipartUploadCommand({ ...on, UploadId, MultipartUpload: { Parts } });
  expect(() => s3.handle(complete)).toThrow(named('EntityTooSmall'));
  expect(s3.keys('vault')).toEqual([]);
  s3.handle(new AbortMultipartUploadCommand({ ...on, UploadId }));
  expect(() => s3.handle(complete)).toThrow(named('NoSuchUpload'));
});

test('a list goes on after its page', () => {
  const { s3, put } = model();
  for (const key of ['b/3', 'a/1', 'b/1', 'b/2']) put(key, key);
  const list = (input: object) =>
    s3.handle(new ListObjectsV2Command({ Bucket: 'vault', Prefix: 'b/', MaxKeys: 2, ...input })) as {
      readonly Contents?: readonly { readonly Key: string }[];
      readonly NextContinuationToken?: string;
    };
  const first = list({});
  const second = list({ ContinuationToken: first.NextContinuationToken });
  expect([first, second].map(({ Contents }) => Contents?.map(({ Key }) => Key))).toEqual([['b/1', 'b/2'], ['b/3']]);
  expect(second).toMatchObject({ IsTruncated: false, KeyCount: 1 });
});

test('what it has no model of ends the run', () => {
  const { s3, put } = model();
  put('a', 'a');
  expect(() => s3.handle(new PutObjectCommand({ Bucket: 'vault', Key: 'a', Body: 'a', IfNoneMatch: '*' }))).toThrow(
    'not modelled: PutObject with IfNoneMatch',
  );
  expect(() => s3.handle(new GetObjectCommand({ Bucket: 'vault', Key: 'a', Range: 'bytes=-3' }))).toThrow(
    'not modelled: GetObject with range bytes=-3',
  );
});
