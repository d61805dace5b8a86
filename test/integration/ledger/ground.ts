import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { vi } from 'vitest';
import { slices } from '../../../core/slices.ts';
import { signOffHistory } from '../../../adapters/ledger/history.ts';
import type { Table } from '../../../adapters/ledger/table.ts';
import type { Log } from '../../../adapters/log/log.ts';
import type { Metrics } from '../../../adapters/log/metrics.ts';
import type { Queue } from '../../../adapters/queue/queue.ts';
import type { ProofKeys } from '../../../adapters/secrets/secrets.ts';
import { openSigningKey } from '../../../core/proof/signing.ts';
import { createVault, type Vault } from '../../../adapters/vault/vault.ts';
import { startDynamo } from '../../../local/engines/dynamo.ts';
import { startKms } from '../../../local/engines/kms.ts';
import { startS3 } from '../../../local/engines/s3.ts';
import { systems } from '../../../schemas/systems/registry.ts';
import { INDEX_KEY, NOW } from './records.ts';

const AWS = { region: 'cn-north-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };

/** A ledger on the real engine, with the template's two indexes, and a count of the calls made to it. */
export interface Ledger {
  readonly table: Table;
  /** Names of the calls since the last `clear`, in order. */
  readonly calls: { readonly names: readonly string[]; readonly statements: number; readonly clear: () => void };
  /** Called before each call; throws to make it fail, by its name. */
  readonly setMishap: (mishap: ((call: string) => void) | null) => void;
  readonly stop: () => Promise<void>;
}

// AWS's own engine takes ten times as long for a night's work.
if (process.env['BRIDGE_DYNAMODB'] === 'dynamodb-local') vi.setConfig({ testTimeout: 200_000 });

export async function startLedger(): Promise<Ledger & { readonly dataDir: string }> {
  const dataDir = mkdtempSync(join(tmpdir(), 'bridge-ledger-'));
  const engine = await startDynamo({ dataDir, choice: process.env['BRIDGE_DYNAMODB'] });
  const client = new DynamoDBClient({ ...AWS, endpoint: engine.endpoint, maxAttempts: 1 });
  const table = { client, name: `ledger-${randomBytes(4).toString('hex')}` };
  await client.send(new CreateTableCommand(ledgerTable(table.name)));
  const names: string[] = [];
  const counts = { statements: 0 };
  let mishap: ((call: string) => void) | null = null;
  client.middlewareStack.add(
    (next, context) => async (call) => {
      const name = (context.commandName ?? '').replace('Command', '');
      names.push(name);
      counts.statements += (call.input as { Statements?: unknown[] }).Statements?.length ?? 0;
      mishap?.(name);
      return await next(call);
    },
    { step: 'initialize' },
  );
  return {
    table,
    dataDir,
    calls: {
      names,
      get statements() {
        return counts.statements;
      },
      clear: () => {
        names.length = 0;
        counts.statements = 0;
      },
    },
    setMishap: (next) => {
      mishap = next;
    },
    stop: async () => {
      client.destroy();
      await engine.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** As in the synthesized template. */
function ledgerTable(name: string): ConstructorParameters<typeof CreateTableCommand>[0] {
  const key = (hash: string, range: string) => [
    { AttributeName: hash, KeyType: 'HASH' as const },
    { AttributeName: range, KeyType: 'RANGE' as const },
  ];
  return {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: key('pk', 'sk'),
    AttributeDefinitions: ['pk', 'sk', 'duePk', 'dueAt', 'problemPk', 'problemAt'].map((AttributeName) => ({
      AttributeName,
      AttributeType: 'S' as const,
    })),
    GlobalSecondaryIndexes: [
      {
        IndexName: 'due',
        KeySchema: key('duePk', 'dueAt'),
        Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['kind', 'state'] },
      },
      { IndexName: 'problem', KeySchema: key('problemPk', 'problemAt'), Projection: { ProjectionType: 'KEYS_ONLY' } },
    ],
  };
}

export interface Sent {
  readonly url: string;
  readonly message: Record<string, unknown>;
  readonly delaySeconds: number;
}

/** A queue that keeps what it is sent; `fail` makes the next call throw, as a crash between ledger and queue would. */
export interface TestQueue extends Queue {
  readonly sent: Sent[];
  readonly failNext: () => void;
}

export function createTestQueue(): TestQueue {
  const sent: Sent[] = [];
  let failing = false;
  const sendAll: Queue['sendAll'] = (url, messages, options = {}) => {
    if (failing) {
      failing = false;
      return Promise.reject(new Error('the queue is gone'));
    }
    for (const batch of slices(messages, 10)) {
      for (const message of batch) {
        const plain = JSON.parse(JSON.stringify(message)) as Record<string, unknown>;
        sent.push({ url, message: plain, delaySeconds: options.delaySeconds ?? 0 });
      }
    }
    return Promise.resolve();
  };
  return {
    sent,
    sendAll,
    send: (url, message, options) => sendAll(url, [message], options),
    release: () => Promise.resolve(),
    failNext: () => {
      failing = true;
    },
  };
}

/** Everything the functions' modules work with: ledger and vault on real engines, a queue, a clock and randomness of the test's own. */
export interface Ground extends Ledger {
  readonly vault: Vault;
  readonly s3: S3Client;
  readonly queue: TestQueue;
  readonly clock: {
    readonly now: () => Date;
    readonly set: (now: Date) => void;
    readonly forward: (ms: number) => void;
  };
  readonly secrets: {
    readonly indexKey: () => Promise<Uint8Array>;
    readonly credential: () => Promise<undefined>;
    readonly signingSecrets: () => Promise<readonly string[]>;
    readonly signingSecret: () => Promise<string>;
    readonly clientCredentials: () => Promise<{ readonly clientId: string; readonly clientSecret: string }>;
    readonly proofKeys: () => Promise<ProofKeys>;
  };
  readonly log: Log;
  readonly metrics: Metrics;
}

/** @param histories whether the cities have declared, as most tests need it, that they paid nobody before go-live. @default 'signed' */
export async function startGround({
  histories = 'signed',
}: { readonly histories?: 'signed' | 'open' } = {}): Promise<Ground> {
  const ledger = await startLedger();
  if (histories === 'signed') for (const tenant of CITIES) await declareEmpty(ledger.table, tenant);
  const { dataDir } = ledger;
  const kmsEngine = await startKms({ dataDir });
  const s3Engine = await startS3({ dataDir });
  kmsEngine.putKey('00000000-0000-4000-8000-000000000001', 'alias/bridge');
  await s3Engine.putBucket('vault');
  await s3Engine.putBucket('landing');
  await s3Engine.putBucket('reports');
  const kms = new KMSClient({ ...AWS, endpoint: kmsEngine.endpoint });
  const s3 = new S3Client({
    ...AWS,
    endpoint: s3Engine.endpoint,
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
  let now = NOW;
  const secret = `whsec_${randomBytes(32).toString('base64')}`;
  const der = generateKeyPairSync('ed25519').privateKey.export({ format: 'der', type: 'pkcs8' });
  const proofKey = openSigningKey(der.toString('base64'));
  return {
    ...ledger,
    s3,
    vault: createVault({ s3, kms, bucket: 'vault', keyId: 'alias/bridge', randomBytes }),
    queue: createTestQueue(),
    clock: {
      now: () => now,
      set: (next) => {
        now = next;
      },
      forward: (ms) => {
        now = new Date(now.getTime() + ms);
      },
    },
    secrets: {
      indexKey: () => Promise.resolve(INDEX_KEY),
      credential: () => Promise.resolve(undefined),
      signingSecrets: () => Promise.resolve([secret]),
      signingSecret: () => Promise.resolve(secret),
      clientCredentials: () => Promise.resolve({ clientId: 'bridge', clientSecret: secret }),
      proofKeys: () => Promise.resolve({ current: proofKey, retired: [] }),
    },
    log: SILENT,
    metrics: () => {},
    stop: async () => {
      s3.destroy();
      kms.destroy();
      await Promise.all([s3Engine.stop(), kmsEngine.stop()]);
      await ledger.stop();
    },
  };
}

const CITIES = new Set(systems.filter(({ side }) => side === 'city').map(({ tenant }) => tenant));

/** Two persons say that this city paid nobody before go-live. */
async function declareEmpty(table: Table, tenant: string): Promise<void> {
  const signOff = { tenant, rows: 0, fen: '0', by: ['甲', '乙'], at: NOW.toISOString() } as const;
  const refused = await signOffHistory(table, signOff);
  if (refused !== null) throw new Error(refused);
}

const SILENT: Log = { info: () => {}, warn: () => {}, error: () => {}, withCorrelation: () => SILENT };
