import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  DynamoDBClient,
  ExecuteStatementCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { DecryptCommand, KMSClient } from '@aws-sdk/client-kms';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LocalStack, type LogLine, startStack } from '../../../local/stack.ts';
import { writeSampleApp } from './sample-app.ts';

const directory = mkdtempSync(join(tmpdir(), 'stack-'));
const dataDir = join(directory, 'data');
const lines: LogLine[] = [];
const options = {
  assemblyDir: writeSampleApp(join(directory, 'app'), { rate: 'rate(1 hour)' }),
  dataDir,
  port: 0,
  dynamodb: process.env['BRIDGE_DYNAMODB'],
  parameters: { Greeting: 'hi' },
  onLog: (line: LogLine) => void lines.push(line),
};
const TABLE = 'Sample-Data-Ledger';
const BUCKET = 'sample-data-landing';
let stack: LocalStack;

beforeAll(async () => {
  stack = await startStack(options);
});
afterAll(async () => {
  await stack.stop();
  rmSync(directory, { recursive: true, force: true });
});

function clientOptions(credentials = stack.adminCredentials) {
  return { endpoint: stack.endpoint, region: stack.region, credentials: { ...credentials }, maxAttempts: 1 };
}

async function until<T>(what: () => Promise<T | undefined> | T | undefined, waitMs = 6_000): Promise<T> {
  for (const end = Date.now() + waitMs; Date.now() < end; await sleep(25)) {
    const value = await what();
    if (value !== undefined) return value;
  }
  throw new Error('it did not come about in time');
}

async function itemThere(pk: string): Promise<true | undefined> {
  const { Item } = await new DynamoDBClient(clientOptions()).send(
    new GetItemCommand({ TableName: TABLE, Key: { pk: { S: pk }, sk: { S: '-' } }, ConsistentRead: true }),
  );
  return Item === undefined ? undefined : true;
}

function sendWork(body: object) {
  return new SQSClient(clientOptions()).send(
    new SendMessageCommand({
      QueueUrl: String(stack.physicalIds['Sample-Data']?.['Work']),
      MessageBody: JSON.stringify(body),
    }),
  );
}

function deadBodies(): readonly string[] {
  return Array.from({ length: stack.queueDepths()['Sample-Data-Dead']?.ready ?? 0 }, () => 'dead');
}

describe('a function', () => {
  test('is run by its schedule at the start', async () => {
    expect(await until(() => itemThere('S#tick'))).toBe(true);
  });

  test('gets its own environment, its resolved names and nothing of ours', async () => {
    const { environment, left, arn } = (await stack.invoke('Worker', { environment: true })) as {
      environment: Record<string, string>;
      left: number;
      arn: string;
    };
    expect(environment).toMatchObject({
      TABLE,
      GREETING: 'hi',
      WHERE: 'aws-cn/cn-north-1',
      AWS_REGION: 'cn-north-1',
      AWS_ENDPOINT_URL: stack.endpoint,
      TZ: 'UTC',
    });
    expect(environment['AWS_ACCESS_KEY_ID']).toBe(stack.credentialsFor('Worker').accessKeyId);
    expect(environment['PATH']).toBeUndefined();
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(1000);
    expect(arn).toBe('arn:aws-cn:lambda:cn-north-1:000000000000:function:Sample-Flow-Worker');
    const log = join(dataDir, 'logs', 'Sample-Flow-Worker.log');
    await until(() => (readFileSync(log, 'utf8').includes('event environment') ? true : undefined));
  });

  test('is ended at its time-out even while it spins, and started anew', async () => {
    await expect(stack.invoke('Worker', { order: { spin: true } })).rejects.toThrow('timed out after 1.00 seconds');
    expect(await stack.invoke('Worker', { order: {} })).toBeNull();
  });

  test('that crashes fails its invocation and is started anew', async () => {
    await expect(stack.invoke('Worker', { order: { crash: true } })).rejects.toMatchObject({
      errorType: 'Runtime.ExitError',
    });
    expect(await stack.invoke('Worker', { order: {} })).toBeNull();
  });

  test('that is killed from outside fails what it was doing and is started anew', async () => {
    const spinning = stack.invoke('Worker', { order: { spin: true } });
    // It fails while nobody waits for it yet.
    spinning.catch(() => undefined);
    await expect.poll(() => stack.processes().map(({ invocations }) => invocations)).toContain(1);
    const busy = stack.processes().find(({ invocations }) => invocations === 1);
    process.kill(busy?.pid ?? 0, 'SIGKILL');
    await expect(spinning).rejects.toMatchObject({ errorType: 'Runtime.ExitError' });
    expect(await stack.invoke('Worker', { order: {} })).toBeNull();
  });

  test('that throws gives the error, not a crash', async () => {
    await expect(stack.invoke('Worker', { order: { fail: true } })).rejects.toMatchObject({
      errorType: 'Error',
      message: 'told to fail',
    });
  });
});

describe('policies', () => {
  const key = { pk: { S: 'P#1' }, sk: { S: '-' } };

  test('allow what is granted, by action and resource, and refuse the rest with its names', async () => {
    const dynamo = new DynamoDBClient(clientOptions(stack.credentialsFor('Worker')));
    await dynamo.send(new PutItemCommand({ TableName: TABLE, Item: { ...key, v: { N: '1' } } }));
    await dynamo.send(
      new QueryCommand({
        TableName: TABLE,
        IndexName: 'due',
        KeyConditionExpression: 'duePk = :d',
        ExpressionAttributeValues: { ':d': { S: 'x' } },
      }),
    );
    await dynamo.send(
      new ExecuteStatementCommand({
        Statement: `UPDATE "${TABLE}" SET v=? WHERE pk=? AND sk=?`,
        Parameters: [{ N: '2' }, key.pk, key.sk],
      }),
    );
    const before = stack.denied().length;
    const refusals = [
      dynamo.send(
        new QueryCommand({
          TableName: TABLE,
          KeyConditionExpression: 'pk = :d',
          ExpressionAttributeValues: { ':d': { S: 'x' } },
        }),
      ),
      dynamo.send(
        new ExecuteStatementCommand({
          Statement: `INSERT INTO "${TABLE}" VALUE {'pk':?,'sk':?}`,
          Parameters: [key.pk, key.sk],
        }),
      ),
      new KMSClient(clientOptions(stack.credentialsFor('Worker'))).send(
        new DecryptCommand({
          CiphertextBlob: new Uint8Array(100),
          KeyId: String(stack.physicalIds['Sample-Data']?.['Key']),
        }),
      ),
      new SQSClient(clientOptions(stack.credentialsFor('Web'))).send(
        new SendMessageCommand({ QueueUrl: String(stack.physicalIds['Sample-Data']?.['Work']), MessageBody: '{}' }),
      ),
    ];
    for (const refusal of refusals) await expect(refusal).rejects.toMatchObject({ name: 'AccessDeniedException' });
    await expect(
      new S3Client(clientOptions(stack.credentialsFor('Worker'))).send(
        new PutObjectCommand({ Bucket: BUCKET, Key: 'out/1', Body: 'x' }),
      ),
    ).rejects.toMatchObject({ name: 'AccessDenied' });
    const actions = stack
      .denied()
      .slice(before)
      .map(({ functionName, action }) => `${functionName} ${action}`);
    expect(actions.toSorted()).toEqual(
      [
        'Sample-Flow-Worker dynamodb:PartiQLInsert',
        'Sample-Flow-Worker dynamodb:Query',
        'Sample-Flow-Worker kms:Decrypt',
        'Sample-Flow-Worker s3:PutObject',
        'Sample-Flow-Web sqs:SendMessage',
      ].toSorted(),
    );
  });

  test('unused grants are named until they are used', async () => {
    const unused = (): readonly string[] =>
      stack.unusedGrants().map(({ functionName, action }) => `${functionName} ${action}`);
    expect(unused()).toContain('Sample-Flow-Worker sqs:SendMessage');
    expect(unused()).not.toContain('Sample-Flow-Worker dynamodb:PartiQLUpdate');
    expect(unused().filter((one) => /logs:|ReceiveMessage/.test(one))).toEqual([]);
    await new SQSClient(clientOptions(stack.credentialsFor('Worker'))).send(
      new SendMessageCommand({ QueueUrl: String(stack.physicalIds['Sample-Data']?.['Work']), MessageBody: '{}' }),
    );
    expect(unused()).not.toContain('Sample-Flow-Worker sqs:SendMessage');
  });

  test('an unknown key and an unsigned call are refused', async () => {
    const stranger = new DynamoDBClient({
      ...clientOptions(),
      credentials: { accessKeyId: 'AKIDNOBODY', secretAccessKey: 'x' },
    });
    await expect(stranger.send(new GetItemCommand({ TableName: TABLE, Key: key }))).rejects.toMatchObject({
      name: 'UnrecognizedClientException',
    });
    expect((await fetch(stack.endpoint)).status).toBe(403);
  });

  test('calls and written items are counted by function', () => {
    const { calls, itemsWritten } = stack.metrics();
    expect(calls['Sample-Flow-Worker']).toMatchObject({ 'dynamodb:ExecuteStatement': 2, 'dynamodb:Query': 2 });
    expect(itemsWritten['Sample-Flow-Worker']).toMatchObject({ P: 2, S: 1 });
  });
});

describe('the object store', () => {
  test('takes a presigned upload of raw bytes, once it is signed, in time and unchanged', async () => {
    const s3 = new S3Client(clientOptions(stack.credentialsFor('Worker')));
    const url = await getSignedUrl(s3, new PutObjectCommand({ Bucket: BUCKET, Key: 'in/批次 1+2.csv' }), {
      expiresIn: 60,
    });
    const bytes = new Uint8Array(300_000).map((_, at) => at % 251);
    expect((await fetch(url, { method: 'PUT', body: bytes })).status).toBe(200);
    const read = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'in/批次 1+2.csv' }));
    expect(Buffer.from((await read.Body?.transformToByteArray()) ?? []).equals(Buffer.from(bytes))).toBe(true);
    expect((await fetch(url.replace('in/', 'in/other'), { method: 'PUT', body: 'x' })).status).toBe(403);
    const past = await getSignedUrl(s3, new PutObjectCommand({ Bucket: BUCKET, Key: 'in/late' }), {
      expiresIn: 60,
      signingDate: new Date(Date.now() - 61_000),
    });
    const late = await fetch(past, { method: 'PUT', body: 'x' });
    expect([late.status, await late.text()]).toEqual([403, expect.stringContaining('Request has expired')]);
  });

  test('tells the queue of new objects under the prefix, keys encoded as S3 does', async () => {
    await until(() => itemThere('N#in/批次 1+2.csv'));
    expect(await itemThere('N#in/otherin/late')).toBeUndefined();
  });

  test('without ListBucket a missing object is 403, as on S3', async () => {
    const before = stack.denied().length;
    const missing = new S3Client(clientOptions(stack.credentialsFor('Worker'))).send(
      new GetObjectCommand({ Bucket: BUCKET, Key: 'in/none' }),
    );
    await expect(missing).rejects.toMatchObject({ name: 'AccessDenied' });
    expect(stack.denied().at(before)?.action).toBe('s3:ListBucket');
    await expect(
      new S3Client(clientOptions()).send(new GetObjectCommand({ Bucket: BUCKET, Key: 'in/none' })),
    ).rejects.toMatchObject({ name: 'NoSuchKey' });
  });
});

describe('the event source', () => {
  test('removes what was done and brings back what was reported, until it is a dead letter', async () => {
    const dead = deadBodies().length;
    await Promise.all([sendWork({ put: 'Q#1' }), sendWork({ fail: true, tag: 'bad' }), sendWork({ throw: true })]);
    await until(() => itemThere('Q#1'));
    await until(() => (deadBodies().length >= dead + 2 ? true : undefined));
    const { Messages } = await new SQSClient(clientOptions()).send(
      new ReceiveMessageCommand({
        QueueUrl: String(stack.physicalIds['Sample-Data']?.['Dead']),
        MaxNumberOfMessages: 10,
      }),
    );
    const bodies = Messages?.map(({ Body }) => Body);
    expect(bodies).toEqual(expect.arrayContaining(['{"fail":true,"tag":"bad"}', '{"throw":true}']));
    await until(() => (stack.queueDepths()['Sample-Data-Work']?.inFlight === 0 ? true : undefined));
    expect(stack.queueDepths()['Sample-Data-Work']).toEqual({ ready: 0, inFlight: 0, delayed: 0 });
  });

  test('a response naming an unknown message brings the whole batch back', async () => {
    lines.length = 0;
    await sendWork({ answer: { batchItemFailures: [{ itemIdentifier: 'nobody' }] } });
    await until(() => lines.find(({ line }) => line.includes('batch response is not valid')));
    await until(() => (stack.queueDepths()['Sample-Data-Work']?.inFlight === 0 ? true : undefined));
    expect(lines.filter(({ line }) => line.includes('batch response is not valid')).length).toBeGreaterThanOrEqual(2);
  });

  test('an empty response means all is done', async () => {
    await sendWork({ answer: null, put: 'Q#2' });
    await until(() => itemThere('Q#2'));
    await until(() => (stack.queueDepths()['Sample-Data-Work']?.inFlight === 0 ? true : undefined));
    expect(stack.queueDepths()['Sample-Data-Work']?.ready).toBe(0);
  });

  test('runs as many batches at once as it may, and no more', async () => {
    await stack.invoke('Worker', { order: { crash: true } }).catch(() => undefined);
    await Promise.all(Array.from({ length: 20 }, (_, at) => sendWork({ sleepMs: 60, put: `C#${at}` })));
    for (let at = 0; at < 20; at++) await until(() => itemThere(`C#${at}`));
    const runningMax = Number(await stack.invoke('Worker', { runningMax: true }));
    expect(runningMax).toBe(3);
  });
});

describe('the API', () => {
  test('hands a function the raw bytes and the call in the payload format of REST APIs', async () => {
    const response = await fetch(`${stack.apiUrl}/echo/a%20b?x=1&x=2&y=`, {
      method: 'POST',
      body: new Uint8Array([0, 255, 10]),
      headers: { 'Webhook-Id': 'w1' },
    });
    const event = (await response.json()) as Record<string, never>;
    expect(event).toMatchObject({
      resource: '/echo/{id}',
      path: '/echo/a%20b',
      httpMethod: 'POST',
      pathParameters: { id: 'a b' },
      queryStringParameters: { x: '2', y: '' },
      multiValueQueryStringParameters: { x: ['1', '2'] },
      body: 'AP8K',
      isBase64Encoded: true,
      requestContext: {
        stage: 'v1',
        path: '/v1/echo/a%20b',
        httpMethod: 'POST',
        resourcePath: '/echo/{id}',
        identity: { sourceIp: '127.0.0.1' },
      },
    });
  });

  test('keeps header names as they were sent and gives binary answers', async () => {
    const call = request(`${stack.apiUrl}/echo/x`, { headers: { 'WebHook-Id': 'a' } });
    call.end();
    const [answer] = (await once(call, 'response')) as [Readable];
    const event = JSON.parse(await text(answer)) as {
      headers: Record<string, string>;
      body: null;
      queryStringParameters: null;
    };
    expect(event.headers['WebHook-Id']).toBe('a');
    expect([event.body, event.queryStringParameters]).toEqual([null, null]);
    const teapot = await fetch(`${stack.apiUrl}/echo/teapot`);
    expect([teapot.status, teapot.headers.get('x-tea'), Buffer.from(await teapot.arrayBuffer())]).toEqual([
      418,
      'yes',
      Buffer.from([0, 255]),
    ]);
  });

  test('answers as API Gateway does where there is no route, and for too large a body', async () => {
    const nowhere = await fetch(`${stack.apiUrl}/nowhere`);
    expect([nowhere.status, await nowhere.json()]).toEqual([403, { message: 'Missing Authentication Token' }]);
    const otherStage = await fetch(String(stack.apiUrl).replace('/v1', '/v2/echo/1'));
    expect([otherStage.status, await otherStage.json()]).toEqual([403, { message: 'Forbidden' }]);
    const large = await fetch(`${stack.apiUrl}/echo/1`, { method: 'POST', body: Buffer.alloc(10 * 1024 * 1024 + 1) });
    expect(large.status).toBe(413);
    const preflight = await fetch(`${stack.apiUrl}/echo`, { method: 'OPTIONS' });
    expect([preflight.status, preflight.headers.get('access-control-allow-origin')]).toEqual([204, '*']);
  });
});

describe('the data directory', () => {
  test('is refused to a second stack', async () => {
    await expect(startStack(options)).rejects.toThrow(`another stack is running on ${dataDir}`);
  });

  test('keeps everything over a restart: items, objects, messages, keys and credentials', async () => {
    const pair = stack.credentialsFor('Worker');
    expect(statSync(join(dataDir, 'credentials.json')).mode & 0o777).toBe(0o600);
    expect(statSync(join(dataDir, 'kms', 'keys.json')).mode & 0o777).toBe(0o600);
    const dead = stack.queueDepths()['Sample-Data-Dead'];
    await stack.stop();
    stack = await startStack(options);
    expect(stack.credentialsFor('Worker')).toEqual(pair);
    expect(await itemThere('Q#1')).toBe(true);
    expect(
      (await new S3Client(clientOptions()).send(new GetObjectCommand({ Bucket: BUCKET, Key: 'in/批次 1+2.csv' })))
        .ContentLength,
    ).toBe(300_000);
    const again = stack.queueDepths()['Sample-Data-Dead'];
    expect(Number(again?.ready)).toBe(Number(dead?.ready) + Number(dead?.inFlight));
  });
});
