import { connectAll, type Connections } from '../../adapters/connections.ts';
import { required } from '../../adapters/environment.ts';

/** What the webhook works with; made once per execution environment. */
export interface Receiving extends Connections {
  readonly translateQueue: string;
}

export function connect(environment: NodeJS.ProcessEnv = process.env): Receiving {
  return { ...connectAll(environment, 'webhook'), translateQueue: required(environment, 'BRIDGE_TRANSLATE_QUEUE') };
}
