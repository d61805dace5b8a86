import { describe, expect, test } from 'vitest';
import { APPLICATIONS } from '../../../core/grants/applications.ts';
import { CERTIFICATES } from '../../../core/grants/certificates.ts';
import { type Machine, statesOf } from '../../../core/grants/machine.ts';
import { PAYMENTS } from '../../../core/grants/payments.ts';
import { STATE_MAPS, toCity, toProvince } from '../../../core/grants/state-maps.ts';
import { mayFollow } from '../../../core/grants/transitions.ts';
import { APPLICATION_STATES } from '../../../schemas/canonical/applicant.ts';
import { VERIFICATION_STATES } from '../../../schemas/canonical/certificate.ts';
import { PAYMENT_STATES } from '../../../schemas/canonical/payment.ts';
import { GRANT_MODELS } from '../../../schemas/programmes.ts';

const MACHINES: readonly (readonly [string, Machine<string>])[] = [
  ...GRANT_MODELS.map((model) => [model, APPLICATIONS[model]] as const),
  ['certificate', CERTIFICATES],
  ['payment', PAYMENTS],
];

describe.each(MACHINES)('the machine of %s', (_name, machine) => {
  test('leads only to states it has itself', () => {
    const states = statesOf(machine);
    for (const state of states) expect(states, state).toEqual(expect.arrayContaining([...(machine[state] ?? [])]));
  });

  test('ends somewhere, and from every state', () => {
    const ends = statesOf(machine).filter((state) => machine[state]?.length === 0);
    expect(ends.length).toBeGreaterThan(0);
    for (const state of statesOf(machine))
      expect(ends.some((end) => end === state || reaches(machine, state, end))).toBe(true);
  });
});

test('certificates and payments have every state of the neutral form', () => {
  expect(statesOf(CERTIFICATES).toSorted()).toEqual([...VERIFICATION_STATES].toSorted());
  expect(statesOf(PAYMENTS).toSorted()).toEqual([...PAYMENT_STATES].toSorted());
});

describe('what may be heard next', () => {
  test.each([
    ['LOTTERY_GRANT', 'applicant', 'APPROVED', 'LOTTERY_WON'],
    ['LOTTERY_GRANT', 'applicant', 'SUBMITTED', 'CLOSED'],
    ['LOTTERY_GRANT', 'applicant', 'SYSTEM_REJECTED', 'SUBMITTED'],
    ['LOTTERY_GRANT', 'applicant', 'OBJECTION', 'PUBLIC_NOTICE'],
    ['POST_DIPLOMA_REIMBURSE', 'applicant', 'PRE_REGISTERED', 'QUOTA_EXHAUSTED'],
    ['TUITION_SPONSORSHIP', 'applicant', 'SUBMITTED', 'DROPPED_OUT'],
    ['TRAINING', 'applicant', 'SUBMITTED', 'GRADUATED'],
    ['POST_DIPLOMA_REIMBURSE', 'certificate', 'DECLARED', 'CLAIMED'],
    ['POST_DIPLOMA_REIMBURSE', 'certificate', 'MISMATCH', 'VERIFIED'],
    ['POST_DIPLOMA_REIMBURSE', 'payment', 'PLANNED', 'RETURNED'],
    ['POST_DIPLOMA_REIMBURSE', 'payment', 'UNKNOWN', 'SUCCESS'],
    ['POST_DIPLOMA_REIMBURSE', 'payment', 'SUCCESS', 'SUCCESS'],
  ] as const)('%s %s: %s, then %s', (model, kind, from, to) => {
    expect(mayFollow(model, kind, from, to)).toBe(true);
  });

  test.each([
    ['LOTTERY_GRANT', 'applicant', 'CLOSED', 'SUBMITTED'],
    ['LOTTERY_GRANT', 'applicant', 'LOTTERY_LOST', 'PAYABLE'],
    ['LOTTERY_GRANT', 'applicant', 'SUBMITTED', 'ENROLLED'],
    ['POST_DIPLOMA_REIMBURSE', 'applicant', 'APPROVED', 'LOTTERY_WON'],
    ['POST_DIPLOMA_REIMBURSE', 'applicant', 'REJECTED', 'APPROVED'],
    ['TUITION_SPONSORSHIP', 'applicant', 'GRADUATED', 'ENROLLED'],
    ['TUITION_SPONSORSHIP', 'applicant', 'SUBMITTED', 'DISQUALIFIED'],
    ['TRAINING', 'applicant', 'SUBMITTED', 'PAYABLE'],
    ['POST_DIPLOMA_REIMBURSE', 'certificate', 'VERIFIED', 'DECLARED'],
    ['POST_DIPLOMA_REIMBURSE', 'certificate', 'REVOKED', 'CLAIMED'],
    ['POST_DIPLOMA_REIMBURSE', 'payment', 'FAILED', 'SUCCESS'],
    ['POST_DIPLOMA_REIMBURSE', 'payment', 'SUCCESS', 'FAILED'],
    ['POST_DIPLOMA_REIMBURSE', 'payment', 'UNKNOWN', 'PROCESSING'],
    ['POST_DIPLOMA_REIMBURSE', 'payment', 'CANCELLED', 'PLANNED'],
  ] as const)('%s %s: never %s, then %s', (model, kind, from, to) => {
    expect(mayFollow(model, kind, from, to)).toBe(false);
  });
});

describe.each(GRANT_MODELS)('the words of %s', (model) => {
  const map = STATE_MAPS[model];

  test('every state stands once in each direction: it has a word there, or is declared to have none', () => {
    const { same, pairs, toCityOnly, unmappable } = map;
    const outward = [...same, ...pairs.map(([city]) => city), ...unmappable.toProvince];
    const inward = [
      ...same,
      ...pairs.map(([, province]) => province),
      ...toCityOnly.map(([province]) => province),
      ...unmappable.toCity,
    ];
    expect(outward.toSorted()).toEqual([...APPLICATION_STATES].toSorted());
    expect(inward.toSorted()).toEqual([...APPLICATION_STATES].toSorted());
  });

  test('the city has a word for the province for each state of its machine, and reads it back as the same', () => {
    for (const state of statesOf(APPLICATIONS[model])) {
      const said = toProvince(model, state);
      expect(said, state).toBeDefined();
      if (said !== undefined) expect(toCity(model, said)).toBe(state);
    }
  });

  test('what the province says becomes a state of the machine, or nothing', () => {
    const states = statesOf(APPLICATIONS[model]);
    for (const state of APPLICATION_STATES) {
      const heard = toCity(model, state);
      expect(heard === undefined || states.includes(heard)).toBe(true);
      expect(heard === undefined).toBe(map.unmappable.toCity.includes(state));
    }
  });
});

function reaches(machine: Machine<string>, from: string, to: string): boolean {
  const seen = new Set([from]);
  for (const state of seen) for (const next of machine[state] ?? []) seen.add(next);
  return seen.has(to);
}
