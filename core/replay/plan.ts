import type { Kind } from '../../schemas/kind.ts';
import type { ProblemCode } from '../../schemas/problem.ts';
import { type Operator, maySee } from '../access.ts';
import { type Amount, add, NOTHING } from '../ledger/tally.ts';
import type { PlanLine, ReplayAction, ReplayMapping } from './line.ts';

/**
 * `PLANNING` → `PLANNED` → (`APPROVED`, where money could move) → `RUNNING` ⇄ `PAUSED` → `DONE`; `REFUSED`: it could not be planned, or
 * the second person said no. That one has expired is told by the clock.
 */
export type PlanState = 'PLANNING' | 'PLANNED' | 'APPROVED' | 'RUNNING' | 'PAUSED' | 'DONE' | 'REFUSED';

/** What records are meant: all conditions hold. Times are RFC 3339. */
export interface ReplayFilter {
  readonly tenant?: string | undefined;
  readonly system?: string | undefined;
  readonly kind?: Kind | undefined;
  readonly state?: 'HELD' | 'REJECTED' | 'QUARANTINED' | undefined;
  readonly code?: string | undefined;
  readonly batchId?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

export interface Approval {
  readonly by: string;
  readonly at: string;
  readonly hash: string;
  readonly reason: string;
  readonly usedAt: string | null;
}

/** So many lines of one kind. */
export interface Count extends Amount {
  readonly action: ReplayAction;
  readonly code: string | null;
  readonly kind: Kind;
  readonly state: string;
  readonly destination: string | null;
}

/** How far a run is, in lines. */
export interface Progress {
  readonly replayed: number;
  /** Changed since they were planned. */
  readonly changed: number;
  readonly nothing: number;
  readonly refused: number;
  readonly failed: number;
}

export const NO_PROGRESS: Progress = { replayed: 0, changed: 0, nothing: 0, refused: 0, failed: 0 };

export interface Plan {
  readonly replayId: string;
  readonly state: PlanState;
  /** Raised by one with every write; a write names the version it expects. */
  readonly version: number;
  readonly problem: ProblemCode | null;
  /** `null` where records were chosen by key. */
  readonly filter: ReplayFilter | null;
  readonly keys: number;
  readonly overlays: number;
  readonly mapping: ReplayMapping;
  readonly reason: string;
  readonly createdBy: string;
  /** Whose records the author may see: no other is in the plan. */
  readonly scope: Operator['tenants'];
  readonly createdAt: string;
  readonly plannedAt: string | null;
  readonly tenants: readonly string[];
  readonly hash: string | null;
  readonly records: Amount;
  readonly toReplay: Amount;
  readonly counts: readonly Count[];
  readonly movesMoney: boolean;
  /** Of the list, each of up to 500 lines. */
  readonly parts: number;
  readonly approval: Approval | null;
  readonly refusedBy: { readonly by: string; readonly at: string; readonly reason: string } | null;
  readonly progress: Progress;
  /** The part that runs next, from 1. */
  readonly nextPart: number;
  /** How often the next part waited for the destination; `GO_ON`: somebody has said that it goes all the same. */
  readonly waits: number;
  /** The last ones it went in. */
  readonly batches: readonly string[];
  readonly startedAt: string | null;
  readonly endedAt: string | null;
}

/** After a resumption one part goes without a look at those before: whoever resumes knows better than the backlog. */
export const GO_ON = -1;
/** An approval is worth this long, to the millisecond. */
export const APPROVAL_MS = 1_800_000;
/** A plan that was not run by then has to be made anew: the ledger has moved on. */
export const PLAN_VALID_MS = 86_400_000;

export type Acted = { readonly ok: true; readonly after: Plan } | { readonly ok: false; readonly code: ProblemCode };

export function isExpired(plan: Plan, now: Date): boolean {
  const waits = plan.state === 'PLANNED' || plan.state === 'APPROVED' || plan.state === 'PAUSED';
  return waits && plan.plannedAt !== null && now.getTime() > new Date(plan.plannedAt).getTime() + PLAN_VALID_MS;
}

export function approvalEndsAt({ at }: Approval): Date {
  return new Date(new Date(at).getTime() + APPROVAL_MS);
}

/** Another person's word on this very list. One that has lapsed unused may be given again. */
export function decideOn(
  plan: Plan,
  said: { readonly decision: 'approve' | 'refuse'; readonly hash: string; readonly reason: string },
  by: string,
  now: Date,
): Acted {
  const at = now.toISOString();
  if (plan.state !== 'PLANNED' && plan.state !== 'APPROVED')
    return no(isUnplanned(plan) ? 'replay.not-planned' : 'replay.already-approved');
  if (isExpired(plan, now)) return no('replay.expired');
  if (plan.createdBy === by) return no('replay.own-plan');
  if (plan.hash !== said.hash) return no('replay.hash-mismatch');
  if (said.decision === 'refuse')
    return yes(plan, {
      state: 'REFUSED',
      problem: 'replay.declined',
      refusedBy: { by, at, reason: said.reason },
      endedAt: at,
    });
  if (!plan.movesMoney) return no('replay.approval-not-needed');
  if (plan.approval !== null && now <= approvalEndsAt(plan.approval)) return no('replay.already-approved');
  return yes(plan, { state: 'APPROVED', approval: { by, at, hash: said.hash, reason: said.reason, usedAt: null } });
}

/** Begins the run. An approval is of this hash, by another person, not older than half an hour, and used up by it. */
export function begin(plan: Plan, hash: string | undefined, now: Date): Acted {
  const at = now.toISOString();
  if (isUnplanned(plan)) return no('replay.not-planned');
  if (plan.state !== 'PLANNED' && plan.state !== 'APPROVED') return no('replay.already-run');
  if (isExpired(plan, now)) return no('replay.expired');
  if (plan.hash === null || (hash !== undefined && hash !== plan.hash)) return no('replay.hash-mismatch');
  const running = { state: 'RUNNING', startedAt: at, nextPart: 1 } as const;
  if (!plan.movesMoney) return yes(plan, running);
  const { approval } = plan;
  if (approval === null || approval.by === plan.createdBy) return no('replay.not-approved');
  if (approval.hash !== plan.hash) return no('replay.hash-mismatch');
  if (approval.usedAt !== null) return no('replay.already-run');
  if (now > approvalEndsAt(approval)) return no('replay.approval-expired');
  return yes(plan, { ...running, approval: { ...approval, usedAt: at } });
}

export function pause(plan: Plan, problem: ProblemCode | null): Acted {
  return plan.state === 'RUNNING' ? yes(plan, { state: 'PAUSED', problem }) : no('replay.not-running');
}

export function resume(plan: Plan, now: Date): Acted {
  if (plan.state !== 'PAUSED') return no('replay.not-paused');
  return isExpired(plan, now) ? no('replay.expired') : yes(plan, { state: 'RUNNING', problem: null, waits: GO_ON });
}

/** Whether the person may see the plan, and so everything in it. Before it is planned nobody knows what is; one of nothing is its author's. */
export function maySeePlan(operator: Operator, { scope, tenants, createdBy }: Plan): boolean {
  if (tenants.length > 0) return tenants.every((tenant) => maySee(operator, tenant));
  if (operator.name === createdBy) return true;
  return scope === 'all' ? operator.tenants === 'all' : scope.every((tenant) => maySee(operator, tenant));
}

/** Lines by what becomes of them, in rows and 分. */
export function countsOf(lines: Iterable<PlanLine>): readonly Count[] {
  return mergeCounts(
    [...lines].map(({ action, code, kind, state, destination, fen }) => ({
      action,
      code,
      kind,
      state,
      destination,
      rows: 1,
      fen,
    })),
  );
}

export function mergeCounts(all: readonly Count[]): readonly Count[] {
  const merged = new Map<string, Count>();
  for (const count of all) {
    const { action, code, kind, state, destination } = count;
    const name = JSON.stringify([action, kind, state, destination, code]);
    merged.set(name, { ...count, ...add(merged.get(name) ?? NOTHING, count) });
  }
  return [...merged].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, count]) => count);
}

function isUnplanned({ state }: Plan): boolean {
  return state === 'PLANNING' || state === 'REFUSED';
}

function yes(plan: Plan, change: Partial<Plan>): Acted {
  return { ok: true, after: { ...plan, ...change, version: plan.version + 1 } };
}

function no(code: ProblemCode): Acted {
  return { ok: false, code };
}
