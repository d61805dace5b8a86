import type { Context } from 'aws-lambda';
import type { Random } from '../../../local/nights/random.ts';
import type { Environment } from './environment.ts';
import type { Scheduler } from './scheduler.ts';
import type { Trace } from './trace.ts';

export type Handler = (event: never, context: Context) => Promise<unknown>;

/** An execution environment with the handler that was made in it. */
export interface Instance {
  readonly environment: Environment;
  readonly handler: Handler;
}

export interface LambdaSettings {
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly trace: Trace;
  /** Starts a new execution environment; `onDeath` is called when it dies. */
  readonly start: (fn: string, id: string, onDeath: () => void) => Instance;
  readonly timeoutMs: (fn: string) => number;
  /** Share of invocations that get a new environment though one is idle. */
  readonly coldShare: () => number;
}

/** `died`: crash or time-out, nobody knows how far it came. */
export type Ended = { readonly answer: unknown } | { readonly error: Error } | 'died';

/** Invokes functions as Lambda does: an environment runs one invocation at a time, is kept warm, dies at the time limit. */
export interface Lambda {
  readonly invoke: (fn: string, event: unknown, then: (ended: Ended) => void) => void;
  /** Invocations under way. */
  readonly running: () => number;
  /** All environments die at once, busy or idle. */
  readonly killAll: () => void;
}

export function createLambda(settings: LambdaSettings): Lambda {
  const { scheduler, random, trace, start, timeoutMs, coldShare } = settings;
  const idle = new Map<string, Instance[]>();
  const busy = new Map<Environment, () => void>();
  let started = 0;

  const startNew = (fn: string): Instance => {
    started += 1;
    const instance: Instance = start(fn, `${fn}#${started}`, () => busy.get(instance.environment)?.());
    return instance;
  };
  const take = (fn: string): Instance => {
    const warm = idle.get(fn) ?? [];
    if (random.next() < coldShare()) warm.length = 0;
    for (let instance = warm.pop(); instance !== undefined; instance = warm.pop())
      // What it left under way when it answered may have killed it since.
      if (instance.environment.isAlive()) return instance;
    return startNew(fn);
  };
  return {
    running: () => busy.size,
    killAll: () => {
      for (const warm of idle.values()) warm.length = 0;
      for (const environment of busy.keys()) environment.kill();
    },
    invoke: (fn, event, then) => {
      const instance = take(fn);
      const { environment, handler } = instance;
      const limitMs = timeoutMs(fn);
      const endsAtMs = scheduler.nowMs() + limitMs;
      let over = false;
      const end = (ended: Ended): void => {
        if (over) return;
        over = true;
        busy.delete(environment);
        if (ended !== 'died') idle.set(fn, [...(idle.get(fn) ?? []), instance]);
        if (typeof ended === 'object' && 'error' in ended) trace.add(environment.id, `fails: ${ended.error.message}`);
        then(ended);
      };
      busy.set(environment, () => end('died'));
      scheduler.after(limitMs, () => {
        if (over) return;
        trace.add(environment.id, 'runs out of time');
        environment.kill();
      });
      const context = { getRemainingTimeInMillis: () => Math.max(0, endsAtMs - scheduler.nowMs()) } as Context;
      // A handler may end after its environment has died: then nobody hears of it.
      handler(event as never, context).then(
        (answer) => end({ answer }),
        (error: unknown) => end({ error: error instanceof Error ? error : new Error(String(error)) }),
      );
    },
  };
}
