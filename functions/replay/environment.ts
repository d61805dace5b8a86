import { connectAll, type Connections } from '../../adapters/connections.ts';
import { required } from '../../adapters/environment.ts';

/** What planning and running replays works with; made once per execution environment. */
export interface Replaying extends Connections {
  readonly ownQueue: string;
  readonly translateQueue: string;
  /** Programme → claim group, as translate has them. */
  readonly claimGroups: Readonly<Record<string, string>>;
}

export function connect(environment: NodeJS.ProcessEnv = process.env): Replaying {
  return {
    ...connectAll(environment, 'replay'),
    ownQueue: required(environment, 'BRIDGE_REPLAY_QUEUE'),
    translateQueue: required(environment, 'BRIDGE_TRANSLATE_QUEUE'),
    claimGroups: JSON.parse(required(environment, 'BRIDGE_CLAIM_GROUPS')) as Record<string, string>,
  };
}
