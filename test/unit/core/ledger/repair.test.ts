import { expect, test } from 'vitest';
import type { Known } from '../../../../core/ledger/decide.ts';
import { decideRepair, mayBeRepaired, repairMessageId } from '../../../../core/ledger/repair.ts';
import { RECORD_STATES } from '../../../../core/ledger/states.ts';

const known: Known = { state: 'DELIVERED', order: 'o', contentHash: 'c', messageId: 'm', personKey: 'p' };
const incoming = { order: 'o', contentHash: 'c', messageId: 'tonight', personKey: 'p', repairs: 'm' };

test('the very version that was delivered goes again, and one that was begun goes on', () => {
  expect(decideRepair(incoming, known, false)).toEqual({ kind: 'accept' });
  expect(decideRepair(incoming, { ...known, messageId: 'tonight', state: 'PENDING' }, false)).toEqual({ kind: 'ours' });
});

test.each<[string, Known | undefined]>([
  ['another version', { ...known, messageId: 'newer' }],
  ['the same version with other content', { ...known, contentHash: 'other' }],
  ['nothing', undefined],
  ...RECORD_STATES.filter((state) => state !== 'DELIVERED').map((state): [string, Known] => [
    `the version ${state}`,
    { ...known, state },
  ]),
])('where the ledger has %s it is left alone', (_, now) => {
  expect(decideRepair(incoming, now, false)).toEqual({ kind: 'unchanged' });
});

test('money is left alone whatever the ledger has', () => {
  for (const state of RECORD_STATES) {
    expect(decideRepair(incoming, { ...known, state }, true)).toEqual({ kind: 'unchanged' });
    expect(decideRepair(incoming, { ...known, state, messageId: 'tonight' }, true)).toEqual({ kind: 'unchanged' });
  }
});

test('only what was delivered can turn out not to be there', () => {
  expect(RECORD_STATES.filter(mayBeRepaired)).toEqual(['DELIVERED']);
});

test('each night asks under a name of its own, the same for whoever makes it', () => {
  const version = { recordKey: 'k', order: 'o', contentHash: 'c' };
  const first = repairMessageId('s', version, '2026-11-23');
  expect(repairMessageId('s', version, '2026-11-23')).toBe(first);
  expect(repairMessageId('s', version, '2026-11-24')).not.toBe(first);
  expect(repairMessageId('s', { ...version, order: 'p' }, '2026-11-23')).not.toBe(first);
});
