import { randomUUID } from 'node:crypto';
import type { LockedStore } from '../../adapters/anchors/locked-store.ts';
import { createDynamoDb } from '../../adapters/aws/dynamodb.ts';
import { createS3 } from '../../adapters/aws/s3.ts';
import { type Clock, systemClock } from '../../adapters/clock/clock.ts';
import { required } from '../../adapters/environment.ts';
import type { Table } from '../../adapters/ledger/table.ts';
import { createLog, type Log } from '../../adapters/log/log.ts';

/** What the sealing of the night works with; made once per execution environment. */
export interface Sealing {
  readonly table: Table;
  readonly locked: LockedStore;
  readonly clock: Clock;
  readonly log: Log;
  /** An id nobody else makes. */
  readonly newId: () => string;
}

export function connect(environment: NodeJS.ProcessEnv = process.env): Sealing {
  return {
    table: { client: createDynamoDb(environment), name: required(environment, 'BRIDGE_TABLE') },
    locked: { s3: createS3(environment), bucket: required(environment, 'BRIDGE_ANCHORS') },
    clock: systemClock,
    log: createLog('audit'),
    newId: randomUUID,
  };
}
