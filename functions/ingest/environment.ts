import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { connectAll, type Connections, connectLanding } from '../../adapters/connections.ts';
import { required } from '../../adapters/environment.ts';
import type { Landing } from '../../adapters/landing/landing.ts';
import { openSpool, type Spool } from '../../adapters/vault/spool.ts';

/** What ingest works with; made once per execution environment. */
export interface Ingesting extends Connections {
  readonly landing: Landing;
  readonly ownQueue: string;
  readonly translateQueue: string;
  readonly spool: (partitions: number) => Promise<Spool>;
  /** A name no other run has. */
  readonly newRun: () => string;
}

export function connect(environment: NodeJS.ProcessEnv = process.env): Ingesting {
  return {
    ...connectAll(environment, 'ingest'),
    landing: connectLanding(environment),
    ownQueue: required(environment, 'BRIDGE_INGEST_QUEUE'),
    translateQueue: required(environment, 'BRIDGE_TRANSLATE_QUEUE'),
    spool: (partitions) => openSpool({ partitions, directory: tmpdir(), randomBytes }),
    newRun: () => randomBytes(6).toString('hex'),
  };
}
