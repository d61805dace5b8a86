import { type ListPart, REPLAY_LEASE_MS, writeReplay } from '../../adapters/ledger/replays.ts';
import { NOTHING, sum } from '../../core/ledger/tally.ts';
import { createPlanHash, type PlanLine } from '../../core/replay/line.ts';
import { mergeCounts, type Plan } from '../../core/replay/plan.ts';
import type { ReplayRequest } from '../../schemas/api/replays.ts';
import type { FramePointer } from '../../schemas/message.ts';
import type { Vault } from '../../adapters/vault/vault.ts';
import type { Replaying } from './environment.ts';
import { refusePlan } from './plan.ts';

/** Sums the list up and gives it its hash: from here on nobody changes a line of it. */
export async function concludeList(
  replaying: Replaying,
  plan: Plan,
  request: ReplayRequest,
  parts: readonly ListPart[],
): Promise<void> {
  const { table, vault, clock, log } = replaying;
  const hash = createPlanHash();
  const unused = new Set(request.overlays);
  for (const { pointers } of parts) {
    for (const line of await linesAt(vault, pointers)) {
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

/** The lines of one part of a list. */
export async function linesAt(vault: Vault, pointers: readonly FramePointer[]): Promise<readonly PlanLine[]> {
  const lines: PlanLine[] = [];
  for (const pointer of pointers) {
    const text = Buffer.from(await vault.readFrame(pointer)).toString('utf8');
    lines.push(...text.split('\n').map((line) => JSON.parse(line) as PlanLine));
  }
  return lines;
}
