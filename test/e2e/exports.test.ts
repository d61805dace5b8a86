import { expect, inject, onTestFinished, test } from 'vitest';
import { smallNight } from '../../local/nights/clean-nights.ts';
import { deploy } from './deployed.ts';
import type { LedgerItem } from './ledger.ts';
import { until } from './until.ts';

const PEOPLE = 8;
const AT = { time: '2026-11-23T18:00:00Z' };

test('what the province holds after a night becomes its side of the comparison, by the very grants of the template', async () => {
  const bridge = await deploy({ assemblyDir: inject('assemblyDir') });
  onTestFinished(async () => await bridge.stop());
  await bridge.ended(await bridge.partner.push(smallNight({ people: PEOPLE, seed: 71 }).files));
  await bridge.quiet();
  const { stack } = bridge.deployment;
  const collected = (await stack.invoke('CollectExports', AT)) as readonly { kind: string; batchId: string }[];
  expect(collected.map(({ kind }) => kind)).toEqual(['applicant', 'certificate', 'payment']);
  const ids = new Set(collected.map(({ batchId }) => `B#${batchId}`));
  const batches = await until(
    'the exports are taken in',
    async () => (await bridge.ledger.items()).filter(({ pk, sk }) => ids.has(pk) && sk === '0'),
    (items: readonly LedgerItem[]) => items.every(({ state }) => state !== 'AWAITING_UPLOAD'),
  );
  for (const batch of batches)
    expect(batch).toMatchObject({ state: 'TRANSLATING', problem: null, settled: { applied: { rows: PEOPLE } } });
  const items = await bridge.ledger.items();
  const snapshot = items.find(({ pk }) => pk === 'S#province/yuegonghui#payment#GZ-XLBZ');
  expect(snapshot).toMatchObject({ rows: PEOPLE, businessDate: '2026-11-23', programmes: ['GZ-XLBZ'] });
  expect(items.filter(({ pk, sk }) => pk === 'S#list' && sk.startsWith('province/')).length).toBeGreaterThan(3);
  // The same event once more finds its batches, and nothing is sent to anybody.
  expect(await stack.invoke('CollectExports', AT)).toEqual(collected);
  expect(stack.denied()).toEqual([]);
});
