import { type ListPart, readListPart, REPLAY_LEASE_MS, writeReplay } from '../../adapters/ledger/replays.ts';
import { NOTHING, sum } from '../../core/ledger/tally.ts';
import { createPlanHash, type PlanLine } from '../../core/replay/line.ts';
import { listObject } from '../../core/replay/objects.ts';
import { mergeCounts, type Plan } from '../../core/replay/plan.ts';
import type { ReplayRequest } from '../../schemas/api/replays.ts';
import type { Replaying } from './environment.ts';
import { refusePlan } from './plan.ts';

/** Sums the list up and gives it its hash: from here on nobody changes a line of it. */
export async function concludeList(
  replaying: Replaying,
  plan: Plan,
  request: ReplayRequest,
  parts: readonly ListPart[],
): Promise<void> {
  const { table, clock, log } = replaying;
  const hash = createPlanHash();
  const unused = new Set(request.overlays);
  for (const part of parts) {
    for (const line of await linesOf(replaying, plan, part)) {
      hash.add(line);
      for (const edited of unused)
        if (edited.recordKey === line.recordKey && (edited.system ?? line.source) === line.source)
          unused.delete(edited);
    }
  }
  if (unused.size > 0) return void (await refusePlan(replaying, plan, 'replay.overlay-unused'));
  const counts = mergeCounts(parts.flatMap((part) => part.counts));
  const toReplay = sum(counts.filter(({ action }) => action === 'replay'));
  const now = clock.now();
  const planned: Plan = {
    ...plan,
    state: 'PLANNED',
    version: plan.version + 1,
    plannedAt: now.toISOString(),
    tenants: [...new Set(parts.flatMap(({ tenants }) => tenants))].toSorted(),
    hash: hash.end(),
    records: counts.length === 0 ? NOTHING : sum(counts),
    toReplay,
    counts,
    movesMoney: counts.some(({ action, kind }) => action === 'replay' && kind === 'payment'),
    parts: parts.length,
  };
  if (!(await writeReplay(table, planned, new Date(now.getTime() + REPLAY_LEASE_MS)))) return;
  log.info('replay.planned', { replayId: plan.replayId, rows: planned.records.rows, count: toReplay.rows });
}

/** Whether the list is, line by line, the one the plan's hash was made of: what is approved is what runs. */
export async function isListAsHashed(replaying: Replaying, plan: Plan): Promise<boolean> {
  const hash = createPlanHash();
  for (let part = 1; part <= plan.parts; part++)
    for (const line of await readLines(replaying, plan, part)) hash.add(line);
  return hash.end() === plan.hash;
}

/** The lines of one part of a plan's list. Throws ListError where they are not this plan's, or not of this part. */
export async function readLines(replaying: Replaying, plan: Plan, part: number): Promise<readonly PlanLine[]> {
  const listed = await readListPart(replaying.table, plan.replayId, part);
  if (listed === undefined) throw new ListError(`plan ${plan.replayId} has no part ${part}`);
  return await linesOf(replaying, plan, { ...listed, part });
}

/** A plan's list is not the one it was made with. */
export class ListError extends Error {
  override readonly name = 'ListError';
}

/** The ledger says where they lie; that they are this part of this plan the name they lie under says, which is made of what they hold. */
async function linesOf({ vault }: Replaying, { replayId }: Plan, { part, pointers }: ListPart) {
  const frames: Uint8Array[] = [];
  for (const pointer of pointers) frames.push(await vault.readFrame(pointer));
  const name = listObject(replayId, part, frames);
  if (pointers.some(({ object }) => object !== name))
    throw new ListError(`part ${part} of plan ${replayId} lies under another name`);
  return frames.flatMap((frame) =>
    Buffer.from(frame)
      .toString('utf8')
      .split('\n')
      .map((line) => JSON.parse(line) as PlanLine),
  );
}
