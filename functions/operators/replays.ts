import type { APIGatewayProxyResult } from 'aws-lambda';
import type * as z from 'zod';
import { jsonAnswer, refuse } from '../../adapters/http/problem-document.ts';
import { createReplay, listReplays as listPlans, readReplay, REPLAY_LEASE_MS } from '../../adapters/ledger/replays.ts';
import { maySee, type Operator } from '../../core/access.ts';
import { faultOf } from '../../core/audit/act-form.ts';
import { NOTHING } from '../../core/ledger/tally.ts';
import { requestObject } from '../../core/replay/objects.ts';
import { forbiddenEdit } from '../../core/replay/overlay.ts';
import { maySeePlan, NO_PROGRESS, type Plan } from '../../core/replay/plan.ts';
import { listReplays as listOperation, type ReplayRequest, replayRequestSchema } from '../../schemas/api/replays.ts';
import type { Kind } from '../../schemas/kind.ts';
import { systems } from '../../schemas/systems/registry.ts';
import { audited } from './audited.ts';
import type { Operating } from './environment.ts';
import { cursorOf, placeOf } from './page.ts';
import { conditionsOf } from './query.ts';
import { replayView } from './replay-view.ts';
import type { Request } from './request.ts';

const ID_BYTES = 12;

/** `POST /v1/replays`: the request is kept and made into a plan by itself; nothing is sent by it. */
export async function planReplay(operating: Operating, { operator, body }: Request): Promise<APIGatewayProxyResult> {
  const parsed = replayRequestSchema.safeParse(jsonOf(body));
  if (!parsed.success) return refuse(400, 'replay.invalid', namesIn(parsed.error));
  const request = parsed.data;
  const forbidden = request.overlays.flatMap(({ recordKey, edits }) => forbiddenEdit(kindOf(recordKey), edits) ?? []);
  if (forbidden.length > 0) return refuse(400, 'replay.overlay-forbidden', [...new Set(forbidden)].join(', '));
  const { filter, keys, overlays, mapping, reason } = request;
  if (filter?.tenant !== undefined && !isTenantOf(operator, filter.tenant)) return refuse(404, 'replay.unknown');
  const now = operating.clock.now();
  const plan: Plan = {
    replayId: `rp_${operating.randomBytes(ID_BYTES).toString('base64url')}`,
    state: 'PLANNING',
    version: 1,
    problem: null,
    filter: filter ?? null,
    keys: keys?.length ?? 0,
    overlays: overlays.length,
    mapping,
    reason,
    createdBy: operator.name,
    scope: operator.tenants,
    createdAt: now.toISOString(),
    ...UNPLANNED,
  };
  const act = {
    tenant: filter?.tenant ?? chainOf(plan.scope),
    by: operator.name,
    action: 'replay.planned',
    about: plan.replayId,
    // Not what a person wrote as a condition: it may be anything.
    detail: { keys: plan.keys, overlays: plan.overlays, mapping, batchId: filter?.batchId ?? null },
  };
  // The one detail somebody typed.
  if (faultOf(act) !== null) return refuse(400, 'replay.invalid', 'filter.batchId');
  return await audited(operating, act, async () => {
    await keep(operating, plan, request, now);
    return jsonAnswer(202, { replayId: plan.replayId });
  });
}

function isTenantOf(operator: Operator, tenant: string): boolean {
  return maySee(operator, tenant) && systems.some((system) => system.side === 'city' && system.tenant === tenant);
}

/** The request is sealed, for edits are values; ledger first, queue second. */
async function keep(operating: Operating, plan: Plan, request: ReplayRequest, now: Date): Promise<void> {
  const { table, vault, log } = operating;
  const { replayId } = plan;
  await vault.writeOne(requestObject(replayId), Buffer.from(JSON.stringify(request), 'utf8'));
  await createReplay(table, plan, new Date(now.getTime() + REPLAY_LEASE_MS));
  await sendForPlan(operating, { v: 1, type: 'plan', replayId });
  log.info('replay.asked-for', { replayId });
}

/** What was written has happened, whether or not its message gets through: one that does not is the sweeper's to send again. */
export async function sendForPlan(
  { queue, replayQueue, log }: Pick<Operating, 'queue' | 'replayQueue' | 'log'>,
  message: { readonly v: 1; readonly type: 'plan' | 'run'; readonly replayId: string; readonly part?: number },
): Promise<void> {
  try {
    await queue.send(replayQueue, message);
  } catch (error) {
    log.error('replay.not-sent-on', { replayId: message.replayId, error });
  }
}

const UNPLANNED = {
  plannedAt: null,
  tenants: [],
  hash: null,
  records: NOTHING,
  toReplay: NOTHING,
  counts: [],
  movesMoney: false,
  parts: 0,
  approval: null,
  refusedBy: null,
  progress: NO_PROGRESS,
  nextPart: 1,
  waits: 0,
  batches: [],
  startedAt: null,
  endedAt: null,
} as const satisfies Partial<Plan>;

/** `GET /v1/replays`: the newest first; plans with records of tenants the person may not see are left out. */
export async function listReplays(operating: Operating, { operator, query }: Request): Promise<APIGatewayProxyResult> {
  const parsed = listOperation.query.safeParse(query);
  if (!parsed.success) return refuse(400, 'request.query-invalid', conditionsOf(parsed.error));
  const { cursor, limit } = parsed.data;
  let place = placeOf({}, cursor);
  if (place === null) return refuse(400, 'request.cursor-invalid');
  const now = operating.clock.now();
  const shown: Plan[] = [];
  for (let more = true; more && shown.length < limit;) {
    const page = await listPlans(operating.table, place, limit - shown.length);
    shown.push(...page.plans.map(({ plan }) => plan).filter((plan) => maySeePlan(operator, plan)));
    place = page.more ? (page.plans.at(-1)?.place ?? '') : '';
    more = place !== '';
  }
  return jsonAnswer(200, {
    replays: shown.map((plan) => replayView(plan, now)),
    next: place === '' ? null : cursorOf({}, place),
  });
}

/** `GET /v1/replays/{id}` */
export async function showReplay(operating: Operating, request: Request): Promise<APIGatewayProxyResult> {
  const plan = await planFor(operating, request);
  if (plan === undefined) return refuse(404, 'replay.unknown');
  return jsonAnswer(200, replayView(plan, operating.clock.now()));
}

/** The plan, for whoever may see everything in it; undefined for others, as of one that is not there. */
export async function planFor(
  { table }: Operating,
  { operator, id }: Pick<Request, 'operator' | 'id'>,
): Promise<Plan | undefined> {
  const plan = await readReplay(table, id);
  return plan !== undefined && maySeePlan(operator, plan) ? plan : undefined;
}

/** Whose chain the act of an author stands in who may see these tenants' records. */
export function chainOf(tenants: Plan['scope']): string {
  const [first, second] = tenants === 'all' ? [] : tenants;
  return first !== undefined && second === undefined ? first : 'bridge';
}

export function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** Names of the fields that are not as agreed; never a value. */
export function namesIn({ issues }: z.ZodError): string {
  return [...new Set(issues.map(({ path, code }) => path.map(String).join('.') || code))].join(', ');
}

/** `.a.`, `.p.` or `.c.` behind the person's or number's hash. */
function kindOf(recordKey: string): Kind {
  const letter = recordKey.split('.')[1];
  return letter === 'p' ? 'payment' : letter === 'c' ? 'certificate' : 'applicant';
}
