import { randomBytes } from 'node:crypto';
import { createDynamoDb } from '../../adapters/aws/dynamodb.ts';
import { createKms } from '../../adapters/aws/kms.ts';
import { createS3 } from '../../adapters/aws/s3.ts';
import { createSqs } from '../../adapters/aws/sqs.ts';
import { type Clock, systemClock } from '../../adapters/clock/clock.ts';
import type { Table } from '../../adapters/ledger/table.ts';
import { createLog, type Log } from '../../adapters/log/log.ts';
import { createQueue, type Queue } from '../../adapters/queue/queue.ts';
import { createSecrets, type Secrets } from '../../adapters/secrets/secrets.ts';
import { createVault, type Vault } from '../../adapters/vault/vault.ts';
import { required } from '../../adapters/environment.ts';

/** What translate works with; made once per execution environment. */
export interface Translating {
  readonly table: Table;
  readonly vault: Vault;
  readonly queue: Queue;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly log: Log;
  readonly translateQueue: string;
  /** Programme → claim group: one grant per person, level and group. A programme without one stands for itself. */
  readonly claimGroups: Readonly<Record<string, string>>;
  /** Queue of each destination system. */
  readonly deliverQueues: Readonly<Record<string, string>>;
}

export function connect(environment: NodeJS.ProcessEnv = process.env): Translating {
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
    log: createLog('translate'),
    translateQueue: required(environment, 'BRIDGE_TRANSLATE_QUEUE'),
    claimGroups: JSON.parse(required(environment, 'BRIDGE_CLAIM_GROUPS')) as Record<string, string>,
    deliverQueues: JSON.parse(required(environment, 'BRIDGE_DELIVER_QUEUES')) as Record<string, string>,
  };
}
