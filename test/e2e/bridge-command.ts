import { spawn } from 'node:child_process';

export interface Told {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** `bridge` in a process of its own, in Chinese, with what is typed into it. */
export function runBridge(args: readonly string[], typed = ''): Promise<Told> {
  const child = spawn(process.execPath, ['cli/bridge.ts', ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, LC_ALL: 'zh_CN.UTF-8' },
  });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  // Whoever reads nothing may have gone before it was written.
  child.stdin.on('error', () => undefined);
  child.stdin.end(typed);
  return new Promise((resolve) => {
    child.once('close', (code) => resolve({ code, out: String(Buffer.concat(out)), err: String(Buffer.concat(err)) }));
  });
}
