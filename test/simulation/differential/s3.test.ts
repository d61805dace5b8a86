import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type S3Engine, startS3 } from '../../../local/engines/s3.ts';
import type { ObjectCreated } from '../../../local/engines/s3-store.ts';
import { createS3Model } from '../models/s3.ts';
import { type Action, actions } from './s3-actions.ts';
import { createS3World } from './s3-world.ts';

/** fast-check's own choice is ten at most: too few for reads of what was written. */
const LONG = { maxLength: 40, size: 'max' } as const;

const OBJECT = { bucket: 'vault', key: 'b1/upload' } as const;
/** Chance does not find these each time. */
const BEYOND_THE_END: Action[] = [
  { do: 'put', ...OBJECT, body: '0123456789', type: undefined },
  { do: 'get', ...OBJECT, range: 'bytes=9-20' },
  { do: 'get', ...OBJECT, range: 'bytes=10-20' },
];
const WRONG_PART: Action[] = [
  { do: 'begin', ...OBJECT },
  { do: 'part', upload: 0, number: 1, body: 'a' },
  { do: 'complete', upload: 0, parts: [1], wrongEtag: true },
];

const directory = mkdtempSync(join(tmpdir(), 's3-differential-'));
const told: { bucket: string; key: string; bytes: number; etag: string; eventName: string }[] = [];
let engine: S3Engine;
let client: S3Client;
let runs = 0;

beforeAll(async () => {
  const onCreated = async ({ bucket, ...created }: ObjectCreated): Promise<void> =>
    void told.push({ bucket: bucket.replace(/-\d+$/, ''), ...created });
  engine = await startS3({ dataDir: directory, onCreated });
  client = new S3Client({
    endpoint: engine.endpoint,
    region: 'cn-north-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    maxAttempts: 1,
  });
});

afterAll(async () => {
  client.destroy();
  await engine.stop();
  rmSync(directory, { recursive: true, force: true });
});

/** A fresh pair of buckets each run, under one pair of names. */
async function agree(sequence: readonly Action[]): Promise<void> {
  const run = (runs += 1);
  await Promise.all(['vault', 'landing'].map((name) => engine.putBucket(`${name}-${run}`)));
  told.length = 0;
  const events: string[] = [];
  const model = createS3Model({
    now: () => new Date('2026-11-22T23:00:00Z'),
    buckets: ['vault', 'landing'],
    notifications: (_bucket, _key, event) => void events.push(event),
    partBytesMin: 0,
  });
  const expected = createS3World((command) => {
    const named = command.input as { Bucket?: string };
    named.Bucket = `${named.Bucket}-${run}`;
    return client.send(command as Parameters<S3Client['send']>[0]);
  });
  const actual = createS3World(async (command) => model.handle(command));
  for (const [step, action] of sequence.entries()) {
    const answer = await expected.act(action);
    expect(await actual.act(action), `step ${step}: ${JSON.stringify(action)}`).toEqual(answer);
  }
  expect(events.map(createdIn)).toEqual(told);
}

/** What a notification says was created. */
function createdIn(event: string): unknown {
  const { Records } = JSON.parse(event) as {
    readonly Records: readonly [
      {
        readonly eventName: string;
        readonly s3: {
          readonly bucket: { readonly name: string };
          readonly object: { readonly key: string; readonly size: number; readonly eTag: string };
        };
      },
    ];
  };
  const [{ eventName, s3 }] = Records;
  const key = decodeURIComponent(s3.object.key.replaceAll('+', ' '));
  return { bucket: s3.bucket.name, key, bytes: s3.object.size, etag: s3.object.eTag, eventName };
}

test('answers as the local stand-in for S3 does, and tells the same new objects', { timeout: 60_000 }, async () => {
  await fc.assert(fc.asyncProperty(fc.array(actions, LONG), agree), {
    numRuns: 30,
    examples: [[BEYOND_THE_END], [WRONG_PART]],
  });
});
