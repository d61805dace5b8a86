/** What can go wrong at an outside system, changeable while it runs: shares in [0, 1], times in ms. All 0 = nothing goes wrong. */
export interface Faults {
  /** Added before every answer. */
  readonly latencyMs: number;
  readonly rate429: number;
  /** What `Retry-After` says with a 429. */
  readonly retryAfterS: number;
  readonly rate5xx: number;
  /** The request has no effect and no answer: the connection is dropped after `hangMs`. */
  readonly timeoutBefore: number;
  /** The request takes effect, but its answer never comes. */
  readonly timeoutAfter: number;
  /** How long a request without an answer is held open. */
  readonly hangMs: number;
  /** The answer comes a few bytes at a time. */
  readonly slowDrip: number;
  /** Between the pieces of a dripping answer. */
  readonly dripMs: number;
}

export const NO_FAULTS: Faults = {
  latencyMs: 0,
  rate429: 0,
  retryAfterS: 1,
  rate5xx: 0,
  timeoutBefore: 0,
  timeoutAfter: 0,
  hangMs: 15_000,
  slowDrip: 0,
  dripMs: 50,
};

export type Mishap = 'none' | '429' | '5xx' | 'timeout-before' | 'timeout-after' | 'slow-drip';

/** Draws what happens to one request; at most one thing does. */
export function drawMishap(faults: Faults, random: () => number): Mishap {
  const shares = [
    ['429', faults.rate429],
    ['5xx', faults.rate5xx],
    ['timeout-before', faults.timeoutBefore],
    ['timeout-after', faults.timeoutAfter],
    ['slow-drip', faults.slowDrip],
  ] as const;
  let drawn = random();
  for (const [mishap, share] of shares) {
    if (drawn < share) return mishap;
    drawn -= share;
  }
  return 'none';
}

/** The knobs with some of them changed; an unknown knob or a value that is no number ≥ 0 changes nothing and names itself. */
export function changeKnobs<T extends object>(
  current: T,
  change: unknown,
): { readonly ok: true; readonly knobs: T } | { readonly ok: false; readonly knob: string } {
  if (typeof change !== 'object' || change === null || Array.isArray(change)) return { ok: false, knob: 'body' };
  for (const [knob, value] of Object.entries(change)) {
    if (!(knob in current) || typeof value !== 'number' || !Number.isFinite(value) || value < 0)
      return { ok: false, knob };
  }
  return { ok: true, knobs: { ...current, ...change } };
}
