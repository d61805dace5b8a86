import { connectAll, type Connections } from '../../adapters/connections.ts';
import { required } from '../../adapters/environment.ts';
import { createHttp, type Http, type HttpSettings } from '../../adapters/http/http.ts';

/** What one delivery function works with; made once per execution environment. */
export interface Delivering extends Connections {
  readonly random: () => number;
  readonly openHttp: (settings: HttpSettings) => Http;
  /** Connections by address and secret, kept from call to call. */
  readonly connections: Map<string, Http>;
  /** The system delivered to. */
  readonly destination: string;
  readonly baseUrl: string;
  readonly allowPrivate: boolean;
  readonly ownQueue: string;
  /** How long a payment may stand in SENDING before its sender is taken to have died: longer than the function may run. */
  readonly sendingLeaseMs: number;
}

export function connect(environment: NodeJS.ProcessEnv = process.env): Delivering {
  return {
    ...connectAll(environment, 'deliver'),
    random: Math.random,
    openHttp: createHttp,
    connections: new Map(),
    destination: required(environment, 'BRIDGE_DESTINATION'),
    baseUrl: required(environment, 'BRIDGE_DESTINATION_URL'),
    allowPrivate: environment['BRIDGE_ALLOW_PRIVATE'] === 'true',
    ownQueue: required(environment, 'BRIDGE_DELIVER_QUEUE'),
    sendingLeaseMs: Number(required(environment, 'BRIDGE_SENDING_LEASE_SECONDS')) * 1000,
  };
}
