import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  afterEvent,
  type CallResult,
  type Circuit,
  circuitWaitMs,
  CLOSED,
  FAILURE_SHARE_MAX,
  FAILURES_MAX,
  OPEN_CAP_MS,
  PROBE_LEASE_MS,
  PROBES_MAX,
  RETRY_AFTER_CAP_MS,
  SHARE_CALLS_MIN,
} from '../../../core/circuit.ts';

const NOW = Date.UTC(2026, 10, 23);
const FINE: CallResult = { failed: false, retryAfterMs: null };
const FAILED: CallResult = { failed: true, retryAfterMs: null };
const ended = (circuit: Circuit, result: CallResult, now = NOW, random = 0.5): Circuit =>
  afterEvent(afterEvent(circuit, { kind: 'begun' }, now), { kind: 'ended', result, random }, now);
const after = (results: readonly CallResult[], now = NOW, random = 0.5): Circuit =>
  results.reduce((circuit, result) => ended(circuit, result, now, random), CLOSED);
const times = (count: number, result: CallResult) => Array.from({ length: count }, () => result);

describe('a closed circuit', () => {
  test('opens with so many failures one after the other', () => {
    expect(after(times(FAILURES_MAX - 1, FAILED)).kind).toBe('closed');
    expect(after(times(FAILURES_MAX, FAILED)).kind).toBe('open');
    expect(after([...times(FAILURES_MAX - 1, FAILED), FINE, FAILED]).kind).toBe('closed');
  });

  test('opens with such a share of failures among enough calls', () => {
    const alternating = Array.from({ length: SHARE_CALLS_MIN }, (_, at) => (at % 2 === 0 ? FINE : FAILED));
    expect(FAILURE_SHARE_MAX).toBe(0.5);
    expect(after(alternating.slice(0, -2)).kind).toBe('closed');
    expect(after(alternating).kind).toBe('open');
    const oneOfThree = Array.from({ length: 60 }, (_, at) => (at % 3 === 0 ? FAILED : FINE));
    expect(after(oneOfThree).kind).toBe('closed');
  });

  test('forgets failures of more than a minute ago', () => {
    const before = after(times(FAILURES_MAX - 1, FAILED));
    expect(ended(before, FAILED, NOW + 59_999).kind).toBe('open');
    expect(ended(before, FAILED, NOW + 60_000).kind).toBe('closed');
  });

  test('waits as long as the destination asks, an hour at most', () => {
    const asked = after([{ failed: false, retryAfterMs: 7_000 }]);
    expect([NOW, NOW + 6_999, NOW + 7_000].map((now) => circuitWaitMs(asked, now))).toEqual([7_000, 1, 0]);
    expect(circuitWaitMs(after([{ failed: false, retryAfterMs: 86_400_000 }]), NOW)).toBe(RETRY_AFTER_CAP_MS);
    // A shorter wait asked for by another answer takes nothing back.
    expect(circuitWaitMs(ended(asked, { failed: false, retryAfterMs: 1_000 }), NOW)).toBe(7_000);
  });
});

describe('an open circuit', () => {
  test('stays open longer with each opening: jitter is full, up to a minute', () => {
    let circuit: Circuit = after(times(FAILURES_MAX, FAILED), NOW, 0.999);
    const waits: number[] = [];
    for (let now = NOW, opening = 0; opening < 8; opening++) {
      const wait = circuitWaitMs(circuit, now);
      waits.push(wait);
      now += wait;
      circuit = ended(circuit, FAILED, now, 0.999);
    }
    expect(waits).toEqual([999, 1998, 3996, 7992, 15984, 31968, 59940, 59940]);
    expect(circuitWaitMs(after(times(FAILURES_MAX, FAILED), NOW, 0), NOW)).toBe(0);
  });

  test('is half-open afterwards: a success closes it, and what failed before is forgotten', () => {
    const open = after(times(FAILURES_MAX, FAILED));
    const closed = ended(open, FINE, NOW + 500);
    expect(closed.kind).toBe('closed');
    expect(ended(closed, FAILED, NOW + 500).kind).toBe('closed');
    expect(circuitWaitMs(after(times(FAILURES_MAX, FAILED)), NOW)).toBe(500);
  });

  test('is not opened longer by a call that began before', () => {
    const open = after(times(FAILURES_MAX, FAILED));
    expect(afterEvent(open, { kind: 'ended', result: FAILED, random: 0.9 }, NOW + 100)).toEqual(open);
  });
});

type Move = { readonly ms: number; readonly result: CallResult | 'begin' | 'unused'; readonly random: number };
const anyMove: fc.Arbitrary<Move> = fc.record({
  ms: fc.oneof(
    { weight: 6, arbitrary: fc.nat(400) },
    { weight: 1, arbitrary: fc.nat(90_000) },
    { weight: 1, arbitrary: fc.integer({ min: -5_000, max: 0 }) },
  ),
  result: fc.oneof(
    { weight: 4, arbitrary: fc.constant('begin' as const) },
    { weight: 3, arbitrary: fc.constant(FAILED) },
    { weight: 1, arbitrary: fc.constant(FINE) },
    { weight: 1, arbitrary: fc.constant('unused' as const) },
    { weight: 1, arbitrary: fc.nat(5_000).map((retryAfterMs) => ({ failed: true, retryAfterMs })) },
  ),
  random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
});

/** Plays moves as callers would: a call begins only where none has to wait. Answers what was seen on the way. */
function play(moves: readonly Move[], seen: (circuit: Circuit, now: number, begun: boolean) => void) {
  let circuit: Circuit = CLOSED;
  let now = NOW;
  for (const { ms, result, random } of moves) {
    now += ms;
    const mayBegin = result === 'begin' && circuitWaitMs(circuit, now) === 0;
    const before = circuit;
    if (mayBegin) circuit = afterEvent(circuit, { kind: 'begun' }, now);
    else if (result === 'unused') circuit = afterEvent(circuit, { kind: 'unused' }, now);
    else if (result !== 'begin') circuit = afterEvent(circuit, { kind: 'ended', result, random }, now);
    seen(mayBegin ? before : circuit, now, mayBegin);
    if (circuit.kind === 'half-open') {
      const young = circuit.probes.filter((at) => now >= at && now - at < PROBE_LEASE_MS);
      expect(young.length).toBeLessThanOrEqual(PROBES_MAX);
    }
  }
  return { circuit, now };
}

describe('whatever happens', () => {
  test('while it is open nothing begins, and half-open no more than the probes are under way', () => {
    let opened = 0;
    let probed = 0;
    fc.assert(
      fc.property(fc.array(anyMove, { minLength: 40, maxLength: 120 }), (moves) => {
        play(moves, (circuit, now, begun) => {
          if (circuit.kind === 'open') opened += 1;
          if (circuit.kind !== 'closed' && begun) probed += 1;
          if (!begun || circuit.kind !== 'open') return;
          expect(now - circuit.span.from < 0 || now - circuit.span.from >= circuit.span.ms).toBe(true);
        });
      }),
    );
    expect(opened).toBeGreaterThan(100);
    expect(probed).toBeGreaterThan(100);
  });

  test('it is never stuck: after the longest wait a call may begin, and its success closes the circuit', () => {
    fc.assert(
      fc.property(fc.array(anyMove, { minLength: 40, maxLength: 120 }), (moves) => {
        const { circuit, now } = play(moves, () => {});
        const wait = circuitWaitMs(circuit, now);
        expect(wait).toBeLessThanOrEqual(Math.max(OPEN_CAP_MS, PROBE_LEASE_MS));
        expect(circuitWaitMs(circuit, now + wait)).toBe(0);
        expect(ended(circuit, FINE, now + wait).kind).toBe('closed');
      }),
    );
  });

  test('a clock that steps back ends a wait instead of prolonging it', () => {
    const open = after(times(FAILURES_MAX, FAILED));
    expect(circuitWaitMs(open, NOW - 1)).toBe(0);
    expect(circuitWaitMs(after([{ failed: false, retryAfterMs: 7_000 }]), NOW - 3_600_000)).toBe(0);
  });
});
