import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { createReplay, readReplay, REPLAY_LEASE_MS, writeReplay } from '../adapters/ledger/replays.ts';
import { createVault } from '../adapters/vault/vault.ts';
import { requestObject } from '../core/replay/objects.ts';
import { begin, NO_PROGRESS, type Plan } from '../core/replay/plan.ts';
import type { Replaying } from '../functions/replay/environment.ts';
import { planReplay } from '../functions/replay/plan.ts';
import { runPart } from '../functions/replay/run.ts';
import { startDynamo } from '../local/engines/dynamo.ts';
import { startKms } from '../local/engines/kms.ts';
import { startS3 } from '../local/engines/s3.ts';
import { INDEX_KEY, quarantine } from './replay-records.ts';

/**
 * A plan of many applications in quarantine, made and run to the point where translate has the work. `node bench/replay.ts [records]`.
 * Time and memory are this machine's, with the storage's engines in the same process; calls are counted at the clients and are the same
 * anywhere. The run's own pace of 100 records a second is left out: waits pass at once.
 */
const [RECORDS = 100_000] = process.argv.slice(2).map(Number);
const AWS = { region: 'cn-north-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
const NOW = new Date('2026-11-23T15:00:00Z');
const REPLAY_ID = 'rp_bench';
const KEY = '00000000-0000-4000-8000-000000000001';

const NEW_PLAN: Plan = {
  replayId: REPLAY_ID,
  state: 'PLANNING',
  version: 1,
  problem: null,
  filter: {},
  keys: 0,
  overlays: 0,
  mapping: 'current',
  reason: '-',
  createdBy: 'operator',
  scope: 'all',
  createdAt: NOW.toISOString(),
  plannedAt: null,
  tenants: [],
  hash: null,
  records: { rows: 0, fen: '0' },
  toReplay: { rows: 0, fen: '0' },
  counts: [],
  movesMoney: false,
  parts: 0,
  approval: null,
  refusedBy: null,
  progress: NO_PROGRESS,
  nextPart: 1,
  waits: 0,
  batches: [],
  startedAt: null,
  endedAt: null,
};

const dataDir = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'bridge-bench-'));
const dynamo = await startDynamo({ dataDir });
const kmsEngine = await startKms({ dataDir });
const s3Engine = await startS3({ dataDir });
kmsEngine.putKey(KEY, 'alias/bridge');
await s3Engine.putBucket('vault');
const client = new DynamoDBClient({ ...AWS, endpoint: dynamo.endpoint });
const kms = new KMSClient({ ...AWS, endpoint: kmsEngine.endpoint });
const s3 = new S3Client({ ...AWS, endpoint: s3Engine.endpoint, forcePathStyle: true });
try {
  const table = { client, name: 'ledger' };
  await createTable();
  const vault = createVault({ s3, kms, bucket: 'vault', keyId: 'alias/bridge', randomBytes });
  await quarantine({ table, vault }, RECORDS, NOW);
  const calls = countCalls();
  const sent: { readonly type: string; readonly part?: number }[] = [];
  const replaying = replayingWith({ table, vault }, sent);
  await vault.writeOne(
    requestObject(REPLAY_ID),
    Buffer.from(JSON.stringify({ filter: {}, overlays: [], reason: '-' })),
  );
  await createReplay(table, NEW_PLAN, NOW);

  const planning = await measured(calls, () => planReplay(replaying, REPLAY_ID, () => true));
  const plan = await readReplay(table, REPLAY_ID);
  if (plan?.state !== 'PLANNED') throw new Error(`the plan is ${plan?.state ?? 'gone'}`);
  print('plan', planning, plan.toReplay.rows);

  const begun = begin(plan, undefined, NOW);
  if (!begun.ok) throw new Error(begun.code);
  await writeReplay(table, begun.after, new Date(NOW.getTime() + REPLAY_LEASE_MS));
  const running = await measured(calls, async () => {
    // Nobody works on the batches here: the look at what is still open would wait for them without end.
    for (let part = 1; part <= plan.parts; part++) {
      const at = await readReplay(table, REPLAY_ID);
      if (at === undefined) throw new Error('no plan');
      await writeReplay(table, { ...at, version: at.version + 1, batches: [] }, NOW);
      await runPart(replaying, REPLAY_ID, part);
    }
  });
  const done = await readReplay(table, REPLAY_ID);
  if (done?.state !== 'DONE') throw new Error(`the plan is ${done?.state ?? 'gone'}`);
  print('run', running, done.progress.replayed);
} finally {
  client.destroy();
  s3.destroy();
  kms.destroy();
  await Promise.all([s3Engine.stop(), kmsEngine.stop()]);
  await dynamo.stop();
  rmSync(dataDir, { recursive: true, force: true });
}

interface Measured {
  readonly seconds: number;
  readonly rssMiB: number;
  readonly calls: Readonly<Record<string, number>>;
}

async function measured(calls: Map<string, number>, work: () => Promise<void>): Promise<Measured> {
  calls.clear();
  let rss = 0;
  const watch = setInterval(() => {
    rss = Math.max(rss, process.memoryUsage.rss());
  }, 50);
  const began = performance.now();
  await work();
  const seconds = (performance.now() - began) / 1000;
  clearInterval(watch);
  return { seconds, rssMiB: rss / 2 ** 20, calls: Object.fromEntries(calls) };
}

function print(what: string, { seconds, rssMiB, calls }: Measured, rows: number): void {
  const all = Object.values(calls).reduce((sum, count) => sum + count, 0);
  const named = Object.entries(calls).map(([name, count]) => `${name} ${count}`);
  process.stdout.write(
    `${what.padEnd(5)} ${rows} records  ${seconds.toFixed(1)} s  ${rssMiB.toFixed(0)} MiB  ` +
      `${(all / rows).toFixed(4)} calls a record  (${named.join(', ')})\n`,
  );
}

/** Calls by the name of their command. */
function countCalls(): Map<string, number> {
  const calls = new Map<string, number>();
  const counted = ({ commandName = '' }: { readonly commandName?: string }): void => {
    const name = commandName.replace('Command', '');
    calls.set(name, (calls.get(name) ?? 0) + 1);
  };
  const step = { step: 'initialize' } as const;
  client.middlewareStack.add((next, context) => (call) => (counted(context), next(call)), step);
  s3.middlewareStack.add((next, context) => (call) => (counted(context), next(call)), step);
  kms.middlewareStack.add((next, context) => (call) => (counted(context), next(call)), step);
  return calls;
}

function replayingWith(ground: Pick<Replaying, 'table' | 'vault'>, sent: object[]): Replaying {
  const silent = { info: () => {}, warn: () => {}, error: () => {}, withCorrelation: () => silent } as never;
  const queue = {
    send: (_url: string, message: object) => Promise.resolve(void sent.push(message)),
    sendAll: (_url: string, messages: readonly object[]) => Promise.resolve(void sent.push(...messages)),
    release: () => Promise.resolve(),
  };
  return {
    ...ground,
    queue,
    secrets: { indexKey: () => Promise.resolve(INDEX_KEY) } as never,
    clock: { now: () => NOW },
    log: silent,
    metrics: () => undefined,
    ownQueue: 'replay',
    translateQueue: 'translate',
    claimGroups: {},
  };
}

async function createTable(): Promise<void> {
  const key = (hash: string, range: string) => [
    { AttributeName: hash, KeyType: 'HASH' as const },
    { AttributeName: range, KeyType: 'RANGE' as const },
  ];
  const index = (IndexName: string) => ({
    IndexName,
    KeySchema: key(`${IndexName}Pk`, `${IndexName}At`),
    Projection: { ProjectionType: 'KEYS_ONLY' as const },
  });
  await client.send(
    new CreateTableCommand({
      TableName: 'ledger',
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: key('pk', 'sk'),
      AttributeDefinitions: ['pk', 'sk', 'duePk', 'dueAt', 'problemPk', 'problemAt'].map((AttributeName) => ({
        AttributeName,
        AttributeType: 'S' as const,
      })),
      GlobalSecondaryIndexes: [index('due'), index('problem')],
    }),
  );
}
