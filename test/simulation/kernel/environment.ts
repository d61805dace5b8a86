import type { Random } from '../../../local/nights/random.ts';
import { type CallSite, type FaultPlan, type RandomCallFault, siteName } from './faults.ts';
import type { Scheduler } from './scheduler.ts';
import type { Trace } from './trace.ts';

/** One execution environment of a function: what it keeps in memory lives and dies with it. */
export interface Environment {
  readonly id: string;
  readonly fn: string;
  /** By its own clock, which may be wrong. */
  readonly now: () => Date;
  readonly isAlive: () => boolean;
  /** Nothing more leaves it, and nothing it waits for comes: its promises never settle. */
  readonly kill: () => void;
  readonly pause: (ms: number) => Promise<void>;
  readonly call: <Answer>(call: Call<Answer>) => Promise<Answer>;
}

/** A call to AWS or to an outside system. `act` carries it out on the model and answers, or throws, as the service would. */
export interface Call<Answer> {
  readonly site: CallSite;
  readonly act: () => Answer;
  /** What comes of a call that meets this mishap; it may carry the call out, in part or more than once, or not. Throws for an error. */
  readonly under: (mishap: Exclude<RandomCallFault, 'crash-before' | 'crash-after' | 'long-delay'>) => Answer;
}

export interface EnvironmentSettings {
  readonly id: string;
  readonly fn: string;
  /** How wrong its clock is at the moment. */
  readonly skewMs: () => number;
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly plan: FaultPlan;
  readonly counts: Counts;
  readonly trace: Trace;
  readonly onDeath: () => void;
}

/** How often each site was called, and what befell it. */
export interface Counts {
  readonly sites: Map<string, number>;
  readonly faults: Map<string, number>;
}

const LATENCY_MS = 12;
/** SDK and HTTP client give up then. */
const GIVES_UP_MS = 10_000;
const LONG_DELAY_MS = 200_000;

export function createEnvironment(settings: EnvironmentSettings): Environment {
  const { id, fn, skewMs, scheduler, random, trace, onDeath } = settings;
  let alive = true;
  const kill = (): void => {
    if (!alive) return;
    alive = false;
    trace.add(id, 'dies');
    onDeath();
  };
  const after = (ms: number, happen: () => void): void => {
    scheduler.after(ms, () => {
      if (alive) happen();
    });
  };
  return {
    id,
    fn,
    kill,
    isAlive: () => alive,
    now: () => new Date(scheduler.nowMs() + skewMs()),
    pause: (ms) => new Promise((resolve) => after(ms, resolve)),
    call: (call) =>
      new Promise((resolve, reject) => {
        if (!alive) return;
        const fault = befalls(settings, siteName(call.site));
        if (fault === 'crash-before') return kill();
        after(1 + random.below(LATENCY_MS), () => {
          const outcome = outcomeOf(call, fault);
          trace.call(id, call.site, fault, outcome);
          if (fault === 'crash-after') return kill();
          after(backAfterMs(fault, random), () => {
            if ('error' in outcome) reject(outcome.error);
            else resolve(outcome.answer);
          });
        });
      }),
  };
}

type Outcome<Answer> = { readonly answer: Answer } | { readonly error: Error };

function outcomeOf<Answer>({ act, under }: Call<Answer>, fault: RandomCallFault | null): Outcome<Answer> {
  try {
    if (fault === null || fault === 'crash-before' || fault === 'crash-after' || fault === 'long-delay')
      return { answer: act() };
    return { answer: under(fault) };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { error };
  }
}

function backAfterMs(fault: RandomCallFault | null, random: Random): number {
  if (fault === 'lost-answer') return GIVES_UP_MS;
  return fault === 'long-delay' ? random.below(LONG_DELAY_MS) : 1 + random.below(LATENCY_MS);
}

function befalls({ plan, counts }: EnvironmentSettings, site: string): RandomCallFault | null {
  const nth = counts.sites.get(site) ?? 0;
  counts.sites.set(site, nth + 1);
  const fault = plan(site, nth);
  if (fault !== null) counts.faults.set(`${site}\n${fault}`, (counts.faults.get(`${site}\n${fault}`) ?? 0) + 1);
  return fault;
}
