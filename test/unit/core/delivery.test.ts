import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Answer,
  BACKOFF_BASE_MS,
  BACKOFF_CAP_MS,
  backoffMs,
  callResult,
  type DeliveryContext,
  DESTINATION_OUTCOMES,
  IN_FLIGHT_HORIZON_MS,
  isRefusedWhole,
  retryAfterMs,
  TRIES_MAX,
  verdictOn,
} from '../../../core/delivery.ts';

const ROW: DeliveryContext = { money: false, side: 'province', tries: 1, rounds: 1, asked: false, random: 0.5 };
const MONEY: DeliveryContext = { ...ROW, money: true };
const said = (outcome: (typeof DESTINATION_OUTCOMES)[number], code: string | null = null): Answer => ({
  kind: 'answered',
  outcome,
  code,
});
const status = (code: number, waitMs: number | null = null): Answer => ({
  kind: 'status',
  status: code,
  retryAfterMs: waitMs,
});

const short = (answer: Answer, context: DeliveryContext): string => {
  const verdict = verdictOn(answer, context);
  if ('waitMs' in verdict) return `${verdict.kind} ${verdict.waitMs}`;
  return `${verdict.kind} ${verdict.code ?? ''}`.trim();
};

test.each<readonly [Answer, string, string]>([
  [said('applied'), 'delivered applied', 'delivered applied'],
  [said('unchanged'), 'delivered unchanged', 'delivered unchanged'],
  [said('applied', 'record.merged'), 'delivered record.merged', 'delivered record.merged'],
  [said('stale'), 'rejected province.stale', 'rejected province.stale'],
  [said('refused'), 'rejected province.refused', 'rejected province.refused'],
  [said('refused', 'payment.duplicate'), 'rejected payment.duplicate', 'rejected payment.duplicate'],
  [said('busy'), 'due 500', 'due 500'],
  [{ kind: 'never-reached' }, 'due 500', 'due 500'],
  [{ kind: 'no-answer' }, 'due 500', 'in-doubt 15000'],
  [status(429), 'due 500', 'due 500'],
  [status(429, 7_000), 'due 7500', 'due 7500'],
  [status(429, 86_400_000), 'due 3600000', 'due 3600000'],
  [status(503, 30_000), 'due 30500', 'in-doubt 30000'],
  [status(500), 'due 500', 'in-doubt 15000'],
  [status(502), 'due 500', 'in-doubt 15000'],
  [status(504, 1_000), 'due 1500', 'in-doubt 15000'],
  [status(599), 'due 500', 'in-doubt 15000'],
  [status(408), 'due 500', 'in-doubt 15000'],
  [status(401), 'due 500', 'due 500'],
  [status(403), 'due 500', 'due 500'],
  [status(400), 'quarantined province.call-refused', 'quarantined province.call-refused'],
  [status(404), 'quarantined province.call-refused', 'quarantined province.call-refused'],
  [status(202), 'due 500', 'in-doubt 15000'],
  [status(413), 'quarantined province.call-refused', 'quarantined province.call-refused'],
  [status(422), 'quarantined province.call-refused', 'quarantined province.call-refused'],
])('%j: a row is %s, money is %s', (answer, row, money) => {
  expect(short(answer, ROW)).toBe(row);
  expect(short(answer, MONEY)).toBe(money);
});

test('a city’s problems are its own', () => {
  const city: DeliveryContext = { ...ROW, side: 'city' };
  expect(short(said('refused'), city)).toBe('rejected city.refused');
  expect(short(said('stale'), city)).toBe('rejected city.refused');
  expect(short(status(409), city)).toBe('quarantined city.refused');
  expect(short(status(503), { ...city, tries: TRIES_MAX })).toBe('quarantined city.unavailable');
});

test('a rail that knows a number may have paid by it: its refusal has a name of its own', () => {
  const rail: DeliveryContext = { ...MONEY, side: 'rail' };
  expect(short(status(409), rail)).toBe('quarantined rail.conflict');
  expect(short(status(422), rail)).toBe('quarantined rail.refused');
});

const anyAnswer: fc.Arbitrary<Answer> = fc.oneof(
  fc.constantFrom(...DESTINATION_OUTCOMES).map((outcome) => said(outcome)),
  fc.tuple(fc.integer({ min: 400, max: 599 }), fc.option(fc.nat(10_000_000))).map(([code, wait]) => status(code, wait)),
  fc.constant<Answer>({ kind: 'never-reached' }),
  fc.constant<Answer>({ kind: 'no-answer' }),
);
const anyContext: fc.Arbitrary<DeliveryContext> = fc.record({
  money: fc.boolean(),
  side: fc.constantFrom('province', 'city'),
  tries: fc.integer({ min: 1, max: 100 }),
  rounds: fc.integer({ min: 1, max: 100 }),
  asked: fc.boolean(),
  random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
});

/** Whether the records of a call with this answer may have been taken. */
const mayHaveTakenEffect = (answer: Answer): boolean =>
  answer.kind === 'no-answer' || (answer.kind === 'status' && (answer.status >= 500 || answer.status === 408));

describe('whatever the answer', () => {
  test('money whose call may have taken effect is in doubt: never due, never given up', () => {
    fc.assert(
      fc.property(anyAnswer.filter(mayHaveTakenEffect), anyContext, (answer, context) => {
        const verdict = verdictOn(answer, { ...context, money: true, asked: false });
        expect(verdict.kind).toBe('in-doubt');
        expect('waitMs' in verdict && verdict.waitMs).toBeGreaterThanOrEqual(IN_FLIGHT_HORIZON_MS);
      }),
    );
  });

  test('nothing but money is ever in doubt', () => {
    fc.assert(
      fc.property(anyAnswer, anyContext, (answer, context) => {
        expect(verdictOn(answer, { ...context, money: false }).kind).not.toBe('in-doubt');
      }),
    );
  });

  test('a question never ends in quarantine by its own number', () => {
    fc.assert(
      fc.property(anyAnswer, anyContext, (answer, context) => {
        expect(verdictOn(answer, { ...context, asked: true }).kind).not.toBe('quarantined');
      }),
    );
  });

  test('a wait is never shorter than was asked for, nor longer than an hour', () => {
    fc.assert(
      fc.property(fc.constantFrom(429, 503), fc.nat(3_000_000), anyContext, (code, asked, context) => {
        const verdict = verdictOn(status(code, asked), { ...context, tries: 3 });
        expect('waitMs' in verdict && verdict.waitMs).toBeGreaterThanOrEqual(asked);
        expect('waitMs' in verdict && verdict.waitMs).toBeLessThanOrEqual(3_600_000);
      }),
    );
  });
});

test('a row is tried 16 times, then a person has to look', () => {
  expect(short({ kind: 'never-reached' }, { ...ROW, tries: TRIES_MAX - 1 })).toBe('due 450000');
  expect(short({ kind: 'never-reached' }, { ...ROW, tries: TRIES_MAX })).toBe('quarantined province.unavailable');
  expect(short({ kind: 'no-answer' }, { ...ROW, tries: TRIES_MAX })).toBe('quarantined province.unavailable');
});

test('being asked to wait is no try: it never ends in quarantine, and without a time to wait the waits grow', () => {
  const late = { ...ROW, tries: TRIES_MAX, rounds: 40 };
  expect(verdictOn(status(429), late)).toEqual({ kind: 'due', waitMs: 450_000, tried: false });
  expect(verdictOn(status(429), { ...late, rounds: 3 })).toMatchObject({ waitMs: 2_000 });
  expect(verdictOn(status(429, 7_000), { ...late, tries: 1 })).toMatchObject({ waitMs: 7_500, tried: false });
  expect(verdictOn(status(503, 7_000), { ...late, tries: 1 })).toMatchObject({ waitMs: 7_500, tried: true });
});

test('what was not called for is due when it was said, and is no try', () => {
  fc.assert(
    fc.property(fc.nat(3_600_000), anyContext, (waitMs, context) => {
      const verdict = verdictOn({ kind: 'not-called', waitMs, refused: false }, context);
      expect(verdict).toEqual({ kind: 'due', waitMs, tried: false });
    }),
  );
  expect(verdictOn({ kind: 'not-called', waitMs: 9, refused: true }, MONEY)).toMatchObject({
    kind: 'due',
    tried: true,
  });
});

describe('a call refused as a whole', () => {
  test.each([400, 404, 413, 422])('with %i may be sent in parts', (code) => {
    expect([isRefusedWhole(status(code), false), isRefusedWhole(status(code), true)]).toEqual([true, true]);
  });

  test.each([200, 202, 302, 401, 403, 408, 429, 500, 502, 503])('is not what %i says', (code) => {
    expect([isRefusedWhole(status(code), false), isRefusedWhole(status(code), true)]).toEqual([false, false]);
  });

  test('by a conflict leaves money whole: what is in conflict may have been taken', () => {
    expect([isRefusedWhole(status(409), false), isRefusedWhole(status(409), true)]).toEqual([true, false]);
  });

  test('was without effect: its money is never in doubt', () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 599 }), anyContext, (code, context) => {
        const money = { ...context, money: true, asked: false };
        if (isRefusedWhole(status(code), true)) expect(verdictOn(status(code), money).kind).toBe('quarantined');
      }),
    );
  });
});

test.each<readonly [string, readonly Answer[], ReturnType<typeof callResult>]>([
  ['records answered', [said('applied'), said('refused')], { failed: false, retryAfterMs: null }],
  ['one record not named', [said('applied'), { kind: 'no-answer' }], { failed: false, retryAfterMs: null }],
  ['no answer', [{ kind: 'no-answer' }, { kind: 'no-answer' }], { failed: true, retryAfterMs: null }],
  ['never reached', [{ kind: 'never-reached' }], { failed: true, retryAfterMs: null }],
  ['a 4xx', [status(422)], { failed: false, retryAfterMs: null }],
  ['a 401', [status(401, 9)], { failed: false, retryAfterMs: null }],
  ['a 429', [status(429, 9)], { failed: false, retryAfterMs: 9 }],
  ['a 408', [status(408)], { failed: true, retryAfterMs: null }],
  ['a 503', [status(503, 9)], { failed: true, retryAfterMs: 9 }],
  [
    'refused by ourselves, and answered',
    [{ kind: 'unsayable', code: 'x' }, status(500)],
    { failed: true, retryAfterMs: null },
  ],
  ['refused by ourselves', [{ kind: 'unsayable', code: 'x' }], null],
  ['none', [], null],
])('what a call says of the destination: %s', (_, answers, result) => {
  expect(callResult(answers)).toEqual(result);
});

test('waits grow from nothing up to twice the last cap, at most 15 minutes', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 10_000 }),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (tries, random) => {
        const wait = backoffMs(tries, random);
        expect(Number.isInteger(wait)).toBe(true);
        expect(wait).toBeGreaterThanOrEqual(0);
        expect(wait).toBeLessThan(Math.min(BACKOFF_CAP_MS, BACKOFF_BASE_MS * 2 ** (tries - 1)));
      },
    ),
  );
  expect([1, 2, 3, 10, 11, 12].map((tries) => backoffMs(tries, 0.999))).toEqual([
    999, 1998, 3996, 511_488, 899_100, 899_100,
  ]);
  expect(backoffMs(5, 0)).toBe(0);
});

describe('Retry-After', () => {
  const now = new Date('1994-11-06T08:49:07Z');
  test.each<readonly [string | undefined, number | null]>([
    ['120', 120_000],
    [' 0 ', 0],
    ['Sun, 06 Nov 1994 08:49:37 GMT', 30_000],
    ['Sunday, 06-Nov-94 08:49:37 GMT', 30_000],
    ['Sun Nov  6 08:49:37 1994', 30_000],
    ['Sun, 06 Nov 1994 08:48:37 GMT', 0],
    [undefined, null],
    ['', null],
    ['soon', null],
    ['-5', null],
    ['1.5', null],
    ['5 minutes', null],
    ['99999999999999', null],
    ['1994', 1_994_000],
    ['1994-11-06', null],
    ['Sun, 99 Nov 1994 08:49:37 GMT', null],
    ['Sun, 06 Nov 1994 08:49:37', null],
  ])('%j', (header, expected) => {
    expect(retryAfterMs(header, now)).toBe(expected);
  });
});
