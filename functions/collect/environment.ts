import { setTimeout as pause } from 'node:timers/promises';
import { connectAll, type Connections, connectLanding } from '../../adapters/connections.ts';
import { required } from '../../adapters/environment.ts';
import { createHttp, type Http } from '../../adapters/http/http.ts';
import type { Landing } from '../../adapters/landing/landing.ts';

/** What collecting from one system works with; made once per execution environment. */
export interface Collecting extends Connections {
  readonly landing: Landing;
  /** The system asked. */
  readonly source: string;
  readonly http: Http;
  readonly pause: (ms: number) => Promise<void>;
  /** How long one run may take in all, its waits included: it ends before the function is ended. */
  readonly runMs: number;
}

export function connect(environment: NodeJS.ProcessEnv = process.env): Collecting {
  return {
    ...connectAll(environment, 'collect'),
    landing: connectLanding(environment),
    source: required(environment, 'BRIDGE_SOURCE'),
    http: createHttp({
      baseUrl: required(environment, 'BRIDGE_SOURCE_URL'),
      allowPrivate: environment['BRIDGE_ALLOW_PRIVATE'] === 'true',
    }),
    pause: async (ms) => await pause(ms),
    runMs: Number(required(environment, 'BRIDGE_RUN_SECONDS')) * 1000,
  };
}
