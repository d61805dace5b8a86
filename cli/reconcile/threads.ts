import { Worker } from 'node:worker_threads';
import { CliError } from '../cli-error.ts';
import type { Bilingual } from '../terminal.ts';
import { type OnProgress, perform } from './perform.ts';
import type { Done, Task } from './work.ts';

/** What a thread says of its task. */
export type Reply =
  | { readonly is: 'progress'; readonly done: number }
  | { readonly is: 'done'; readonly result: Done[Task['type']] }
  | { readonly is: 'failed'; readonly failure: Failure };

/** An error between threads, where its class would be lost. */
export type Failure =
  | { readonly class: 'cli'; readonly code: string; readonly text: Bilingual; readonly hint: Bilingual }
  | { readonly class: 'other'; readonly message: string };

export function failureOf(error: unknown): Failure {
  if (error instanceof CliError) return { class: 'cli', code: error.code, text: error.text, hint: error.hint };
  return { class: 'other', message: error instanceof Error ? error.message : String(error) };
}

/** Threads that take a task each; none: tasks are done in this one, one after the other. */
export interface Threads extends AsyncDisposable {
  readonly count: number;
  /** Results in the order of the tasks. The first failure ends it: the rest is given up when the threads are. */
  readonly run: <T extends Task>(tasks: readonly T[], onProgress: OnProgress) => Promise<readonly Done[T['type']][]>;
}

/** A thread's heap; left to itself it grows with the machine's memory before it is cleaned. */
const RESOURCE_LIMITS = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 48 };

export function startThreads(count: number): Threads {
  const workers = Array.from(
    { length: count },
    () => new Worker(new URL('worker.ts', import.meta.url), { resourceLimits: RESOURCE_LIMITS }),
  );
  return {
    count: Math.max(1, count),
    run: async (tasks, onProgress) => {
      if (workers.length === 0) return inTurn(tasks, onProgress);
      const results = new Map<number, unknown>();
      const waiting = [...tasks.entries()];
      const work = async (worker: Worker): Promise<void> => {
        for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
          results.set(next[0], await ask(worker, next[1], onProgress));
      };
      await Promise.all(workers.map(work));
      return tasks.map((_, index) => results.get(index) as Done[Task['type']]) as never;
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

async function inTurn<T extends Task>(tasks: readonly T[], onProgress: OnProgress): Promise<Done[T['type']][]> {
  const results: Done[T['type']][] = [];
  for (const task of tasks) results.push(await perform(task, onProgress));
  return results;
}

function ask(worker: Worker, task: Task, onProgress: OnProgress): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const end = (settle: () => void): void => {
      worker.off('message', hear);
      worker.off('error', fail);
      settle();
    };
    const fail = (error: unknown): void => end(() => reject(error instanceof Error ? error : new Error(String(error))));
    const hear = (reply: Reply): void => {
      if (reply.is === 'progress') onProgress(reply.done);
      else if (reply.is === 'done') end(() => resolve(reply.result));
      else fail(errorOf(reply.failure));
    };
    worker.on('message', hear);
    worker.on('error', fail);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window
    worker.postMessage(task);
  });
}

function errorOf(failure: Failure): Error {
  return failure.class === 'cli' ? new CliError(failure.code, failure.text, failure.hint) : new Error(failure.message);
}
