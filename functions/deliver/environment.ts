import { randomBytes } from 'node:crypto';
import { createDynamoDb } from '../../adapters/aws/dynamodb.ts';
import { createKms } from '../../adapters/aws/kms.ts';
import { createS3 } from '../../adapters/aws/s3.ts';
import { createSqs } from '../../adapters/aws/sqs.ts';
import { type Clock, systemClock } from '../../adapters/clock/clock.ts';
import { required } from '../../adapters/environment.ts';
import type { Table } from '../../adapters/ledger/table.ts';
import { createLog, type Log } from '../../adapters/log/log.ts';
import { createQueue, type Queue } from '../../adapters/queue/queue.ts';
import { createSecrets, type Secrets } from '../../adapters/secrets/secrets.ts';
import { createVault, type Vault } from '../../adapters/vault/vault.ts';

/** What one delivery function works with; made once per execution environment. */
export interface Delivering {
  readonly table: Table;
  readonly vault: Vault;
  readonly queue: Queue;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  /** The system delivered to. */
  readonly destination: string;
  readonly baseUrl: string;
  readonly allowPrivate: boolean;
  readonly ownQueue: string;
  /** How long a payment may stand in SENDING before its sender is taken to have died: longer than the function may run. */
  readonly sendingLeaseMs: number;
}

export function connect(environment: NodeJS.ProcessEnv = process.env): Delivering {
  const client = createDynamoDb(environment);
  const kms = createKms(environment);
  const keyId = required(environment, 'BRIDGE_KEY');
  const table = { client, name: required(environment, 'BRIDGE_TABLE') };
  return {
    table,
    vault: createVault({
      s3: createS3(environment),
      kms,
      bucket: required(environment, 'BRIDGE_VAULT'),
      keyId,
      randomBytes,
    }),
    queue: createQueue({ sqs: createSqs(environment) }),
    secrets: createSecrets({ ddb: client, kms, table: table.name, keyId, now: systemClock.now }),
    clock: systemClock,
    random: Math.random,
    log: createLog('deliver'),
    destination: required(environment, 'BRIDGE_DESTINATION'),
    baseUrl: required(environment, 'BRIDGE_DESTINATION_URL'),
    allowPrivate: environment['BRIDGE_ALLOW_PRIVATE'] === 'true',
    ownQueue: required(environment, 'BRIDGE_DELIVER_QUEUE'),
    sendingLeaseMs: Number(required(environment, 'BRIDGE_SENDING_LEASE_SECONDS')) * 1000,
  };
}
