import { randomUUID } from 'node:crypto';
import type { SqsEngine } from '../engines/sqs.ts';
import {
  type DeclaredEventSource,
  type DeclaredSchedule,
  eventSourcesOf,
  requireInvokePermission,
  schedulesOf,
} from '../template/functions.ts';
import { REGION } from '../template/identity.ts';
import type { Resource } from '../template/model.ts';
import { type EventSource, startEventSource } from './event-source.ts';
import { type Hosts, hostAt } from './functions.ts';
import { type Schedule, scheduledEvent, startSchedule } from './schedule.ts';

const STOP_WAIT_MS = 3_000;

/** Starts what invokes functions by itself: queues and schedules. `stop` also ends the functions, once what runs is done or has had 3 s. */
export function startSources(options: {
  resources: readonly Resource[];
  hosts: Hosts;
  sqs: SqsEngine;
  requireGrants: (source: DeclaredEventSource, functionName: string) => void;
  onLine: (source: string, line: string) => void;
}): { readonly stop: () => Promise<void> } {
  const { hosts, sqs, onLine } = options;
  const declared = eventSourcesOf(options.resources).map((source) => ({
    source,
    host: hostAt(hosts, source.functionArn),
  }));
  const scheduled = schedulesOf(options.resources);
  for (const { source, host } of declared) options.requireGrants(source, host.name);
  for (const { functionArn } of scheduled) {
    hostAt(hosts, functionArn);
    requireInvokePermission(options.resources, functionArn, 'events.amazonaws.com');
  }
  const schedules = scheduled.map((one) => schedule(one, hosts, onLine));
  const sources: readonly EventSource[] = declared.map(({ source, host }) =>
    startEventSource(sqs, host, { ...source, region: REGION }, (line) => onLine(host.name, line)),
  );
  return {
    async stop() {
      for (const one of schedules) one.stop();
      const stopped = sources.map((source) => source.stop());
      sqs.wake();
      // What still runs after this is ended; its messages are ready again at the next start.
      await Promise.all([...hosts.values()].map((host) => host.stop(STOP_WAIT_MS)));
      await Promise.all(stopped);
    },
  };
}

function schedule(
  { ruleArn, expression, functionArn, input }: DeclaredSchedule,
  hosts: Hosts,
  onLine: (source: string, line: string) => void,
): Schedule {
  const host = hostAt(hosts, functionArn);
  return startSchedule(expression, (at) => {
    const event = input ?? JSON.stringify(scheduledEvent(ruleArn, REGION, randomUUID(), at));
    host.invoke(event).catch((error: unknown) => onLine(host.name, String(error)));
  });
}
