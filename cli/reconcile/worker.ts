import { parentPort } from 'node:worker_threads';
import { perform } from './perform.ts';
import { failureOf, type Reply } from './threads.ts';
import type { Task } from './work.ts';

/** A thread of the comparison: one task at a time, and word of how far it is. */
parentPort?.on('message', (task: Task) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window
  const reply = (message: Reply): void => parentPort?.postMessage(message);
  perform(task, (done) => reply({ is: 'progress', done })).then(
    (result) => reply({ is: 'done', result }),
    (error: unknown) => reply({ is: 'failed', failure: failureOf(error) }),
  );
});
