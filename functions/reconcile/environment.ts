import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { createS3 } from '../../adapters/aws/s3.ts';
import { connectAll, type Connections } from '../../adapters/connections.ts';
import { required } from '../../adapters/environment.ts';
import type { ReportStore } from '../../adapters/reports/report-store.ts';
import { openSpool, type Spool } from '../../adapters/vault/spool.ts';

/** What a comparison works with; made once per execution environment. */
export interface Reconciling extends Connections {
  readonly reports: ReportStore;
  readonly ownQueue: string;
  readonly translateQueue: string;
  /** Rows of both sides one message compares at most. */
  readonly rangeRows: number;
  readonly spool: () => Promise<Spool>;
  /** A name no other try has: what a dead one left is never taken for ours. */
  readonly newTry: () => string;
}

export function connect(environment: NodeJS.ProcessEnv = process.env): Reconciling {
  return {
    ...connectAll(environment, 'reconcile'),
    reports: { s3: createS3(environment), bucket: required(environment, 'BRIDGE_REPORTS') },
    ownQueue: required(environment, 'BRIDGE_RECONCILE_QUEUE'),
    translateQueue: required(environment, 'BRIDGE_TRANSLATE_QUEUE'),
    rangeRows: Number(required(environment, 'BRIDGE_RECONCILE_RANGE_ROWS')),
    spool: () => openSpool({ partitions: 1, directory: tmpdir(), randomBytes }),
    newTry: () => randomBytes(6).toString('hex'),
  };
}
