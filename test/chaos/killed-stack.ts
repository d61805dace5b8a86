import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Access } from '../../local/deployment/credentials.ts';
import type { DeploymentOptions } from '../../local/deployment/deployment.ts';
import { until } from '../e2e/until.ts';

/** What a stack's process says of itself, a line each. */
export type Told =
  | { readonly event: 'up'; readonly access: Access; readonly urls: Readonly<Record<string, string>> }
  | { readonly event: 'killed'; readonly functionName: string; readonly busy: boolean }
  | { readonly event: 'denied'; readonly call: string };

/** How the whole of it ends: asked to stop; its main process killed; everything it started killed at once. */
export const ENDS = ['stopped', 'main-killed', 'all-killed'] as const;
export type End = (typeof ENDS)[number];

export interface KilledStack {
  readonly access: Access;
  /** Base URL of the outside systems by tenant. */
  readonly urls: Readonly<Record<string, string>>;
  /** Returns when nothing of it is left. */
  readonly end: (how: End) => Promise<void>;
}

const PROGRAM = fileURLToPath(new URL('stack-process.ts', import.meta.url));
const END_MS_MAX = 30_000;

/** Rejects when it ends before it is up; `onTold` hears everything else. */
export async function startKilledStack(
  options: Omit<DeploymentOptions, 'onLog'> & { readonly seed: number },
  onTold: (told: Told) => void,
): Promise<KilledStack> {
  const file = join(options.dataDir, 'options.json');
  writeFileSync(file, JSON.stringify(options));
  // A group of its own, so that its children can be found after it.
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', PROGRAM, file], {
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
  });
  const up = await new Promise<Extract<Told, { event: 'up' }>>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const told = JSON.parse(line) as Told;
      if (told.event === 'up') resolve(told);
      else onTold(told);
    });
    child.once('exit', (code) => reject(new Error(`the stack ended with ${code ?? 'a signal'}`)));
  });
  return { access: up.access, urls: up.urls, end: (how) => end(child, how) };
}

async function end(child: ChildProcess, how: End): Promise<void> {
  const { pid } = child;
  if (pid === undefined || child.exitCode !== null) throw new Error('the stack has ended by itself');
  const exit = once(child, 'exit');
  if (how === 'stopped') child.stdin?.end();
  else process.kill(how === 'all-killed' ? -pid : pid, 'SIGKILL');
  await exit;
  await until(
    'an empty process group',
    async () => isRunning(-pid),
    (running) => !running,
    END_MS_MAX,
  );
}

function isRunning(group: number): boolean {
  try {
    process.kill(group, 0);
    return true;
  } catch {
    return false;
  }
}
