import { smallNight } from '../../local/nights/clean-nights.ts';
import type { ReplayView } from '../../schemas/api/replays.ts';
import type { Deployed } from './deployed.ts';
import { operatorsOf } from './operators.ts';
import { until } from './until.ts';

/**
 * Applications the ledger says are in quarantine, as after an outage nobody could wait for, and an operator's plan that sends them again.
 * Answers the plan as it stands in the end, and what became of its batch.
 */
export async function replayQuarantined(bridge: Deployed, seed: number) {
  const operators = operatorsOf(bridge.deployment.access);
  const applications = smallNight({ people: 3, seed }).files.filter(({ kind }) => kind === 'applicant');
  const [batchId = ''] = await bridge.partner.push(applications.map((file) => ({ ...file, sequence: seed })));
  await bridge.ended([batchId]);
  for (const item of await bridge.ledger.items())
    if (item.pk.startsWith('R#') && item['batchId'] === batchId && item['state'] === 'DELIVERED')
      await bridge.ledger.overwrite({ ...item, state: 'QUARANTINED', problem: 'province.unavailable' });
  const asked = await operators.call('operator', 'POST', '/replays', { filter: { batchId }, reason: '省平台已恢复' });
  const { replayId } = asked.json as { readonly replayId: string };
  const show = async () =>
    (await operators.call('operator', 'GET', `/replays/${replayId}`)).json as unknown as ReplayView;
  const plan = await until('a plan', show, ({ state }) => state !== 'PLANNING');
  const byViewer = await operators.call('viewer', 'POST', `/replays/${replayId}/run`);
  const lines = await operators.call('viewer', 'GET', `/replays/${replayId}/lines`);
  const run = await operators.call('operator', 'POST', `/replays/${replayId}/run`, { hash: plan.hash });
  if (run.status !== 202) throw new Error(`the run is refused: ${run.status} ${JSON.stringify(run.json)}`);
  const done = await until('the end of the run', show, ({ state }) => state === 'DONE');
  return { asked, plan, byViewer, lines, run, done, replayed: await bridge.ended(done.batches) };
}
