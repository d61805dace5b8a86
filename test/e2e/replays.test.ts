import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { type Deployed, deploy } from './deployed.ts';
import { replayQuarantined } from './replaying.ts';

let bridge: Deployed;
beforeAll(async () => {
  bridge = await deploy({ assemblyDir: inject('assemblyDir') });
});
afterAll(async () => await bridge.stop());

test('what stands in quarantine goes again on an operator’s plan, by the functions as they are deployed', async () => {
  const { asked, plan, byViewer, lines, run, done, replayed } = await replayQuarantined(bridge, 71);
  expect(asked.status).toBe(202);
  expect(plan).toMatchObject({ state: 'PLANNED', toReplay: { rows: 3 }, needsApproval: false, createdBy: 'operator' });
  expect(byViewer.status).toBe(403);
  expect(lines.status).toBe(200);
  expect((lines.json as { readonly lines?: readonly object[] }).lines).toHaveLength(3);
  expect(run.status).toBe(202);
  expect(done.progress).toMatchObject({ done: 3, replayed: 3 });
  expect(replayed).toMatchObject([{ received: 3, applied: 3, pending: 0, conserved: true }]);
  expect(bridge.deployment.stack.denied()).toEqual([]);
});
