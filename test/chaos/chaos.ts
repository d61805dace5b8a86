import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createRandom } from '../../local/nights/random.ts';
import { deploy } from '../e2e/deployed.ts';
import { editedAssembly } from '../e2e/edited-assembly.ts';
import { synthesizeInto } from '../e2e/synthesis.ts';
import { compareBooks } from './conservation.ts';
import { drain } from './drain.ts';
import { loadOf } from './load.ts';
import { endWaitsForWebhooks, type Mishaps } from './outside-world.ts';
import { type ChaosReport, isClean, jsonOf, textOf } from './report.ts';
import { passThroughStorm } from './storm.ts';

/**
 * `npm run chaos [-- --minutes M] [--seed S] [--json]`: nights of two cities and a bank pass through the deployed bridge on this
 * machine while its functions' processes are killed, the outside systems misbehave, and the whole of it is stopped or killed and
 * started again on the same data. Then the weather clears, everything comes to rest, and the books of all sides are compared: the
 * files', the ledger's, and the outside systems' own databases. Exit 1 when anything differs; its data are kept then.
 *
 * Minutes are seconds here: leases of deliveries, and the time until a killed function's message is received again, are shortened.
 * A seed repeats the files, the faults and their order, not the moments in which processes meet.
 */
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '3' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
});
const [minutes, seed] = [Number(values.minutes), Number(values.seed)];
if (!(minutes > 0 && minutes <= 60 && Number.isInteger(seed) && seed > 0)) {
  process.stderr.write('--minutes M: above 0, at most 60; --seed S: a whole number above 0\n');
  process.exit(2);
}
const MINUTE_MS = 60_000;
const NIGHTS_PER_MINUTE = 1;
/** The last files come in while the storm still has some time. */
const SHARE_OF_LOAD = 0.8;
const DRAIN_MS_MAX = 600_000;
/** After this a killed function's messages are received again. */
const VISIBILITY_SECONDS = 45;
const DELIVER_SECONDS = 30;
/** After this a payment whose sender was killed is in doubt. */
const LEASE_SECONDS = 35;

const dataDir = mkdtempSync(join(tmpdir(), 'bridge-chaos-'));
const assemblyDir = assemblyInAHurry();
const report = await run();
rmSync(assemblyDir, { recursive: true, force: true });
if (isClean(report)) rmSync(dataDir, { recursive: true, force: true });
else progress(`the data of this run are kept in ${dataDir}`);
process.stdout.write(values.json ? `${jsonOf(report)}\n` : textOf(report));
process.exit(isClean(report) ? 0 : 1);

async function run(): Promise<ChaosReport> {
  const ms = minutes * MINUTE_MS;
  const nights = Math.max(2, Math.round(minutes * NIGHTS_PER_MINUTE));
  const load = await loadOf(createRandom(seed), seed, nights, ms * SHARE_OF_LOAD);
  progress(`${load.length} files in ${nights} nights`);
  const storm = await passThroughStorm({ dataDir, assemblyDir, seed, ms, load, onProgress: progress });
  endWaitsForWebhooks(dataDir);
  const bridge = await deploy({ assemblyDir, dataDir });
  storm.moveTo(bridge.deployment.access);
  const began = performance.now();
  const taken = await Promise.race([storm.pushes, pause(DRAIN_MS_MAX, undefined, { ref: false })]);
  if (taken === undefined) throw new Error('not every file was taken');
  const { moving } = await drain(bridge, DRAIN_MS_MAX - (performance.now() - began));
  const drainMs = Math.round(performance.now() - began);
  progress(`at rest after ${drainMs} ms`);
  const { findings, ...books } = await compareBooks(bridge, taken);
  const { outcomes, webhooks } = await bridge.outside.province();
  const denied = [
    ...storm.denied,
    ...bridge.deployment.stack.denied().map(({ functionName, action }) => `${functionName} ${action}`),
  ];
  bridge.ledger.close();
  await bridge.deployment.stop();
  const faults: Mishaps = {
    ...storm.mishaps,
    busy: outcomes.busy,
    'webhook-twice': webhooks.duplicates,
    'webhook-late': webhooks.late,
    'webhook-forged': webhooks.forged,
  };
  return {
    seed,
    minutes,
    kills: storm.kills,
    restarts: storm.restarts,
    faults,
    drainMs,
    drainMsMax: DRAIN_MS_MAX,
    books,
    findings: [
      ...Object.entries(moving).map(
        ([place, count]) => `still moving after ${DRAIN_MS_MAX / 1000} s: ${place} ${count}`,
      ),
      ...denied.map((call) => `a call AWS would have refused: ${call}`),
      ...findings,
    ],
  };
}

/** The app as it is deployed, but for its longest waits: long enough for a machine that does other things as well. */
function assemblyInAHurry(): string {
  const whole = mkdtempSync(join(tmpdir(), 'bridge-chaos-app-'));
  synthesizeInto(whole);
  const edited = editedAssembly(whole, ({ Resources }) => {
    for (const { Properties } of Object.values(Resources)) {
      if (Properties['VisibilityTimeout'] !== undefined) Properties['VisibilityTimeout'] = VISIBILITY_SECONDS;
      const environment = Properties['Environment'] as { Variables?: Record<string, string> } | undefined;
      if (environment?.Variables?.['BRIDGE_SENDING_LEASE_SECONDS'] === undefined) continue;
      Properties['Timeout'] = DELIVER_SECONDS;
      environment.Variables['BRIDGE_SENDING_LEASE_SECONDS'] = String(LEASE_SECONDS);
    }
  });
  rmSync(whole, { recursive: true, force: true });
  return edited;
}

function progress(line: string): void {
  process.stderr.write(`${line}\n`);
}
