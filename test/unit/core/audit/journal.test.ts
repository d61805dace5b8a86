import { expect, test } from 'vitest';
import { anchorText, parseAnchor, verifyAnchors } from '../../../../core/audit/anchor.ts';
import { inOrder, type JournalEntry, leafOf, leafText, rootOf, type Seal } from '../../../../core/audit/journal.ts';
import { addedSince, verifyJournal } from '../../../../core/audit/verify-journal.ts';

const DATE = '2026-11-23';

function entry(row: number, change: Partial<JournalEntry> = {}): JournalEntry {
  const sk = `person-${row}.p.GZ-XLBZ.2025.CITY.1#guangzhou/degree-subsidy#000001`;
  const at = `${DATE}T14:55:2${row % 10}.898Z`;
  return {
    pk: `M#${DATE}#0${row % 8}`,
    sk,
    tenant: 'guangzhou',
    state: 'PENDING',
    fen: '150000',
    at,
    code: null,
    ...change,
  };
}

const entries = [1, 2, 3, 4, 5].map((row) => entry(row));
const late = entry(6, { at: '2026-11-23T15:59:00.000Z', code: 'payment.arrived' });
const first = inOrder(entries.map(leafOf));
const both = [...first, leafOf(late)];

const sealOf = (edition: number, leaves: typeof first): Seal => ({
  date: DATE,
  edition,
  rows: leaves.length,
  fen: String(150_000 * leaves.length),
  root: rootOf(leaves),
});
const seals = [sealOf(1, first), sealOf(2, both)];

const found = (now: readonly JournalEntry[], sealed: typeof first | null = both, of = seals): readonly string[] =>
  verifyJournal({ tenant: 'guangzhou', date: DATE, seals: of, sealed, leaves: now.map(leafText) }).map(
    ({ key, expected, found: is }) =>
      `${key?.replace(/\..*$/, '') ?? DATE}: ${expected.slice(0, 6)} → ${is.slice(0, 6)}`,
  );
const hashOfKey = (of: JournalEntry): string => leafOf(of).hash.slice(0, 6);

test('a day as it was sealed, in any order and over two editions, has nothing wrong', () => {
  expect(found([...entries, late])).toEqual([]);
  expect(found([late, ...entries.toReversed()])).toEqual([]);
  expect(found(entries, first, [sealOf(1, first)])).toEqual([]);
  expect(found(entries, null, [sealOf(1, first)])).toEqual([]);
});

test.each(['state', 'fen', 'at', 'tenant', 'code', 'another'])('an entry with another %s is named', (name) => {
  const changed = entry(3, { [name]: 'x1' });
  const now = [...entries.map((each) => (each.sk === changed.sk ? changed : each)), late];
  expect(found(now)).toEqual([`M#${DATE}#03/person-3: ${hashOfKey(entry(3))} → ${hashOfKey(changed)}`]);
});

test('an entry taken out, or put in, is named', () => {
  expect(found([...entries.slice(1), late])).toEqual([`M#${DATE}#01/person-1: ${hashOfKey(entry(1))} → none`]);
  expect(found([...entries, late, entry(7)])).toEqual([`M#${DATE}#07/person-7: none → ${hashOfKey(entry(7))}`]);
});

test('without what was locked away the day is named', () => {
  const [seal] = seals;
  if (seal === undefined) throw new RangeError('no seal');
  expect(found([...entries.slice(1), entry(7)], null, [seal])).toHaveLength(1);
  // Of several editions nothing can be told without it, however much rows and 分 agree.
  expect(found([...entries, late], null)).toEqual([`${DATE}: ${rootOf(both).slice(0, 6)} → none`]);
});

test('what was locked away must be what the chain tells of, edition by edition', () => {
  const other = [...first.slice(1), ...both.slice(-1), ...first.slice(0, 1)];
  expect(found([...entries, late], other)).toHaveLength(2);
  expect(found([...entries, late], first)).toHaveLength(1);
});

test('what came after the seal is told from what was changed', () => {
  expect(addedSince(first, [...first, leafOf(late)])).toEqual([leafOf(late)]);
  expect(addedSince(first, first)).toEqual([]);
  expect(addedSince(first, [...first.slice(1), leafOf(late)])).toBeNull();
  expect(addedSince(first, [leafOf(entry(1, { fen: '1' })), ...first.slice(1)])).toBeNull();
});

test('anchors name the one before them', () => {
  const head = { tenant: 'guangzhou', sequence: 3, hash: 'a'.repeat(64) };
  const one = anchorText('2026-11-22', [head, { ...head, tenant: 'bridge' }], null);
  const two = anchorText('2026-11-23', [head], one);
  const texts = [
    { date: '2026-11-22', text: one },
    { date: '2026-11-23', text: two },
  ];
  expect(parseAnchor(one)?.heads.map(({ tenant }) => tenant)).toEqual(['bridge', 'guangzhou']);
  expect(verifyAnchors(texts)).toEqual([]);
  const changed = one.replace('"sequence":3', '"sequence":2');
  expect(verifyAnchors([{ date: '2026-11-22', text: changed }, ...texts.slice(1)])).toMatchObject([
    { kind: 'anchor-differs', date: '2026-11-22' },
  ]);
  expect(verifyAnchors([{ date: '2026-11-21', text: one }])).toMatchObject([{ date: '2026-11-21' }]);
  expect(verifyAnchors([{ date: '2026-11-21', text: '{}' }])).toMatchObject([{ found: 'unreadable' }]);
});
