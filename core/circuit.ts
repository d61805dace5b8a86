/**
 * A circuit breaker and what a destination asked for by `Retry-After`: whether a call may begin. It lives as long as its execution
 * environment. Times are milliseconds since 1970; a clock that steps back ends a wait instead of prolonging it.
 */
export type Circuit =
  /** Calls go; the latest are kept, oldest first. */
  | { readonly kind: 'closed'; readonly calls: readonly CallMade[]; readonly asked: Span }
  /** No call goes while the span lasts. */
  | { readonly kind: 'open'; readonly span: Span; readonly openings: number; readonly asked: Span }
  /** As many calls as there are probes to make go, to see; those under way by when they began. */
  | { readonly kind: 'half-open'; readonly probes: readonly number[]; readonly openings: number; readonly asked: Span };

interface CallMade {
  readonly at: number;
  readonly failed: boolean;
}

interface Span {
  readonly from: number;
  readonly ms: number;
}

export type CircuitEvent =
  /** A call is about to begin. */
  | { readonly kind: 'begun' }
  /** It was not made after all. */
  | { readonly kind: 'unused' }
  /** It ended; `random` in [0, 1) draws how long the circuit stays open where that opens it. */
  | { readonly kind: 'ended'; readonly result: CallResult; readonly random: number };

export interface CallResult {
  /** No answer, never reached, or an answer that only says that the destination can't answer. A refusal is an answer. */
  readonly failed: boolean;
  /** `Retry-After` of the answer; `null` where it asked for nothing. */
  readonly retryAfterMs: number | null;
}

/** So many failures one after the other open the circuit. */
export const FAILURES_MAX = 5;
/** So does this share of the calls of the last minute, once there are enough of them to judge by. */
export const FAILURE_SHARE_MAX = 0.5;
export const SHARE_CALLS_MIN = 10;
const SHARE_WINDOW_MS = 60_000;
const SHARE_CALLS_MAX = 20;
/** The time it stays open is drawn between 0 and a cap that doubles with each opening, from 1 s to a minute. */
const OPEN_BASE_MS = 1_000;
export const OPEN_CAP_MS = 60_000;
/** Calls under way at once while half-open. */
export const PROBES_MAX = 1;
/** A probe nobody has told the end of by then is given up: longer than a call may take. */
export const PROBE_LEASE_MS = 30_000;
/** The longest a destination may have us wait. */
export const RETRY_AFTER_CAP_MS = 3_600_000;

const NEVER: Span = { from: 0, ms: 0 };
export const CLOSED: Circuit = { kind: 'closed', calls: [], asked: NEVER };

/** How long until a call may begin; 0 = it may now. */
export function circuitWaitMs(circuit: Circuit, now: number): number {
  const asked = leftOf(circuit.asked, now);
  switch (circuit.kind) {
    case 'closed':
      return asked;
    case 'open':
      return Math.max(asked, leftOf(circuit.span, now));
    case 'half-open': {
      const left = underWay(circuit.probes, now).map((from) => leftOf({ from, ms: PROBE_LEASE_MS }, now));
      return Math.max(asked, left.length < PROBES_MAX ? 0 : Math.min(...left));
    }
  }
}

/** What the circuit becomes. `begun` only where `circuitWaitMs` is 0. */
export function afterEvent(circuit: Circuit, event: CircuitEvent, now: number): Circuit {
  switch (event.kind) {
    case 'begun':
      if (circuit.kind === 'closed') return circuit;
      return { ...halfOpen(circuit), probes: [...(circuit.kind === 'open' ? [] : underWay(circuit.probes, now)), now] };
    case 'unused':
      return circuit.kind === 'half-open' ? { ...circuit, probes: circuit.probes.slice(0, -1) } : circuit;
    case 'ended': {
      const asked = later(circuit.asked, event.result.retryAfterMs, now);
      return afterCall({ ...circuit, asked }, event.result.failed, event.random, now);
    }
  }
}

function afterCall(circuit: Circuit, failed: boolean, random: number, now: number): Circuit {
  const { asked } = circuit;
  switch (circuit.kind) {
    case 'open':
      // A call that began before it opened.
      return circuit;
    case 'half-open':
      return failed ? open(circuit.openings + 1, asked, random, now) : { ...CLOSED, asked };
    case 'closed': {
      const recent = circuit.calls.filter(({ at }) => leftOf({ from: at, ms: SHARE_WINDOW_MS }, now) > 0);
      const calls = [...recent, { at: now, failed }].slice(-SHARE_CALLS_MAX);
      return isBroken(calls) ? open(1, asked, random, now) : { ...circuit, calls };
    }
  }
}

function isBroken(calls: readonly CallMade[]): boolean {
  const last = calls.slice(-FAILURES_MAX);
  if (last.length === FAILURES_MAX && last.every(({ failed }) => failed)) return true;
  const failures = calls.filter(({ failed }) => failed).length;
  return (
    calls.length >= SHARE_CALLS_MIN && calls.at(-1)?.failed === true && failures / calls.length >= FAILURE_SHARE_MAX
  );
}

function open(openings: number, asked: Span, random: number, now: number): Circuit {
  const cap = Math.min(OPEN_CAP_MS, OPEN_BASE_MS * 2 ** Math.min(openings - 1, 30));
  return { kind: 'open', span: { from: now, ms: Math.floor(cap * random) }, openings, asked };
}

function halfOpen({ openings, asked }: Exclude<Circuit, { kind: 'closed' }>) {
  return { kind: 'half-open', openings, asked } as const;
}

function underWay(probes: readonly number[], now: number): readonly number[] {
  return probes.filter((from) => leftOf({ from, ms: PROBE_LEASE_MS }, now) > 0);
}

function later(asked: Span, retryAfterMs: number | null, now: number): Span {
  const next = { from: now, ms: Math.min(RETRY_AFTER_CAP_MS, retryAfterMs ?? 0) };
  return leftOf(next, now) > leftOf(asked, now) ? next : asked;
}

function leftOf({ from, ms }: Span, now: number): number {
  return now < from ? 0 : Math.max(0, from + ms - now);
}
