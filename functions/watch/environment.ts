import { createDynamoDb } from '../../adapters/aws/dynamodb.ts';
import { type Clock, systemClock } from '../../adapters/clock/clock.ts';
import { required } from '../../adapters/environment.ts';
import type { Table } from '../../adapters/ledger/table.ts';
import { createLog, type Log } from '../../adapters/log/log.ts';
import { createMetrics, type Metrics, writeToLog } from '../../adapters/log/metrics.ts';

/** What a look at how the bridge stands works with; made once per execution environment. */
export interface Watching {
  readonly table: Table;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Batches seen to be conserved: they stay so. A new execution environment looks at them once more. */
  readonly conserved: Set<string>;
}

export function connect(environment: NodeJS.ProcessEnv = process.env): Watching {
  return {
    table: { client: createDynamoDb(environment), name: required(environment, 'BRIDGE_TABLE') },
    clock: systemClock,
    log: createLog('watch'),
    metrics: createMetrics(systemClock.now, writeToLog),
    conserved: new Set(),
  };
}
