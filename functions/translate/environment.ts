import { connectAll, type Connections } from '../../adapters/connections.ts';
import { required } from '../../adapters/environment.ts';

/** What translate works with; made once per execution environment. */
export interface Translating extends Connections {
  readonly translateQueue: string;
  /** Programme → claim group: one grant per person, level and group. A programme without one stands for itself. */
  readonly claimGroups: Readonly<Record<string, string>>;
  /** Queue of each destination system. */
  readonly deliverQueues: Readonly<Record<string, string>>;
}

export function connect(environment: NodeJS.ProcessEnv = process.env): Translating {
  return {
    ...connectAll(environment, 'translate'),
    translateQueue: required(environment, 'BRIDGE_TRANSLATE_QUEUE'),
    claimGroups: JSON.parse(required(environment, 'BRIDGE_CLAIM_GROUPS')) as Record<string, string>,
    deliverQueues: JSON.parse(required(environment, 'BRIDGE_DELIVER_QUEUES')) as Record<string, string>,
  };
}
