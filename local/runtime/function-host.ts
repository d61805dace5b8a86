import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { FromFunction, ToFunction } from './messages.ts';

export type FunctionSettings = {
  readonly name: string;
  readonly arn: string;
  readonly directory: string;
  readonly handler: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly memoryMiB: number;
};

export type FunctionHost = {
  readonly name: string;
  readonly arn: string;
  readonly timeoutMs: number;
  /** Event and result are JSON text. Rejects with FunctionError when the handler throws, runs out of time, or its process ends. */
  readonly invoke: (event: string) => Promise<string>;
  /** Its process, if one runs, and how many invocations are in it. */
  readonly running: () => { readonly pid: number; readonly invocations: number } | undefined;
  /** Waits for what is running, at most `waitMs`, then ends the process. */
  readonly stop: (waitMs: number) => Promise<void>;
};

/** The function failed; it is not the caller's fault, nor the runtime's. `errorType` is Lambda's. */
export class FunctionError extends Error {
  readonly errorType: string;
  constructor(errorType: string, message: string) {
    super(message);
    this.name = 'FunctionError';
    this.errorType = errorType;
  }
}

type Pending = { readonly resolve: (result: string) => void; readonly reject: (error: Error) => void };
type Running = {
  readonly child: ChildProcess;
  readonly ready: Promise<void>;
  readonly pending: Map<string, Pending>;
  ended: boolean;
};

const INIT_MS_MAX = 10_000;
const PROGRAM = fileURLToPath(new URL('./function-process.ts', import.meta.url));

/**
 * One process per function, started at its first invocation and after a crash. Unlike Lambda, which gives each concurrent invocation an
 * environment of its own, concurrent invocations share the process: a bundle must not keep an invocation's state in module scope, and
 * a crash or time-out fails every invocation that is running in it.
 */
export function createFunctionHost(
  settings: FunctionSettings,
  options: { logFile: string; onLine: (line: string) => void },
): FunctionHost {
  const log = createWriteStream(options.logFile, { flags: 'a' });
  const onLine = (line: string): void => {
    log.write(`${line}\n`);
    options.onLine(line);
  };
  let running: Running | undefined;
  let stopped = false;
  const ensure = (): Running => {
    if (running === undefined || running.ended) running = start(settings, onLine);
    return running;
  };
  return {
    name: settings.name,
    arn: settings.arn,
    timeoutMs: settings.timeoutMs,
    async invoke(event) {
      if (stopped) throw new FunctionError('Runtime.Stopped', `${settings.name}: the local stack is stopping`);
      const process = ensure();
      await process.ready;
      return invokeIn(process, settings, event, onLine);
    },
    running: () =>
      running === undefined || running.ended || running.child.pid === undefined
        ? undefined
        : { pid: running.child.pid, invocations: running.pending.size },
    async stop(waitMs) {
      stopped = true;
      if (running !== undefined && !running.ended) {
        const deadline = Date.now() + waitMs;
        while (running.pending.size > 0 && Date.now() < deadline)
          await new Promise((resolve) => setTimeout(resolve, 20));
        await end(running);
      }
      await new Promise((resolve) => log.end(resolve));
    },
  };
}

function start(settings: FunctionSettings, onLine: (line: string) => void): Running {
  const child = fork(PROGRAM, [settings.directory, settings.handler, settings.arn], {
    // Its own environment and nothing of ours.
    env: { ...settings.environment },
    execArgv: ['--enable-source-maps', `--max-old-space-size=${settings.memoryMiB}`],
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    cwd: settings.directory,
  });
  const pending = new Map<string, Pending>();
  for (const stream of [child.stdout, child.stderr]) {
    if (stream !== null) createInterface({ input: stream }).on('line', onLine);
  }
  let becameReady: () => void = () => undefined;
  let failed: (error: Error) => void = () => undefined;
  const ready = new Promise<void>((resolve, reject) => {
    becameReady = resolve;
    failed = reject;
  });
  // Awaited by each invocation; without one the rejection is nobody's.
  ready.catch(() => undefined);
  const running: Running = { child, ready, pending, ended: false };
  const initTimer = setTimeout(() => child.kill('SIGKILL'), INIT_MS_MAX);
  child.on('message', (message: FromFunction) => {
    if (message.kind === 'ready') {
      clearTimeout(initTimer);
      return becameReady();
    }
    const invocation = pending.get(message.id);
    pending.delete(message.id);
    if (message.kind === 'result') invocation?.resolve(message.result);
    else invocation?.reject(new FunctionError(message.errorType, message.errorMessage));
  });
  child.on('error', (error) => onLine(`${settings.name}: ${error.message}`));
  child.on('exit', (code, signal) => {
    clearTimeout(initTimer);
    running.ended = true;
    const error = new FunctionError(
      'Runtime.ExitError',
      `${settings.name}: its process ended (${String(code ?? signal)})`,
    );
    failed(error);
    for (const invocation of pending.values()) invocation.reject(error);
    pending.clear();
  });
  return running;
}

function invokeIn(
  running: Running,
  settings: FunctionSettings,
  event: string,
  onLine: (line: string) => void,
): Promise<string> {
  const id = randomUUID();
  return new Promise((resolve, reject) => {
    if (running.ended) return reject(new FunctionError('Runtime.ExitError', `${settings.name}: its process ended`));
    const timer = setTimeout(() => {
      running.pending.delete(id);
      const error = new FunctionError(
        'Sandbox.Timedout',
        `${settings.name}: Task timed out after ${(settings.timeoutMs / 1000).toFixed(2)} seconds`,
      );
      onLine(`${id} ${error.message}`);
      // What it would still do after its time must not happen; the next invocation starts a new process.
      running.ended = true;
      running.child.kill('SIGKILL');
      reject(error);
    }, settings.timeoutMs);
    const settle =
      <T>(done: (value: T) => void) =>
      (value: T): void => {
        clearTimeout(timer);
        done(value);
      };
    running.pending.set(id, { resolve: settle(resolve), reject: settle(reject) });
    const message: ToFunction = { id, event, deadline: Date.now() + settings.timeoutMs };
    running.child.send(message, (error) => {
      if (error === null || error === undefined) return;
      running.pending.get(id)?.reject(new FunctionError('Runtime.ExitError', `${settings.name}: ${error.message}`));
      running.pending.delete(id);
    });
  });
}

async function end(running: Running): Promise<void> {
  const ended = new Promise((resolve) => running.child.once('exit', resolve));
  running.child.disconnect();
  const force = setTimeout(() => running.child.kill('SIGKILL'), 1_000);
  if (running.child.exitCode === null && running.child.signalCode === null) await ended;
  clearTimeout(force);
}
