import { createDynamoDb } from '../../adapters/aws/dynamodb.ts';
import { createSqs } from '../../adapters/aws/sqs.ts';
import { type Clock, systemClock } from '../../adapters/clock/clock.ts';
import { required } from '../../adapters/environment.ts';
import type { Table } from '../../adapters/ledger/table.ts';
import { createLog, type Log } from '../../adapters/log/log.ts';
import { createQueue, type Queue } from '../../adapters/queue/queue.ts';

/** What the sweeper works with; made once per execution environment. */
export interface Sweeping {
  readonly table: Table;
  readonly queue: Queue;
  readonly clock: Clock;
  readonly log: Log;
  readonly translateQueue: string;
  readonly deliverQueues: Readonly<Record<string, string>>;
}

export function connect(environment: NodeJS.ProcessEnv = process.env): Sweeping {
  return {
    table: { client: createDynamoDb(environment), name: required(environment, 'BRIDGE_TABLE') },
    queue: createQueue({ sqs: createSqs(environment) }),
    clock: systemClock,
    log: createLog('sweep'),
    translateQueue: required(environment, 'BRIDGE_TRANSLATE_QUEUE'),
    deliverQueues: JSON.parse(required(environment, 'BRIDGE_DELIVER_QUEUES')) as Record<string, string>,
  };
}
