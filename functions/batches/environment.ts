import { connectAll, type Connections, connectLanding } from '../../adapters/connections.ts';
import { required } from '../../adapters/environment.ts';
import type { Landing } from '../../adapters/landing/landing.ts';

/** What the cities' API works with; made once per execution environment. */
export interface Serving extends Connections {
  readonly landing: Landing;
  readonly translateQueue: string;
}

export function connect(environment: NodeJS.ProcessEnv = process.env): Serving {
  return {
    ...connectAll(environment, 'batches'),
    landing: connectLanding(environment),
    translateQueue: required(environment, 'BRIDGE_TRANSLATE_QUEUE'),
  };
}
