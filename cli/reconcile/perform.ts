import { comparePartitions } from './compare.ts';
import { spoolFile } from './spool-file.ts';
import type { Done, Task } from './work.ts';

/** Bytes read, or partitions compared, since the last time. */
export type OnProgress = (done: number) => void;

/** One piece of the comparison, in whichever thread. */
export async function perform<T extends Task>(task: T, onProgress: OnProgress): Promise<Done[T['type']]>;
export async function perform(task: Task, onProgress: OnProgress): Promise<Done[Task['type']]> {
  return task.type === 'spool' ? spoolFile(task, onProgress) : comparePartitions(task, () => onProgress(1));
}
