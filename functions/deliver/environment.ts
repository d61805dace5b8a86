import { setTimeout as timer } from 'node:timers/promises';
import { systemClock } from '../../adapters/clock/clock.ts';
import { connectAll, type Connections } from '../../adapters/connections.ts';
import { writeTable } from '../../adapters/files/write-table.ts';
import { required } from '../../adapters/environment.ts';
import { createHttp, type Http, type HttpSettings } from '../../adapters/http/http.ts';
import { shareOf } from '../../core/rate-limit.ts';
import { createGate, type Gate } from './gate.ts';

/** What one delivery function works with; made once per execution environment. */
export interface Delivering extends Connections {
  readonly random: () => number;
  /** Writes a table of cells in a system's file form. */
  readonly writeTable: typeof writeTable;
  readonly openHttp: (settings: HttpSettings) => Http;
  /** What this execution environment knows of the destination: a new one knows nothing yet. */
  readonly gate: Gate;
  /** Waits this many milliseconds. */
  readonly pause: (ms: number) => Promise<unknown>;
  /** Connections by address and secret, kept from call to call. */
  readonly connections: Map<string, Http>;
  /** The system delivered to. */
  readonly destination: string;
  readonly baseUrl: string;
  readonly allowPrivate: boolean;
  readonly ownQueue: string;
  /** Where its answers to our questions go: of the province alone. */
  readonly translateQueue?: string | undefined;
  /** How long a payment may stand in SENDING before its sender is taken to have died: longer than the function may run. */
  readonly sendingLeaseMs: number;
}

export function connect(environment: NodeJS.ProcessEnv = process.env): Delivering {
  const rate = shareOf({
    callsPerSecond: Number(required(environment, 'BRIDGE_CALLS_PER_SECOND')),
    callsBurst: Number(required(environment, 'BRIDGE_CALLS_BURST')),
    concurrencyMax: Number(required(environment, 'BRIDGE_CONCURRENCY')),
  });
  return {
    ...connectAll(environment, 'deliver'),
    random: Math.random,
    gate: createGate({ rate, clock: systemClock, random: Math.random }),
    pause: timer,
    writeTable,
    openHttp: createHttp,
    connections: new Map(),
    destination: required(environment, 'BRIDGE_DESTINATION'),
    baseUrl: required(environment, 'BRIDGE_DESTINATION_URL'),
    allowPrivate: environment['BRIDGE_ALLOW_PRIVATE'] === 'true',
    ownQueue: required(environment, 'BRIDGE_DELIVER_QUEUE'),
    translateQueue: environment['BRIDGE_TRANSLATE_QUEUE'],
    sendingLeaseMs: Number(required(environment, 'BRIDGE_SENDING_LEASE_SECONDS')) * 1000,
  };
}
