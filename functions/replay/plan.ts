import {
  listFound,
  listListParts,
  readOrdered,
  readReplay,
  REPLAY_LEASE_MS,
  writeReplay,
} from '../../adapters/ledger/replays.ts';
import type { Plan } from '../../core/replay/plan.ts';
import type { ProblemCode } from '../../schemas/problem.ts';
import type { Replaying } from './environment.ts';
import { findMore } from './find.ts';
import { concludeList } from './list.ts';
import { orderFound } from './order.ts';
import { REPLAY_RECORDS_MAX } from '../../core/replay/line.ts';
import { judgePart } from './part.ts';
import { readRequest } from './request.ts';

/**
 * Makes a plan in steps, each of which is kept as it ends: what fits is found, put in order once, judged part by part, and summed up.
 * Whoever goes on, after a crash or beside another one, goes on from what is kept. A plan that is made is not made again.
 */
export async function planReplay(replaying: Replaying, replayId: string, hasTime: () => boolean): Promise<void> {
  const { table, queue, ownQueue } = replaying;
  const plan = await readReplay(table, replayId);
  if (plan?.state !== 'PLANNING') return;
  const request = await readRequest(replaying, plan);
  for (;;) {
    const done = await step(replaying, plan, request);
    if (done) return;
    if (hasTime()) continue;
    await queue.send(ownQueue, { v: 1, type: 'plan', replayId });
    return;
  }
}

/** One step; `true` when the plan is made, or refused. */
async function step(
  replaying: Replaying,
  plan: Plan,
  request: Awaited<ReturnType<typeof readRequest>>,
): Promise<boolean> {
  const { table } = replaying;
  const { replayId } = plan;
  const ordered = await readOrdered(table, replayId);
  if (ordered === undefined) {
    const found = await listFound(table, replayId);
    if (found.reduce((rows, { rows: more }) => rows + more, 0) > FOUND_MAX)
      return await refusePlan(replaying, plan, 'replay.too-many');
    const last = found.at(-1);
    if (last === undefined || last.next !== null) await findMore(replaying, plan, request, last);
    else if ((await orderFound(replaying, plan, found)) === 'too-many')
      return await refusePlan(replaying, plan, 'replay.too-many');
    return false;
  }
  const parts = await listListParts(table, replayId);
  const there = new Set(parts.map(({ part }) => part));
  const missing = ordered.findIndex((_, index) => !there.has(index + 1));
  const pointer = ordered[missing];
  if (pointer !== undefined) {
    await judgePart(replaying, plan, request, missing + 1, pointer);
    return false;
  }
  await concludeList(replaying, plan, request, parts);
  return true;
}

/** A record may be found twice while it moves in its index; who finds more than this has found too many, however that is counted. */
const FOUND_MAX = 2 * REPLAY_RECORDS_MAX;

/** Says why there is no plan; somebody else may have said so, or made it. */
export async function refusePlan(replaying: Replaying, plan: Plan, problem: ProblemCode): Promise<true> {
  const { table, clock, log } = replaying;
  const at = clock.now();
  const refused: Plan = { ...plan, state: 'REFUSED', problem, version: plan.version + 1, endedAt: at.toISOString() };
  if (await writeReplay(table, refused, new Date(at.getTime() + REPLAY_LEASE_MS)))
    log.warn('replay.refused', { replayId: plan.replayId, code: problem });
  return true;
}
