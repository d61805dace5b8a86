import { shardOf } from '../../adapters/ledger/shard.ts';
import { smallNight } from '../../local/nights/clean-nights.ts';
import type { ReplayView } from '../../schemas/api/replays.ts';
import type { Deployed } from './deployed.ts';
import type { LedgerItem } from './ledger.ts';
import { operatorsOf } from './operators.ts';
import { until } from './until.ts';

const REASON = '省平台已恢复';
/** Lines of a plan that one message runs. */
const LINES_PER_PART = 500;

/**
 * Applications the ledger says are in quarantine, as after an outage nobody could wait for, and an operator's plan that sends them again.
 * Answers the plan as it stands in the end, and what became of its batch.
 */
export async function replayQuarantined(bridge: Deployed, seed: number) {
  const { batchId } = await quarantine(bridge, seed);
  return await replay(bridge, { filter: { batchId } });
}

/** The same records chosen by key, among more that nobody knows than one message runs: the run goes on by itself. */
export async function replayInParts(bridge: Deployed, seed: number) {
  const { records } = await quarantine(bridge, seed);
  const known = records.map(({ pk, sk }) => ({ recordKey: pk.slice('R#'.length), system: sk }));
  const unknown = Array.from({ length: LINES_PER_PART }, (_, index) => ({ recordKey: `nobody-${index}` }));
  return await replay(bridge, { keys: [...known, ...unknown] });
}

/** A plan of what the index of problems finds; its message is lost, and the sweep sends another one. Answers it as it was planned at last. */
export async function planSwept(bridge: Deployed, filter: object): Promise<ReplayView> {
  const { replayId } = await ask(bridge, { filter });
  await planned(bridge, replayId);
  const item = (await bridge.ledger.items()).find(({ pk, sk }) => pk === `Y#${replayId}` && sk === '0');
  if (item === undefined) throw new Error('no plan is kept');
  const due = { duePk: `due#${shardOf(item.pk + item.sk)}`, dueAt: '2000-01-01T00:00:00.000Z' };
  await bridge.ledger.overwrite({ ...item, ...due, state: 'PLANNING' });
  await bridge.deployment.stack.invoke('UnionBridge-Flow-Sweep', {});
  return await planned(bridge, replayId);
}

async function quarantine(
  bridge: Deployed,
  seed: number,
): Promise<{ readonly batchId: string; readonly records: readonly LedgerItem[] }> {
  const applications = smallNight({ people: 3, seed }).files.filter(({ kind }) => kind === 'applicant');
  const [batchId = ''] = await bridge.partner.push(applications.map((file) => ({ ...file, sequence: seed })));
  await bridge.ended([batchId]);
  const records = (await bridge.ledger.items()).filter(
    ({ pk, batchId: of, state }) => pk.startsWith('R#') && of === batchId && state === 'DELIVERED',
  );
  for (const record of records)
    await bridge.ledger.overwrite({ ...record, state: 'QUARANTINED', problem: 'province.unavailable' });
  return { batchId, records };
}

async function replay(bridge: Deployed, which: object) {
  const operators = operatorsOf(bridge.deployment.access);
  const { asked, replayId } = await ask(bridge, which);
  const plan = await planned(bridge, replayId);
  const byViewer = await operators.call('viewer', 'POST', `/replays/${replayId}/run`);
  const lines = await operators.call('viewer', 'GET', `/replays/${replayId}/lines`);
  const run = await operators.call('operator', 'POST', `/replays/${replayId}/run`, { hash: plan.hash });
  if (run.status !== 202) throw new Error(`the run is refused: ${run.status} ${JSON.stringify(run.json)}`);
  const done = await until(
    'the end of the run',
    () => show(bridge, replayId),
    ({ state }) => state === 'DONE',
  );
  return { asked, plan, byViewer, lines, run, done, replayed: await bridge.ended(done.batches) };
}

async function ask({ deployment }: Deployed, which: object) {
  const operators = operatorsOf(deployment.access);
  const asked = await operators.call('operator', 'POST', '/replays', { ...which, reason: REASON });
  const { replayId } = asked.json as { readonly replayId: string };
  return { asked, replayId };
}

async function planned(bridge: Deployed, replayId: string): Promise<ReplayView> {
  return await until(
    'a plan',
    () => show(bridge, replayId),
    ({ state }) => state !== 'PLANNING',
  );
}

async function show({ deployment }: Deployed, replayId: string): Promise<ReplayView> {
  const { json } = await operatorsOf(deployment.access).call('operator', 'GET', `/replays/${replayId}`);
  return json as unknown as ReplayView;
}
