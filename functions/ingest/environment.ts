import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { createDynamoDb } from '../../adapters/aws/dynamodb.ts';
import { createKms } from '../../adapters/aws/kms.ts';
import { createS3 } from '../../adapters/aws/s3.ts';
import { createSqs } from '../../adapters/aws/sqs.ts';
import { type Clock, systemClock } from '../../adapters/clock/clock.ts';
import { required } from '../../adapters/environment.ts';
import type { Landing } from '../../adapters/landing/landing.ts';
import type { Table } from '../../adapters/ledger/table.ts';
import { createLog, type Log } from '../../adapters/log/log.ts';
import { createQueue, type Queue } from '../../adapters/queue/queue.ts';
import { createSecrets, type Secrets } from '../../adapters/secrets/secrets.ts';
import { openSpool, type Spool } from '../../adapters/vault/spool.ts';
import { createVault, type Vault } from '../../adapters/vault/vault.ts';

/** What ingest works with; made once per execution environment. */
export interface Ingesting {
  readonly table: Table;
  readonly landing: Landing;
  readonly vault: Vault;
  readonly queue: Queue;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly log: Log;
  readonly ownQueue: string;
  readonly translateQueue: string;
  readonly spool: (partitions: number) => Promise<Spool>;
  /** A name no other run has. */
  readonly newRun: () => string;
}

export function connect(environment: NodeJS.ProcessEnv = process.env): Ingesting {
  const client = createDynamoDb(environment);
  const kms = createKms(environment);
  const s3 = createS3(environment);
  const keyId = required(environment, 'BRIDGE_KEY');
  const table = { client, name: required(environment, 'BRIDGE_TABLE') };
  return {
    table,
    landing: { s3, bucket: required(environment, 'BRIDGE_LANDING') },
    vault: createVault({ s3, kms, bucket: required(environment, 'BRIDGE_VAULT'), keyId, randomBytes }),
    queue: createQueue({ sqs: createSqs(environment) }),
    secrets: createSecrets({ ddb: client, kms, table: table.name, keyId, now: systemClock.now }),
    clock: systemClock,
    log: createLog('ingest'),
    ownQueue: required(environment, 'BRIDGE_INGEST_QUEUE'),
    translateQueue: required(environment, 'BRIDGE_TRANSLATE_QUEUE'),
    spool: (partitions) => openSpool({ partitions, directory: tmpdir(), randomBytes }),
    newRun: () => randomBytes(6).toString('hex'),
  };
}
