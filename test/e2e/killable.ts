import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Access } from '../../local/deployment/credentials.ts';
import type { DeploymentOptions } from '../../local/deployment/deployment.ts';
import { until } from './until.ts';

/** A deployment whose process can be killed at any time, and with it everything that it started. */
export interface Killable {
  readonly access: Access;
  /** SIGKILL to the main process alone, or to it and all its children at once; returns when none of them is left. */
  readonly kill: (whom: 'main' | 'all') => Promise<void>;
}

const PROGRAM = fileURLToPath(new URL('deployment-process.ts', import.meta.url));

export async function startKillable(options: Omit<DeploymentOptions, 'onLog'>): Promise<Killable> {
  const file = join(options.dataDir, 'options.json');
  writeFileSync(file, JSON.stringify(options));
  // A group of its own, so that its children can be found after it.
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', PROGRAM, file], {
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
  });
  const { pid } = child;
  if (pid === undefined) throw new Error('the deployment did not start');
  const kill: Killable['kill'] = async (whom) => {
    process.kill(whom === 'all' ? -pid : pid, 'SIGKILL');
    await until(
      'an empty process group',
      async () => isRunning(-pid),
      (running) => !running,
      30_000,
    );
  };
  const access = await new Promise<Access>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', (line) =>
      resolve((JSON.parse(line) as { access: Access }).access),
    );
    child.once('exit', (code) => reject(new Error(`the deployment ended with ${code ?? 'a signal'}`)));
  });
  return { access, kill };
}

function isRunning(group: number): boolean {
  try {
    process.kill(group, 0);
    return true;
  } catch {
    return false;
  }
}
