import { setTimeout as pause } from 'node:timers/promises';
import { figuresOf as bankFigures } from '../../local/demo/bank.ts';
import type { Deployed } from '../e2e/deployed.ts';

/** What still moves anywhere, by place; empty = everything is at rest. */
export type Moving = Readonly<Record<string, number>>;

const POLL_MS = 1_000;
/** A quiet moment between two steps is no end. */
const QUIET_POLLS = 3;

/** Waits until nothing moves, or until `msMax` have passed; waits and leases of the ledger end at once, as if minutes had passed. */
export async function drain(
  bridge: Deployed,
  msMax: number,
): Promise<{ readonly ms: number; readonly moving: Moving }> {
  const began = performance.now();
  for (let quiet = 0; ;) {
    const moving = await stillMoving(bridge);
    quiet = Object.keys(moving).length === 0 ? quiet + 1 : 0;
    const ms = Math.round(performance.now() - began);
    if (quiet === QUIET_POLLS || ms > msMax) return { ms, moving };
    await pause(POLL_MS);
  }
}

async function stillMoving({ deployment, outside, ledger }: Deployed): Promise<Moving> {
  const { stack } = deployment;
  const [province, bank, items] = await Promise.all([outside.province(), bankFigures(deployment), ledger.items()]);
  const depths = Object.entries(stack.queueDepths()).filter(([queue]) => !queue.endsWith('DeadLetters'));
  const messages = depths.map(([queue, { ready, inFlight }]) => [queue, ready + inFlight] as const);
  const due = items.filter((item) => 'duePk' in item);
  if (messages.every(([, count]) => count === 0) && due.length > 0) {
    for (const item of due) await ledger.makeDue(item).catch(() => undefined);
    await stack.invoke('UnionBridge-Flow-Sweep', {}).catch(() => undefined);
  }
  const counts = [
    ['粤工惠 reviews', province.walking],
    ['粤工惠 webhooks', province.webhooks.pending],
    ['bank payments', bank.pending],
    ['bank returns', bank.unsent],
    ['due in the ledger', due.length],
    ...messages,
  ] as const;
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}
