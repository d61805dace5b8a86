import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, closeSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

export type GuardedProcess = {
  readonly pid: number;
  /** Settles with a description of how it ended, whoever ended it. */
  readonly ended: Promise<string>;
  readonly stop: () => Promise<void>;
};

const STOP_MS_MAX = 5_000;

/**
 * A program that never outlives us, even when we are killed with SIGKILL: a shell waits on a pipe we hold and ends it when the pipe
 * closes. Should that fail too, the pid file lets the next start end it, if the process of that id really is that program
 * (`mark` stands in its command line).
 */
export async function startGuarded(options: {
  command: string;
  args: readonly string[];
  cwd?: string;
  mark: string;
  pidFile: string;
  logFile: string;
}): Promise<GuardedProcess> {
  await endStale(options.pidFile, options.mark);
  const log = openSync(options.logFile, 'a');
  const child = spawn(options.command, options.args, { cwd: options.cwd, stdio: ['ignore', log, log] });
  closeSync(log);
  const ended = once(child, 'exit').then(([code, signal]) => `exit ${String(code ?? signal)}`);
  await once(child, 'spawn');
  const pid = child.pid;
  if (pid === undefined) throw new Error(`${options.command} did not start`);
  writeFileSync(options.pidFile, String(pid));
  const watch = watchdog(pid);
  void ended.then(() => {
    watch?.kill('SIGKILL');
    rmSync(options.pidFile, { force: true });
  });
  return { pid, ended, stop: () => stopChild(child, ended) };
}

async function stopChild(child: ChildProcess, ended: Promise<string>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const force = setTimeout(() => child.kill('SIGKILL'), STOP_MS_MAX);
  await ended;
  clearTimeout(force);
}

/** Windows has no such shell; there the pid file alone guards. */
function watchdog(pid: number): ChildProcess | undefined {
  if (process.platform === 'win32') return undefined;
  const watch = spawn('/bin/sh', ['-c', `read -r line; kill -9 ${pid} 2>/dev/null`], {
    stdio: ['pipe', 'ignore', 'ignore'],
    // A session of its own: Ctrl-C reaches the whole group of the terminal, and the watchdog must outlive us.
    detached: true,
  });
  watch.unref();
  return watch;
}

async function endStale(pidFile: string, mark: string): Promise<void> {
  const pid = readPid(pidFile);
  if (pid === undefined || !commandLine(pid).includes(mark)) return;
  process.kill(pid, 'SIGTERM');
  for (let waitedMs = 0; waitedMs < STOP_MS_MAX && commandLine(pid).includes(mark); waitedMs += 20) await sleep(20);
  if (commandLine(pid).includes(mark)) process.kill(pid, 'SIGKILL');
}

function readPid(pidFile: string): number | undefined {
  try {
    const pid = Number(readFileSync(pidFile, 'utf8'));
    return Number.isInteger(pid) && pid > 1 ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** '' when there is no such process. */
function commandLine(pid: number): string {
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
  } catch {
    return '';
  }
}
