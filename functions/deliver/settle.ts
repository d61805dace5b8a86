import { endWork, WORK_LEASE_MS, type WorkItem, type WorkProblem } from '../../adapters/ledger/work.ts';
import { add, NOTHING, type Settled } from '../../core/ledger/tally.ts';
import type { DeliveryLine } from '../../core/lines.ts';
import { branchSortKey, successorSortKey } from '../../core/work-key.ts';
import type { Delivering } from './environment.ts';
import { type Fates, laterBy } from './parcel.ts';

/** SQS delays a message by 15 minutes at most; the sweeper takes care of longer waits. */
const QUEUE_DELAY_MAX_MS = 900_000;

interface Again {
  readonly only: readonly number[];
  readonly waitMs: number;
}

interface Following {
  readonly work: WorkItem;
  /** `null`: for the sweeper alone. */
  readonly delaySeconds: number | null;
}

/** Ends the delivery with what it came to; `false` where somebody else has. What is due again goes on in a successor; what the destination was not called for, in one of its own. */
export async function settle(
  delivering: Delivering,
  work: WorkItem,
  all: readonly DeliveryLine[],
  lines: readonly DeliveryLine[],
  fates: Fates,
): Promise<boolean> {
  const { table, queue, clock, ownQueue } = delivering;
  const settled = { applied: NOTHING, rejected: NOTHING, held: NOTHING };
  const problems: WorkProblem[] = [];
  const ends: { rejected?: number[]; held?: number[] } = {};
  const tried = { only: [] as number[], waitMs: 0 };
  const untried = { only: [] as number[], waitMs: 0 };
  for (const line of lines) {
    const fate = fates.get(line) ?? laterBy(0);
    if (fate.kind === 'again') {
      const group = fate.tried ? tried : untried;
      group.only.push(all.indexOf(line));
      group.waitMs = Math.max(group.waitMs, fate.waitMs);
      continue;
    }
    settled[fate.kind] = add(settled[fate.kind], { rows: 1, fen: line.fen });
    if (fate.kind === 'applied') continue;
    problems.push({ row: line.row, code: fate.code, line: line.line });
    (ends[fate.kind] ??= []).push(line.row);
  }
  const followers = following(work, untried, tried, clock.now());
  const next = followers.map(({ work: successor }) => successor);
  if (!(await endWork(table, work, { settled: nonEmpty(settled), problems, ends, next }))) return false;
  for (const { work: successor, delaySeconds } of followers) {
    if (delaySeconds === null) continue;
    const message = { v: 1, type: 'delivery', pk: work.pk, sk: successor.sk, hash: work.hash };
    await queue.send(ownQueue, message, { delaySeconds });
  }
  return true;
}

/** Calls are counted per piece of work: in one with lines that were not called, those would be given up untried. */
function following(work: WorkItem, untried: Again, tried: Again, now: Date): readonly Following[] {
  const main = successorSortKey(work.sk);
  const calls = work.calls + 1;
  if (tried.only.length === 0) return untried.only.length === 0 ? [] : [follower(work, untried, main, work.calls, now)];
  if (untried.only.length === 0) return [follower(work, tried, main, calls, now)];
  return [follower(work, untried, main, work.calls, now), follower(work, tried, branchSortKey(work.sk), calls, now)];
}

function follower(work: WorkItem, { only, waitMs }: Again, sk: string, calls: number, now: Date): Following {
  // What waits longer than a queue can hold it back is for the sweeper alone, or it would come too early.
  const queued = waitMs <= QUEUE_DELAY_MAX_MS;
  const dueAt = new Date(now.getTime() + waitMs + (queued ? WORK_LEASE_MS : 0)).toISOString();
  return {
    work: { ...work, sk, only, tries: work.tries + 1, calls, dueAt },
    delaySeconds: queued ? Math.ceil(waitMs / 1000) : null,
  };
}

function nonEmpty(settled: Settled): Settled {
  return Object.fromEntries(Object.entries(settled).filter(([, amount]) => amount.rows > 0));
}
