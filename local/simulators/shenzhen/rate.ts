import { problem, type Answer } from '../http-server.ts';
import type { Knobs } from './knobs.ts';

/** Counts the calls of the last window; one too many is told when the oldest of them is out of it. */
export interface Rate {
  refusal(): Answer | undefined;
  limited(): number;
}

export function createRate(knobs: () => Knobs, now: () => number): Rate {
  let calls: readonly number[] = [];
  let limited = 0;
  return {
    refusal: () => {
      const { rateMax, rateWindowMs } = knobs();
      const at = now();
      calls = calls.filter((call) => call > at - rateWindowMs);
      if (calls.length < rateMax) {
        calls = [...calls, at];
        return undefined;
      }
      limited += 1;
      const waitMs = (calls[0] ?? at) + rateWindowMs - at;
      return problem(429, 'request.too-many', 'too many requests', {
        'retry-after': String(Math.max(1, Math.ceil(waitMs / 1_000))),
      });
    },
    limited: () => limited,
  };
}
