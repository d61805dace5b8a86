import type { Clock } from '../../adapters/clock/clock.ts';
import { afterEvent, type CircuitEvent, circuitWaitMs, CLOSED } from '../../core/circuit.ts';
import { type Answer, callResult } from '../../core/delivery.ts';
import { fullBucket, type Rate, returned, tokenWaitMs, withdrawn } from '../../core/rate-limit.ts';
import type { Delivering } from './environment.ts';

/** What this execution environment knows of its destination: whether it answers, and how much may be asked of it. */
export interface Gate {
  /** Leave for one call, or why not; `left` = how many calls there are to make in all. */
  readonly enter: (left: number) => Admission;
  /** Ends a call that was let in. */
  readonly leave: (answers: readonly Answer[]) => void;
  /** Whether it is taken not to answer: until a call has shown that it does. */
  readonly isOpen: () => boolean;
}

type Admission =
  | { readonly kind: 'go' }
  /** It does not answer, or has asked us to wait. */
  | { readonly kind: 'shut'; readonly waitMs: number }
  /** The next call may go after `nextMs`, all that are left after `waitMs`. */
  | { readonly kind: 'paced'; readonly nextMs: number; readonly waitMs: number };

export function createGate(given: { readonly rate: Rate; readonly clock: Clock; readonly random: () => number }): Gate {
  const { rate, clock, random } = given;
  const nowMs = (): number => clock.now().getTime();
  let circuit = CLOSED;
  let bucket = fullBucket(rate, nowMs());
  const tell = (event: CircuitEvent): void => {
    circuit = afterEvent(circuit, event, nowMs());
  };
  return {
    enter: (left) => {
      const now = nowMs();
      const shutMs = circuitWaitMs(circuit, now);
      if (shutMs > 0) return { kind: 'shut', waitMs: shutMs };
      const nextMs = tokenWaitMs(bucket, rate, 1, now);
      if (nextMs > 0) return { kind: 'paced', nextMs, waitMs: tokenWaitMs(bucket, rate, left, now) };
      bucket = withdrawn(bucket, rate, now);
      tell({ kind: 'begun' });
      return { kind: 'go' };
    },
    leave: (answers) => {
      const result = callResult(answers);
      if (result !== null) return tell({ kind: 'ended', result, random: random() });
      bucket = returned(bucket, rate);
      tell({ kind: 'unused' });
    },
    isOpen: () => circuit.kind !== 'closed',
  };
}

/** Leave to call within one delivery. */
export interface Calling {
  /** 0: a call may be made now. Else how long until the `left` calls may come again, ms. `patient` waits for its turn as long as there is time. */
  readonly enter: (left: number, patient?: boolean) => Promise<number>;
  readonly leave: Gate['leave'];
}

/** Within a delivery a token is waited for this long in all: a function that sleeps costs as much as one that works. */
const PACED_MS_MAX = 1_000;
/** What comes again is spread by this much, so that it does not come all at once. */
const SPREAD_MS = 1_000;

/** No call is begun in the second half of the time a sender is believed to be alive: it would not end in time. */
export function callingOf({ gate, clock, random, pause, sendingLeaseMs }: Delivering): Calling {
  const endsAt = clock.now().getTime() + sendingLeaseMs / 2;
  let pacedMs = 0;
  const spread = (waitMs: number): number => Math.max(1, waitMs + Math.floor(random() * SPREAD_MS));
  return {
    enter: async (left, patient = false) => {
      for (;;) {
        if (clock.now().getTime() >= endsAt) return spread(0);
        const admission = gate.enter(left);
        if (admission.kind === 'go') return 0;
        if (admission.kind === 'shut') return spread(admission.waitMs);
        const { nextMs, waitMs } = admission;
        const isSoon = nextMs <= PACED_MS_MAX && (patient || pacedMs + nextMs <= PACED_MS_MAX);
        if (!isSoon) return spread(waitMs);
        pacedMs += nextMs;
        await pause(nextMs);
      }
    },
    leave: gate.leave,
  };
}
