import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { connectAll, type Connections, connectLanding } from '../../adapters/connections.ts';
import { required } from '../../adapters/environment.ts';
import { createHttp, type Http } from '../../adapters/http/http.ts';
import type { Landing } from '../../adapters/landing/landing.ts';
import { openSpool, type Spool } from '../../adapters/vault/spool.ts';

/** What collecting from one system works with; made once per execution environment. */
export interface Collecting extends Connections {
  readonly landing: Landing;
  /** The system asked. */
  readonly source: string;
  readonly http: Http;
  /** Where its export is fetched from, of the province; its lists come through `http`. */
  readonly baseUrl: string;
  readonly allowPrivate: boolean;
  readonly spool: (partitions: number) => Promise<Spool>;
  readonly pause: (ms: number) => Promise<void>;
  /** How long one run may take in all, its waits included: it ends before the function is ended. */
  readonly runMs: number;
}

export function connect(environment: NodeJS.ProcessEnv = process.env): Collecting {
  const baseUrl = required(environment, 'BRIDGE_SOURCE_URL');
  const allowPrivate = environment['BRIDGE_ALLOW_PRIVATE'] === 'true';
  return {
    ...connectAll(environment, 'collect'),
    landing: connectLanding(environment),
    source: required(environment, 'BRIDGE_SOURCE'),
    http: createHttp({ baseUrl, allowPrivate }),
    baseUrl,
    allowPrivate,
    spool: (partitions) => openSpool({ partitions, directory: tmpdir(), randomBytes }),
    pause: async (ms) => await pause(ms),
    runMs: Number(required(environment, 'BRIDGE_RUN_SECONDS')) * 1000,
  };
}
