import { setTimeout as pause } from 'node:timers/promises';
import { type BatchView, isSettled, type OwnedBatch, showBatch } from '../../local/demo/bridge-api.ts';
import { provinceFigures } from '../../local/demo/nights.ts';
import type { Deployment } from '../../local/deployment/deployment.ts';

/** What became of the rows of a night's files, all of them together. */
export interface Settled {
  readonly received: number;
  readonly applied: number;
  readonly unchanged: number;
  readonly rejected: number;
  readonly held: number;
  /** Batches that did not settle, or whose rows are not all accounted for. */
  readonly notConserved: number;
}

const POLL_MS = 1_000;
const TOLD_EVERY_POLLS = 30;
/** A quiet moment between two steps is no end: everything has to be quiet twice in a row. */
const QUIET_POLLS = 2;

/** Waits until these batches move no more. Who has ended is not asked again. */
export async function settled(
  { access }: Deployment,
  batches: readonly OwnedBatch[],
  onProgress: (text: string) => void,
): Promise<Settled> {
  const ended: BatchView[] = [];
  let moving = batches;
  for (let polls = 0; moving.length > 0; polls += 1) {
    if (polls > 0) await pause(POLL_MS);
    const still: OwnedBatch[] = [];
    for (const batch of moving) {
      const view = await showBatch(access, batch);
      if (isSettled(view)) ended.push(view);
      else still.push(batch);
    }
    moving = still;
    if (polls % TOLD_EVERY_POLLS === 0) onProgress(`${ended.length} of ${batches.length} batches have settled`);
  }
  const sum = (of: 'received' | 'applied' | 'unchanged' | 'rejected' | 'held'): number =>
    ended.reduce((rows, view) => rows + view[of], 0);
  return {
    received: sum('received'),
    applied: sum('applied'),
    unchanged: sum('unchanged'),
    rejected: sum('rejected'),
    held: sum('held'),
    notConserved: ended.filter(({ state, conserved }) => state !== 'SETTLED' || !conserved).length,
  };
}

/** Waits until nothing is under way at the province or in a queue, and nothing is put off: a message that comes later may be about nothing. */
export async function atRest(deployment: Deployment): Promise<void> {
  for (let quiet = 0; quiet < QUIET_POLLS;) {
    const { walking, webhooks } = await provinceFigures(deployment);
    quiet = walking + webhooks.pending === 0 && queuesAreEmpty(deployment) ? quiet + 1 : 0;
    if (quiet < QUIET_POLLS) await pause(POLL_MS);
  }
}

function queuesAreEmpty({ stack }: Deployment): boolean {
  return Object.entries(stack.queueDepths()).every(
    ([name, { ready, inFlight, delayed }]) => name.endsWith('DeadLetters') || ready + inFlight + delayed === 0,
  );
}
