import { expect, test } from 'vitest';
import { anchorHash, staleSince, verifyAnchored } from '../../../../core/audit/anchor.ts';
import { emptyHead, headAfter, nextEntry } from '../../../../core/audit/chain.ts';
import { sealAct } from '../../../../core/audit/journal.ts';
import { verifySealedDays } from '../../../../core/audit/sealed-days.ts';

test('an anchor the chain tells of has to be there, with that very text', () => {
  const act = {
    tenant: 'bridge',
    by: 'bridge',
    action: 'audit.anchored',
    about: '2026-11-23',
    detail: { sha256: anchorHash('a') },
  };
  const entries = [nextEntry(emptyHead('bridge'), act, { id: 'a', at: '2026-11-23T16:30:00.000Z' })];
  expect(verifyAnchored(entries, [{ date: '2026-11-23', text: 'a' }])).toEqual([]);
  expect(verifyAnchored(entries, [{ date: '2026-11-23', text: 'b' }])).toMatchObject([
    { kind: 'anchor-differs', date: '2026-11-23' },
  ]);
  expect(verifyAnchored(entries, [])).toMatchObject([{ found: 'none' }]);
});
test('anchors are stale two days after the last', () => {
  const texts = [{ date: '2026-11-23' }];
  expect(staleSince(texts, null, new Date('2026-11-25T16:00:00.000Z'))).toBeNull();
  expect(staleSince(texts, null, new Date('2026-11-25T16:00:00.001Z'))).toBe('2026-11-23');
  expect(staleSince([], null, new Date())).toBeNull();
  expect(staleSince([], '2026-11-20', new Date('2026-11-24T00:00:00Z'))).toBe('2026-11-20');
});
test('a day between sealed ones that is not', () => {
  let head = emptyHead('guangzhou');
  const entries = ['2026-11-21', '2026-11-22', '2026-11-24'].map((date) => {
    const entry = nextEntry(head, sealAct('guangzhou', { date, edition: 1, rows: 0, fen: '0', root: 'a' }), {
      id: date,
      at: `${date}T17:00:00.000Z`,
    });
    head = headAfter(entry);
    return entry;
  });
  expect(verifySealedDays('guangzhou', entries)).toMatchObject([{ kind: 'day-not-sealed', date: '2026-11-23' }]);
  expect(verifySealedDays('guangzhou', entries.slice(0, 2))).toEqual([]);
});
