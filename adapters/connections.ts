import { randomBytes } from 'node:crypto';
import { createDynamoDb } from './aws/dynamodb.ts';
import { createKms } from './aws/kms.ts';
import { createS3 } from './aws/s3.ts';
import { createSqs } from './aws/sqs.ts';
import { type Clock, systemClock } from './clock/clock.ts';
import { required } from './environment.ts';
import type { Landing } from './landing/landing.ts';
import type { Table } from './ledger/table.ts';
import { createLog, type Log } from './log/log.ts';
import { createMetrics, type Metrics, writeToLog } from './log/metrics.ts';
import { createQueue, type Queue } from './queue/queue.ts';
import { createSecrets, type Secrets } from './secrets/secrets.ts';
import { createVault, type Vault } from './vault/vault.ts';

/** What every function that handles records works with; made once per execution environment. */
export interface Connections {
  readonly table: Table;
  readonly vault: Vault;
  readonly queue: Queue;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** Reads BRIDGE_TABLE, BRIDGE_VAULT, BRIDGE_KEY and what AWS's clients read. Throws where one of them is not set. */
export function connectAll(environment: NodeJS.ProcessEnv, service: string): Connections {
  const client = createDynamoDb(environment);
  const kms = createKms(environment);
  const keyId = required(environment, 'BRIDGE_KEY');
  const table = { client, name: required(environment, 'BRIDGE_TABLE') };
  const bucket = required(environment, 'BRIDGE_VAULT');
  return {
    table,
    vault: createVault({ s3: createS3(environment), kms, bucket, keyId, randomBytes }),
    queue: createQueue({ sqs: createSqs(environment) }),
    secrets: createSecrets({ ddb: client, kms, table: table.name, keyId, now: systemClock.now }),
    clock: systemClock,
    log: createLog(service),
    metrics: createMetrics(systemClock.now, writeToLog),
  };
}

/** The bucket cities upload to, for the two functions that know it: BRIDGE_LANDING. */
export function connectLanding(environment: NodeJS.ProcessEnv): Landing {
  return { s3: createS3(environment), bucket: required(environment, 'BRIDGE_LANDING') };
}
