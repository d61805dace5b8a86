import { connectAll, type Connections, connectLanding } from '../../adapters/connections.ts';
import { required } from '../../adapters/environment.ts';
import type { Landing } from '../../adapters/landing/landing.ts';

/** What the sweeper works with; made once per execution environment. */
export interface Sweeping extends Omit<Connections, 'secrets'> {
  readonly landing: Landing;
  readonly ingestQueue: string;
  readonly translateQueue: string;
  readonly deliverQueues: Readonly<Record<string, string>>;
  readonly reconcileQueue: string;
  readonly replayQueue: string;
}

export function connect(environment: NodeJS.ProcessEnv = process.env): Sweeping {
  return {
    ...connectAll(environment, 'sweep'),
    landing: connectLanding(environment),
    ingestQueue: required(environment, 'BRIDGE_INGEST_QUEUE'),
    translateQueue: required(environment, 'BRIDGE_TRANSLATE_QUEUE'),
    deliverQueues: JSON.parse(required(environment, 'BRIDGE_DELIVER_QUEUES')) as Record<string, string>,
    reconcileQueue: required(environment, 'BRIDGE_RECONCILE_QUEUE'),
    replayQueue: required(environment, 'BRIDGE_REPLAY_QUEUE'),
  };
}
