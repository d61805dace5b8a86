import { existsSync, readFileSync, rmSync } from 'node:fs';
import { type Deployment, deployLocally } from '../../local/deployment/deployment.ts';
import type { LocalStack } from '../../local/stack.ts';
import { editedAssembly } from '../e2e/edited-assembly.ts';
import type { Way } from './night-result.ts';
import type { RunOptions } from './run.ts';

/** One state, and the stack that works on it now: as it would be deployed, or with a low limit of rows a message compares. */
export interface Stacks extends AsyncDisposable {
  /** The stack of this way; another one is stopped first. */
  readonly on: (way: Way) => Promise<Deployment>;
  /** Peak resident memory of each function's process that runs now, MiB: VmHWM. Nothing where there is no /proc. */
  readonly peaksMiB: () => Readonly<Record<string, number>>;
}

export function startStacks({
  assemblyDir,
  dataDir,
  rangeRows,
}: Pick<RunOptions, 'assemblyDir' | 'dataDir' | 'rangeRows'>): Stacks {
  const splitDir = splitBy(assemblyDir, rangeRows);
  let running: { readonly way: Way; readonly deployment: Deployment } | undefined;
  const stop = async (): Promise<void> => {
    const ending = running;
    running = undefined;
    await ending?.deployment.stop();
  };
  return {
    on: async (way) => {
      if (running?.way === way) return running.deployment;
      await stop();
      const deployment = await deployLocally({
        dataDir,
        assemblyDir: way === 'split' ? splitDir : assemblyDir,
        port: 0,
        onLog: () => undefined,
      });
      running = { way, deployment };
      return deployment;
    },
    peaksMiB: () => (running === undefined ? {} : peaksOf(running.deployment.stack)),
    [Symbol.asyncDispose]: async () => {
      await stop();
      rmSync(splitDir, { recursive: true, force: true });
    },
  };
}

function splitBy(assemblyDir: string, rangeRows: number): string {
  return editedAssembly(assemblyDir, ({ Resources }) => {
    const limited = Object.values(Resources)
      .map(({ Properties }) => Properties['Environment'] as { Variables?: Record<string, string> } | undefined)
      .map((environment) => environment?.Variables ?? {})
      .filter((variables) => variables['BRIDGE_RECONCILE_RANGE_ROWS'] !== undefined);
    if (limited.length !== 1) throw new Error(`${limited.length} functions have a limit of rows`);
    for (const variables of limited) variables['BRIDGE_RECONCILE_RANGE_ROWS'] = String(rangeRows);
  });
}

function peaksOf(stack: LocalStack): Readonly<Record<string, number>> {
  const peaks: Record<string, number> = {};
  for (const { functionName, pid } of stack.processes()) {
    const file = `/proc/${pid}/status`;
    const found = existsSync(file) ? /VmHWM:\s+(\d+)/.exec(readFileSync(file, 'utf8')) : null;
    if (found !== null) peaks[functionName] = Math.max(peaks[functionName] ?? 0, Number(found[1]) / 1024);
  }
  return peaks;
}
