import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type AttributeValue, DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, expect, test } from 'vitest';
import { startStack } from '../../../local/stack.ts';
import { writeSampleApp } from './sample-app.ts';

const directory = mkdtempSync(join(tmpdir(), 'killed-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** A stack in a process of its own, to be killed. */
const STACK = `
  import { startStack } from ${JSON.stringify(new URL('../../../local/stack.ts', import.meta.url).href)};
  const [, assemblyDir, dataDir] = process.argv;
  const stack = await startStack({ assemblyDir, dataDir, port: 0, parameters: {}, onLog: () => undefined });
  process.send({ endpoint: stack.endpoint, credentials: stack.adminCredentials, ids: stack.physicalIds['Sample-Data'] });
`;

type Up = {
  endpoint: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
  ids: Record<string, string>;
};

test('a stack killed with SIGKILL leaves no process behind and loses nothing it had answered', async () => {
  const assemblyDir = writeSampleApp(join(directory, 'app'));
  const dataDir = join(directory, 'data');
  const child = spawn(process.execPath, ['--input-type=module', '--eval', STACK, assemblyDir, dataDir], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const [up] = (await once(child, 'message')) as [Up];
  const engine = Number(readFileSync(join(dataDir, 'dynamodb', 'engine.pid'), 'utf8'));
  const options = { endpoint: up.endpoint, region: 'cn-north-1', credentials: up.credentials, maxAttempts: 1 };
  const answered = { items: 0, objects: 0 };
  const dynamo = new DynamoDBClient(options);
  const s3 = new S3Client(options);
  await new SQSClient(options).send(
    new SendMessageCommand({
      QueueUrl: String(up.ids['Work']),
      MessageBody: JSON.stringify({ sleepMs: 400, put: 'X#late' }),
    }),
  );
  const writing = (async () => {
    for (;;) {
      await dynamo.send(
        new PutItemCommand({
          TableName: String(up.ids['Ledger']),
          Item: { pk: { S: `K#${answered.items}` }, sk: { S: '-' } },
        }),
      );
      answered.items += 1;
      await s3.send(
        new PutObjectCommand({
          Bucket: String(up.ids['Landing']),
          Key: `k/${answered.objects}`,
          Body: 'x'.repeat(50_000),
        }),
      );
      answered.objects += 1;
    }
  })();
  const gone = writing.catch((error: unknown) => String(error));
  const log = join(dataDir, 'logs', 'Sample-Flow-Worker.log');
  while (answered.objects < 3 || !readFileSync(log, 'utf8').includes('event Records')) await sleep(10);
  child.kill('SIGKILL');
  expect(await gone).toMatch(/ECONNREFUSED|ECONNRESET|hang up|aborted/);

  const stack = await startStack({ assemblyDir, dataDir, port: 0, parameters: {}, onLog: () => undefined });
  try {
    const again = { endpoint: stack.endpoint, region: 'cn-north-1', credentials: { ...stack.adminCredentials } };
    // The message was in a function's hands when it all ended; it is ready at once.
    let Items: readonly Record<string, AttributeValue>[] = [];
    for (let tries = 0; tries < 100 && !Items.some((item) => item['pk']?.S === 'X#late'); tries++) {
      await sleep(50);
      ({ Items = [] } = await new DynamoDBClient(again).send(new ScanCommand({ TableName: String(up.ids['Ledger']) })));
    }
    const keys = Items.map((item) => String(item['pk']?.S));
    expect(keys).toContain('X#late');
    expect(keys.filter((key) => key.startsWith('K#')).length).toBeGreaterThanOrEqual(answered.items);
    const { Contents = [] } = await new S3Client(again).send(
      new ListObjectsV2Command({ Bucket: String(up.ids['Landing']) }),
    );
    expect(Contents.length).toBeGreaterThanOrEqual(answered.objects);
    expect(new Set(Contents.map((one) => one.Size))).toEqual(new Set([50_000]));
    expect(answered.objects).toBeGreaterThan(0);
    expect(isRunning(engine)).toBe(false);
  } finally {
    await stack.stop();
  }
});

/** Ended but not yet collected by its new parent (Z) counts as ended. */
function isRunning(pid: number): boolean {
  const listed = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim();
  return listed !== '' && !listed.startsWith('Z');
}
