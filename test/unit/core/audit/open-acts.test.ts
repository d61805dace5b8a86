import { expect, test } from 'vitest';
import { canonicalText, emptyHead, nextEntry } from '../../../../core/audit/chain.ts';
import type { AuditEntry } from '../../../../core/audit/entry.ts';
import { append, type KeptHead, openActs, type Step } from '../../../../core/audit/open-acts.ts';
import { verifyChain } from '../../../../core/audit/verify-chain.ts';

const act = {
  tenant: 'guangzhou',
  by: 'operator',
  action: 'case.note',
  about: 'case-1',
  detail: { rows: 1, fen: null },
};
const at = (minutes: number): string => new Date(Date.UTC(2026, 10, 24, 0, minutes)).toISOString();
const EMPTY: KeptHead = { ...emptyHead('guangzhou'), open: {}, sealed: null };

function walk(steps: readonly (readonly [number, (entries: readonly AuditEntry[]) => Step])[]) {
  let head = EMPTY;
  const entries: AuditEntry[] = [];
  for (const [minutes, step] of steps) {
    const after = append(head, step(entries), { id: `id-${minutes}`, at: at(minutes) });
    entries.push(...after.entries);
    head = after.head;
  }
  expect(verifyChain(entries, { tenant: 'guangzhou', head, anchors: [] })).toEqual([]);
  return { head, entries };
}

const begin = (): Step => ({ kind: 'begin', act });
const endOf =
  (place: number) =>
  (entries: readonly AuditEntry[]): Step => {
    const begun = entries[place];
    if (begun === undefined) throw new RangeError('no such entry');
    return { kind: 'end', begun, status: 409, code: 'case.closed' };
  };

test('the text that is hashed is the same whatever order its members came in', () => {
  const entry = nextEntry(emptyHead('guangzhou'), act, { id: 'a', at: at(0) });
  expect(canonicalText(entry)).toBe(
    `{"tenant":"guangzhou","sequence":1,"id":"a","at":"2026-11-24T00:00:00.000Z","by":"operator","action":"case.note",` +
      `"about":"case-1","detail":{"fen":null,"rows":1},"previous":"${'0'.repeat(64)}"}`,
  );
  const turned = Object.fromEntries(Object.entries({ ...entry, detail: { fen: null, rows: 1 } }).toReversed());
  expect(canonicalText(turned as unknown as AuditEntry)).toBe(canonicalText(entry));
});

test('an act that ended is not open, and the chain says how it ended', () => {
  const { head, entries } = walk([
    [0, begin],
    [1, endOf(0)],
  ]);
  expect(head.open).toEqual({});
  expect(entries[1]).toMatchObject({
    action: 'act.ended',
    about: 'case-1',
    detail: { act: 1, action: 'case.note', status: 409, code: 'case.closed' },
  });
  expect(openActs(entries)).toEqual([]);
});

test('whoever acts next notes an act that never ended, once it can no longer be under way', () => {
  const soon = walk([
    [0, begin],
    [15, begin],
  ]);
  expect(soon.entries.map(({ action }) => action)).toEqual(['case.note', 'case.note']);
  expect(Object.keys(soon.head.open)).toEqual(['1', '2']);
  const later = walk([
    [0, begin],
    [16, begin],
    [17, endOf(2)],
  ]);
  expect(later.entries.map(({ action }) => action)).toEqual(['case.note', 'act.unknown', 'case.note', 'act.ended']);
  expect(later.entries[1]).toMatchObject({ by: 'bridge', about: '1', detail: { act: 1 } });
  expect(later.head.open).toEqual({});
  expect(openActs(later.entries).map(({ sequence }) => sequence)).toEqual([1]);
});

test('an end that is written late is an end', () => {
  const { entries } = walk([
    [0, begin],
    [20, begin],
    [21, endOf(0)],
    [22, endOf(2)],
  ]);
  expect(openActs(entries)).toEqual([]);
});
