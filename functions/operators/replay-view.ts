import { approvalEndsAt, isExpired, type Plan, PLAN_VALID_MS } from '../../core/replay/plan.ts';
import { doneOf } from '../../core/replay/verdicts.ts';
import type { ReplayView } from '../../schemas/api/replays.ts';

/** A plan as operators see it. */
export function replayView(plan: Plan, now: Date): ReplayView {
  const { scope: _scope, version: _version, parts: _parts, nextPart: _next, waits: _waits, ...shown } = plan;
  const { approval, plannedAt, progress, movesMoney } = plan;
  return {
    ...shown,
    state: stateAt(plan, now),
    expiresAt: plannedAt === null ? null : new Date(new Date(plannedAt).getTime() + PLAN_VALID_MS).toISOString(),
    tenants: [...plan.tenants],
    counts: [...plan.counts],
    batches: [...plan.batches],
    needsApproval: movesMoney,
    approval: approval === null ? null : { ...approval, expiresAt: approvalEndsAt(approval).toISOString() },
    progress: { done: doneOf(progress), total: plan.records.rows, ...progress },
  };
}

/** What the clock has made of it: an approval that lapsed unused is none, and an old plan is over. */
function stateAt(plan: Plan, now: Date): ReplayView['state'] {
  if (isExpired(plan, now)) return 'EXPIRED';
  const { state, approval } = plan;
  return state === 'APPROVED' && approval !== null && now > approvalEndsAt(approval) ? 'PLANNED' : state;
}
