import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Bucket,
  fullBucket,
  type Rate,
  returned,
  shareOf,
  tokenWaitMs,
  withdrawn,
} from '../../../core/rate-limit.ts';

const NOW = Date.UTC(2026, 10, 23);
const RATE: Rate = { callsPerSecond: 2, callsBurst: 4 };

/** Takes as many tokens as there are. */
function drained(bucket: Bucket, rate: Rate, now: number): { readonly bucket: Bucket; readonly taken: number } {
  let left = bucket;
  let taken = 0;
  for (; tokenWaitMs(left, rate, 1, now) === 0; taken++) left = withdrawn(left, rate, now);
  return { bucket: left, taken };
}

describe('a bucket', () => {
  test('holds a burst, and fills at its rate', () => {
    const { bucket, taken } = drained(fullBucket(RATE, NOW), RATE, NOW);
    expect(taken).toBe(4);
    expect([1, 2, 4, 9].map((calls) => tokenWaitMs(bucket, RATE, calls, NOW))).toEqual([500, 1000, 2000, 2000]);
    expect(drained(bucket, RATE, NOW + 1_000).taken).toBe(2);
    expect(drained(bucket, RATE, NOW + 3_600_000).taken).toBe(4);
  });

  test('has a token back that was not used', () => {
    const { bucket } = drained(fullBucket(RATE, NOW), RATE, NOW);
    expect(drained(returned(bucket, RATE), RATE, NOW).taken).toBe(1);
    expect(drained(returned(fullBucket(RATE, NOW), RATE), RATE, NOW).taken).toBe(4);
  });

  test('is not filled by a clock that steps back', () => {
    const { bucket } = drained(fullBucket(RATE, NOW), RATE, NOW);
    expect(tokenWaitMs(bucket, RATE, 1, NOW - 60_000)).toBe(500);
  });

  test('never gives more than burst and rate allow, and never nothing for good', () => {
    const anyRate = fc.record({
      callsPerSecond: fc.integer({ min: 1, max: 100 }),
      callsBurst: fc.integer({ min: 1, max: 50 }),
    });
    fc.assert(
      fc.property(anyRate, fc.array(fc.nat(2_000), { maxLength: 30 }), (rate, pauses) => {
        let now = NOW;
        let state = drained(fullBucket(rate, now), rate, now);
        let { taken } = state;
        for (const pause of pauses) {
          now += pause;
          state = drained(state.bucket, rate, now);
          taken += state.taken;
        }
        expect(taken).toBeLessThanOrEqual(rate.callsBurst + ((now - NOW) * rate.callsPerSecond) / 1000 + 1e-6);
        const wait = tokenWaitMs(state.bucket, rate, 1, now);
        expect(wait).toBeLessThanOrEqual(1000);
        expect(tokenWaitMs(state.bucket, rate, 1, now + wait)).toBe(0);
      }),
    );
  });
});

test('the shares of all environments are no more than the whole', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 500 }),
      fc.integer({ min: 10, max: 500 }),
      fc.integer({ min: 2, max: 10 }),
      (callsPerSecond, callsBurst, concurrencyMax) => {
        const share = shareOf({ callsPerSecond, callsBurst, concurrencyMax });
        expect(share.callsPerSecond * concurrencyMax).toBeCloseTo(callsPerSecond);
        expect(share.callsBurst * concurrencyMax).toBeLessThanOrEqual(callsBurst);
        expect(share.callsBurst).toBeGreaterThanOrEqual(1);
      },
    ),
  );
});
