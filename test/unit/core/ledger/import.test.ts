import { expect, test } from 'vitest';
import { decideImport, isEarlierAttempt, type KnownPayment } from '../../../../core/ledger/import.ts';

const [EARLY, LATE] = ['2026-11-21T15:05:00.000Z#000000000001', '2026-11-22T15:05:00.000Z#000000000002'];
const ROW = { order: LATE, contentHash: 'row', messageId: 'm-row', personKey: 'person', status: 'SUCCESS' };
const KNOWN: KnownPayment = {
  state: 'IMPORTED',
  order: EARLY,
  contentHash: 'known',
  messageId: 'm-known',
  personKey: 'person',
  batchId: 'other',
  problem: null,
};
const OURS = { batchId: 'this', messageId: 'm-row', contentHash: 'row', order: LATE };
const HELD = { state: 'HELD', problem: 'payment.already-claimed' } as const;

test.each<readonly [string, Partial<typeof ROW>, Partial<KnownPayment> | undefined, string]>([
  ['a payment never seen', {}, undefined, 'import'],
  ['one this batch imported before it died', {}, OURS, 'applied'],
  ['one this batch held before it died', {}, { ...OURS, ...HELD }, 'held payment.already-claimed'],
  ['one this batch corrected before it died', {}, { ...OURS, problem: 'history.differs' }, 'held history.differs'],
  ['the same row under the same number in another batch', {}, { ...OURS, batchId: 'other' }, 'unchanged'],
  ['the same row of another file', { contentHash: 'known' }, {}, 'unchanged'],
  ['the same row of another file, held there', { contentHash: 'known' }, HELD, 'held payment.already-claimed'],
  ['the same row, known from a nightly file', { contentHash: 'known' }, { state: 'DELIVERED' }, 'unchanged'],
  ['a later row that tells it otherwise', {}, {}, 'correct history.differs'],
  ['a later row on what a nightly file told', {}, { state: 'DELIVERED' }, 'held history.differs'],
  ['an older row that tells it otherwise', { order: EARLY }, { order: LATE }, 'rejected record.stale'],
  ['a row of the same time that tells it otherwise', { order: EARLY }, {}, 'rejected record.conflict'],
  ['an older attempt that came back', { order: EARLY, status: 'RETURNED' }, { order: LATE }, 'unchanged'],
])('%s', (_, row, known, expected) => {
  const decision = decideImport({ ...ROW, ...row }, 'this', known && { ...KNOWN, ...known });
  const said = decision.kind === 'settled' ? decision.verdict : decision.kind;
  const code = 'code' in decision ? decision.code : null;
  expect(code === null ? said : `${said} ${code}`).toBe(expected);
});

test('an earlier attempt is one whose money is not with the payee, told of an earlier time', () => {
  expect(isEarlierAttempt({ order: EARLY, status: 'FAILED' }, { order: LATE })).toBe(true);
  expect(isEarlierAttempt({ order: EARLY, status: 'SUCCESS' }, { order: LATE })).toBe(false);
  expect(isEarlierAttempt({ order: LATE, status: 'RETURNED' }, { order: LATE })).toBe(false);
});
