import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decideReplay, hindranceTo } from '../../core/ledger/replay.ts';
import { RECORD_STATES } from '../../core/ledger/states.ts';
import { type PlanLine, planHashOf } from '../../core/replay/line.ts';
import { EDITABLE, overlaid } from '../../core/replay/overlay.ts';
import { planLineOf } from '../../core/replay/plan-line.ts';
import { PAYMENT_STATES } from '../../schemas/canonical/payment.ts';
import { KINDS } from '../../schemas/kind.ts';
import { applicantOf, certificateOf, newPerson, paymentOf } from '../integration/ledger/records.ts';
import { AT, subjectOf, TERMS } from '../unit/core/replay/subject.ts';

const person = newPerson();
const records = { applicant: applicantOf(person), certificate: certificateOf(person), payment: paymentOf(person) };
const problems = fc.constantFrom(null, 'province.call-refused', 'rail.conflict', 'payment.ledger-restored');
const standing = fc.record({
  state: fc.constantFrom(...RECORD_STATES),
  status: fc.constantFrom(...PAYMENT_STATES),
  problem: problems,
  at: fc.constantFrom(AT, '2026-11-22T00:00:00.000Z'),
});
const restores = fc.constantFrom(undefined, '2026-11-21T00:00:00.000Z');
const isForgotten = (state: string, at: string, restoredAt: string | undefined): boolean =>
  restoredAt !== undefined && at < restoredAt && ['HELD', 'REJECTED', 'QUARANTINED'].includes(state);
const subjects = fc.record({
  own: fc.option(
    fc.record({
      state: fc.constantFrom(...RECORD_STATES),
      status: fc.option(fc.constantFrom(...PAYMENT_STATES), { nil: undefined }),
      problem: problems,
      at: fc.constantFrom(AT, '2026-11-22T00:00:00.000Z'),
      fence: fc.integer({ min: 1, max: 9 }),
      order: fc.option(fc.constantFrom('2020', '2030'), { nil: undefined }),
      messageId: fc.option(fc.constant('another'), { nil: undefined }),
    }),
  ),
  others: fc.array(standing, { maxLength: 2 }),
  claimTaken: fc.boolean(),
  sentBefore: fc.boolean(),
  restoredAt: restores,
  underWay: fc.boolean(),
  status: fc.constantFrom(...PAYMENT_STATES),
});

const defined = (given: object) => Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
const isSettled = (state: string): boolean => state === 'DELIVERED' || state === 'IMPORTED';
const MAY_FOLLOW = new Set(['FAILED', 'RETURNED', 'EXPIRED', 'CANCELLED']);

test('no plan has a line that moves money which is in doubt, may have been paid, is claimed by another, or which another side is at', () => {
  let moving = 0;
  fc.assert(
    fc.property(subjects, ({ own, others, claimTaken, sentBefore, restoredAt, underWay, status }) => {
      const record = { ...records.payment, status };
      const subject = subjectOf('payment', record, own === null ? null : defined(own), {
        others,
        claimTaken,
        sentBefore,
        underWay,
      });
      const line = planLineOf(subject, { ...TERMS, restoredAt });
      if (!line.movesMoney) return;
      moving += 1;
      const instruction = status === 'PLANNED' || status === 'BATCHED';
      expect(claimTaken && instruction).toBe(false);
      if (own !== null && line.again) {
        expect(['HELD', 'REJECTED', 'QUARANTINED']).toContain(own.state);
        expect(['rail.conflict', 'payment.ledger-restored']).not.toContain(own.problem);
      }
      if (own !== null) expect(['PENDING', 'SENDING', 'IN_DOUBT']).not.toContain(own.state);
      // Telling what was paid pays nobody.
      if (status === 'SUCCESS' || status === 'RETURNED') return;
      if (!line.again) expect(sentBefore).toBe(false);
      if (own !== null && line.again) expect(isForgotten(own.state, own.at, restoredAt)).toBe(false);
      for (const other of others) expect(isForgotten(other.state, other.at, restoredAt)).toBe(false);
      // A further instruction follows a failure.
      if (own !== null && !line.again)
        expect(isSettled(own.state) && !MAY_FOLLOW.has(own.status ?? status)).toBe(false);
      for (const other of others) {
        expect(other.state).not.toBe('IN_DOUBT');
        expect(['rail.conflict', 'payment.ledger-restored']).not.toContain(other.problem);
        const neverLeft =
          (other.status === 'PLANNED' || other.status === 'BATCHED') &&
          ['HELD', 'REJECTED', 'QUARANTINED'].includes(other.state);
        expect(MAY_FOLLOW.has(other.status) || neverLeft).toBe(true);
      }
    }),
    { numRuns: 2_000 },
  );
  expect(moving).toBeGreaterThan(10);
});

test('translate takes again nothing the plan would refuse, and only the version that was planned', () => {
  fc.assert(
    fc.property(
      standing,
      fc.array(standing, { maxLength: 2 }),
      fc.integer({ min: 1, max: 3 }),
      restores,
      (own, others, fence, restoredAt) => {
        const incoming = { order: 'o', contentHash: 'c', messageId: 'again', personKey: 'p' };
        const said = own.status;
        const known = { ...incoming, ...own, messageId: 'first', fence: 2 };
        const { kind } = decideReplay(incoming, fence, known, said, others, restoredAt);
        expect(kind === 'accept').toBe(fence === 2 && hindranceTo(said, own, others, restoredAt) === null);
        expect(decideReplay(incoming, fence, { ...known, personKey: 'q' }, said, others, restoredAt).kind).toBe(
          'unchanged',
        );
        expect(decideReplay(incoming, fence, undefined, said, others, restoredAt).kind).toBe('unchanged');
      },
    ),
  );
});

const fields = fc.constantFrom(...Object.values(records).flatMap(Object.keys), 'unionCode', 'constructor', '__proto__');
const edits = fc.array(
  fc.record({
    op: fc.constantFrom('add', 'replace', 'remove'),
    path: fields.map((field) => `/${field}`),
    value: fc.string(),
  }),
  { minLength: 1, maxLength: 4 },
);

test('no edit changes anything but what may be edited, and of a payment nothing', () => {
  fc.assert(
    fc.property(fc.constantFrom(...KINDS), edits, (kind, given) => {
      const result = overlaid(kind, records[kind], given, '2026-11-23');
      if (!result.ok) return;
      const left = (record: object) => Object.entries(record).filter(([field]) => !EDITABLE[kind].includes(field));
      expect(left(result.record)).toEqual(left(records[kind]));
      expect(kind).not.toBe('payment');
    }),
    { numRuns: 2_000 },
  );
});

const base = planLineOf(subjectOf('applicant', records.applicant), TERMS);
const changed: fc.Arbitrary<Partial<PlanLine>> = fc.oneof(
  fc.record({ recordKey: fc.string({ minLength: 1 }) }),
  fc.record({ source: fc.constant('shenzhen/dream-plan') }),
  fc.record({ fence: fc.option(fc.integer({ min: 4, max: 99 })) }),
  fc.record({ action: fc.constantFrom('nothing' as const, 'refused' as const) }),
  fc.record({ fen: fc.integer({ min: 1 }).map(String) }),
  fc.record({ overlay: fc.constant([{ op: 'replace' as const, path: '/mobile', value: '13811112222' }]) }),
  fc.record({ mapping: fc.constant('original' as const) }),
  fc.record({ messageId: fc.string({ minLength: 1 }) }),
  fc.record({ pointer: fc.string({ minLength: 1 }) }),
  fc.record({ movesMoney: fc.constant(true) }),
  fc.record({ sent: fc.constant({ mobile: '1' }) }),
);

test('the hash is another one with any line changed, left out, added or moved, and the same whatever order fields were written in', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 6 }), fc.nat(), changed, (count, at, change) => {
      const lines = Array.from({ length: count }, (_, index) => ({ ...base, recordKey: `k${index}` }));
      const hash = planHashOf(lines);
      const index = at % count;
      expect(planHashOf(lines.with(index, { ...base, recordKey: `k${index}`, ...change }))).not.toBe(hash);
      expect(planHashOf(lines.toSpliced(index, 1))).not.toBe(hash);
      expect(planHashOf([...lines, base])).not.toBe(hash);
      if (count > 1) expect(planHashOf(lines.toReversed())).not.toBe(hash);
      const turned = lines.map((line) => Object.fromEntries(Object.entries(line).toReversed()) as unknown as PlanLine);
      expect(planHashOf(turned)).toBe(hash);
    }),
  );
});
