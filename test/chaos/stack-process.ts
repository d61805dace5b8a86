import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { type DeploymentOptions, deployLocally } from '../../local/deployment/deployment.ts';
import { createRandom } from '../../local/nights/random.ts';
import type { Told } from './killed-stack.ts';

/**
 * A deployment in a process of its own whose functions are killed every now and then, to be killed itself: its options are the JSON
 * file named by the first argument, and each line on standard output is a `Told`. It stops when standard input ends.
 */
const [, , file = ''] = process.argv;
const { seed, ...options } = JSON.parse(readFileSync(file, 'utf8')) as Omit<DeploymentOptions, 'onLog'> & {
  readonly seed: number;
};
const KILL_MS_MIN = 300;
const KILL_MS_MAX = 3_000;
/** Of the kills, those that look for a process with work in it. */
const SHARE_OF_BUSY = 0.5;
/** The schedule says every minute; a stack that lives for half of one would never sweep. */
const SWEEP_MS = 5_000;
const DENIED_MS = 500;

const deployment = await deployLocally({ ...options, onLog: () => undefined });
const { stack, access, simulators } = deployment;
const stopping = new AbortController();
process.stdin.resume();
process.stdin.once('end', () => {
  stopping.abort();
  void deployment.stop().then(() => process.exit(0));
});
tell({ event: 'up', access, urls: simulators.urls });
void killing();
void sweeping();
void watching();

async function killing(): Promise<void> {
  const random = createRandom(seed);
  while (!stopping.signal.aborted) {
    await pause(KILL_MS_MIN + random.below(KILL_MS_MAX - KILL_MS_MIN));
    const processes = stack.processes();
    const busy = processes.filter(({ invocations }) => invocations > 0);
    const among = busy.length > 0 && random.next() < SHARE_OF_BUSY ? busy : processes;
    if (stopping.signal.aborted || among.length === 0) continue;
    const { functionName, pid, invocations } = random.pick(among);
    process.kill(pid, 'SIGKILL');
    tell({ event: 'killed', functionName, busy: invocations > 0 });
  }
}

/** Two at once, as a schedule that fires twice would. */
async function sweeping(): Promise<void> {
  while (!stopping.signal.aborted) {
    await pause(SWEEP_MS);
    // One that is killed under way is made up for by the next.
    for (let twice = 0; twice < 2; twice++) stack.invoke('UnionBridge-Flow-Sweep', {}).catch(() => undefined);
  }
}

async function watching(): Promise<void> {
  for (let told = 0; !stopping.signal.aborted; await pause(DENIED_MS)) {
    for (const call of stack.denied().slice(told))
      tell({ event: 'denied', call: `${call.functionName} ${call.action} ${call.resource}` });
    told = stack.denied().length;
  }
}

function tell(told: Told): void {
  process.stdout.write(`${JSON.stringify(told)}\n`);
}
