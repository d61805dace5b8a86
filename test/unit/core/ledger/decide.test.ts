import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { attemptOf, isInstruction } from '../../../../core/ledger/attempt.ts';
import { decide, type Incoming, type Known } from '../../../../core/ledger/decide.ts';
import {
  isUndelivered,
  mayFollow,
  RECORD_STATES,
  type RecordState,
  TRANSITIONS,
} from '../../../../core/ledger/states.ts';
import { PAYMENT_STATES } from '../../../../schemas/canonical/payment.ts';

const [EARLY, LATE] = ['2026-11-21T15:05:00.000Z#000000000001', '2026-11-22T15:05:00.000Z#000000000002'];
const KNOWN: Known = {
  state: 'DELIVERED',
  order: EARLY,
  contentHash: 'old',
  messageId: 'm-old',
  personKey: 'person',
};
const NEW: Incoming = { order: LATE, contentHash: 'new', messageId: 'm-new', personKey: 'person' };

test.each<readonly [string, Partial<Incoming>, Partial<Known> | undefined, boolean, string | undefined, string]>([
  ['a record never seen', {}, undefined, false, undefined, 'accept'],
  ['newer content', {}, {}, false, undefined, 'accept'],
  ['this very version once more', { messageId: 'm-old' }, {}, false, undefined, 'ours'],
  ['this very version, under way', { messageId: 'm-old' }, { state: 'SENDING' }, true, undefined, 'ours'],
  ['another person’s certificate', { personKey: 'other' }, {}, false, undefined, 'hold certificate.other-person'],
  ['the same content later', { contentHash: 'old' }, {}, false, undefined, 'unchanged'],
  ['what the other side said itself', { contentHash: 'echo' }, {}, false, 'echo', 'unchanged'],
  ['older content', { order: EARLY }, { order: LATE }, false, undefined, 'refuse record.stale'],
  ['other content at the same time', { order: EARLY }, {}, false, undefined, 'refuse record.conflict'],
  ['newer content of money under way', {}, { state: 'PENDING' }, true, undefined, 'wait'],
  ['newer content of money in doubt', {}, { state: 'IN_DOUBT' }, true, undefined, 'wait'],
  ['newer content of money held', {}, { state: 'HELD' }, true, undefined, 'accept'],
  ['newer content of money refused', {}, { state: 'REJECTED' }, true, undefined, 'accept'],
  ['the same of money held, later', { contentHash: 'old' }, { state: 'HELD' }, true, undefined, 'accept'],
  ['the same of money refused, later', { contentHash: 'old' }, { state: 'REJECTED' }, true, undefined, 'accept'],
  [
    'the same of money held, not later',
    { contentHash: 'old', order: EARLY },
    { state: 'HELD' },
    true,
    undefined,
    'unchanged',
  ],
  ['the same of money under way', { contentHash: 'old' }, { state: 'IN_DOUBT' }, true, undefined, 'unchanged'],
  ['the same of money delivered', { contentHash: 'old' }, {}, true, undefined, 'unchanged'],
  [
    'the same of money paid before go-live, later',
    { contentHash: 'old' },
    { state: 'IMPORTED' },
    true,
    undefined,
    'unchanged',
  ],
  ['the very version that was imported', { messageId: 'm-old' }, { state: 'IMPORTED' }, true, undefined, 'unchanged'],
  ['newer content of money paid before go-live', {}, { state: 'IMPORTED' }, true, undefined, 'accept'],
  ['newer content of an applicant under way', {}, { state: 'PENDING' }, false, undefined, 'accept'],
  [
    'older content of money under way',
    { order: EARLY },
    { order: LATE, state: 'SENDING' },
    true,
    undefined,
    'refuse record.stale',
  ],
  [
    'another person’s echo',
    { personKey: 'other', contentHash: 'echo' },
    {},
    false,
    'echo',
    'hold certificate.other-person',
  ],
])('%s', (_, incoming, known, money, echo, expected) => {
  const decision = decide({ ...NEW, ...incoming }, known && { ...KNOWN, ...known }, money, echo);
  expect('code' in decision ? `${decision.kind} ${decision.code}` : decision.kind).toBe(expected);
});

const state = fc.constantFrom(...RECORD_STATES);
const version = fc.record({ order: fc.constantFrom('1', '2', '3'), content: fc.constantFrom('a', 'b', 'c') });
const versionOf = ({ order, content }: { order: string; content: string }) => ({
  order,
  contentHash: content,
  messageId: `${order}${content}`,
  personKey: 'person',
});

describe('whatever arrives', () => {
  test('only newer content is ever accepted, and content that stands is never written again, but money that was stopped', () => {
    fc.assert(
      fc.property(version, version, state, fc.boolean(), (next, before, known, money) => {
        const { kind } = decide(versionOf(next), { ...versionOf(before), state: known }, money, undefined);
        const stopped = money && !['DELIVERED', 'IMPORTED'].includes(known) && !isUndelivered(known);
        const newer = next.order > before.order && (next.content !== before.content || stopped);
        expect(['accept', 'wait'].includes(kind)).toBe(newer);
        if (kind === 'wait') expect(money && isUndelivered(known)).toBe(true);
      }),
    );
  });

  test('in any order, with repeats, leaves the newest version', () => {
    const sequence = fc.array(fc.constantFrom('1a', '2b', '3c', '4d'), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(sequence, (arrivals) => {
        let known: Known | undefined;
        for (const [order = '', content = ''] of arrivals) {
          const incoming = versionOf({ order, content });
          if (decide(incoming, known, false, undefined).kind === 'accept') known = { ...incoming, state: 'DELIVERED' };
        }
        const newest = arrivals.toSorted().at(-1) ?? '';
        expect(known?.contentHash).toBe(newest.charAt(1));
      }),
    );
  });
});

test('a record goes from state to state as listed, and in no other way', () => {
  const allowed = Object.fromEntries(
    [undefined, ...RECORD_STATES].map((from) => [
      from ?? 'none',
      RECORD_STATES.filter((to) => mayFollow(from, to))
        .toSorted()
        .join(' '),
    ]),
  );
  expect(allowed).toEqual({
    none: 'DELIVERED HELD IMPORTED PENDING QUARANTINED',
    PENDING: 'DELIVERED HELD IN_DOUBT PENDING QUARANTINED REJECTED SENDING',
    SENDING: 'DELIVERED IN_DOUBT PENDING QUARANTINED REJECTED',
    IN_DOUBT: 'DELIVERED HELD QUARANTINED REJECTED SENDING',
    DELIVERED: 'DELIVERED HELD PENDING QUARANTINED',
    HELD: 'DELIVERED HELD PENDING QUARANTINED REJECTED',
    REJECTED: 'DELIVERED HELD PENDING QUARANTINED REJECTED',
    QUARANTINED: 'DELIVERED HELD PENDING QUARANTINED REJECTED',
    IMPORTED: 'DELIVERED HELD IMPORTED PENDING QUARANTINED',
  });
});

test('in doubt is reached from a call, or after the table was restored, and left by no new version', () => {
  expect(TRANSITIONS.doubt.from).toEqual(['SENDING']);
  expect(TRANSITIONS.doubtRestored.from).toEqual(['PENDING']);
  expect(RECORD_STATES.filter((from) => mayFollow(from, 'IN_DOUBT'))).toEqual(['PENDING', 'SENDING']);
  expect(mayFollow('IN_DOUBT', 'PENDING')).toBe(false);
  // Of what a city is told the province's next word may take its place.
  expect(mayFollow('IN_DOUBT', 'PENDING', true)).toBe(true);
});

test('what is under way is what may still reach the destination', () => {
  expect(RECORD_STATES.filter(isUndelivered)).toEqual(['PENDING', 'SENDING', 'IN_DOUBT'] satisfies RecordState[]);
});

describe('an attempt to pay', () => {
  test('is the first where nothing was before', () => {
    expect(PAYMENT_STATES.map((status) => attemptOf(status, undefined))).toEqual(PAYMENT_STATES.map(() => 1));
  });

  test('is followed by a next one only by an instruction after money that did not stay', () => {
    const next = PAYMENT_STATES.flatMap((status) =>
      PAYMENT_STATES.flatMap((before) =>
        attemptOf(status, { attempt: 3, status: before }) === 4 ? [`${before} → ${status}`] : [],
      ),
    );
    expect(next).toEqual([
      'FAILED → PLANNED',
      'RETURNED → PLANNED',
      'EXPIRED → PLANNED',
      'FAILED → BATCHED',
      'RETURNED → BATCHED',
      'EXPIRED → BATCHED',
    ]);
    expect(attemptOf('PLANNED', { attempt: 1, status: 'EXPIRED' })).toBe(2);
    expect(attemptOf('PLANNED', { attempt: 2, status: 'UNKNOWN' })).toBe(2);
  });

  test('is an instruction only before it was sent to the bank', () => {
    expect(PAYMENT_STATES.filter(isInstruction)).toEqual(['PLANNED', 'BATCHED']);
  });
});
