import type { APIGatewayProxyResult } from 'aws-lambda';
import { jsonAnswer, refuse } from '../../adapters/http/problem-document.ts';
import { REPLAY_LEASE_MS, writeReplay } from '../../adapters/ledger/replays.ts';
import { LedgerError } from '../../adapters/ledger/table.ts';
import { fenDetail } from '../../core/audit/act-form.ts';
import { type Acted, begin, decideOn, pause, type Plan, resume } from '../../core/replay/plan.ts';
import { approveReplay as approveOperation, runReplay as runOperation } from '../../schemas/api/replays.ts';
import type { ProblemCode } from '../../schemas/problem.ts';
import { audited } from './audited.ts';
import type { Operating } from './environment.ts';
import { chainOf, jsonOf, namesIn, planFor, sendForPlan } from './replays.ts';
import { replayView } from './replay-view.ts';
import type { Request } from './request.ts';

/** An act that loses its race, to the run or another operator, is looked at again this often. */
const RACES_MAX = 6;

/** `POST /v1/replays/{id}/approval`: another person's word on this very list. */
export async function approveReplay(operating: Operating, request: Request): Promise<APIGatewayProxyResult> {
  const parsed = approveOperation.body.safeParse(jsonOf(request.body));
  if (!parsed.success) return refuse(400, 'replay.invalid', namesIn(parsed.error));
  const action = parsed.data.decision === 'approve' ? 'replay.approved' : 'replay.declined';
  return await act(operating, request, {
    action,
    status: 200,
    by: (plan) => decideOn(plan, parsed.data, request.operator.name, operating.clock.now()),
  });
}

/** `POST /v1/replays/{id}/run`: of two who begin it one does. */
export async function runReplay(operating: Operating, request: Request): Promise<APIGatewayProxyResult> {
  const parsed = runOperation.body.safeParse(request.body.length === 0 ? {} : jsonOf(request.body));
  if (!parsed.success) return refuse(400, 'replay.invalid', namesIn(parsed.error));
  return await act(operating, request, {
    action: 'replay.run',
    status: 202,
    by: (plan) => begin(plan, parsed.data.hash, operating.clock.now()),
  });
}

/** `POST /v1/replays/{id}/pause` */
export async function pauseReplay(operating: Operating, request: Request): Promise<APIGatewayProxyResult> {
  return await act(operating, request, { action: 'replay.paused', status: 200, by: (plan) => pause(plan, null) });
}

/** `POST /v1/replays/{id}/resume` */
export async function resumeReplay(operating: Operating, request: Request): Promise<APIGatewayProxyResult> {
  return await act(operating, request, {
    action: 'replay.resumed',
    status: 202,
    by: (plan) => resume(plan, operating.clock.now()),
  });
}

interface Act {
  readonly action: string;
  readonly status: 200 | 202;
  readonly by: (plan: Plan) => Acted;
}

/** In the chain of each tenant whose records the plan has. Looked at before it is written down, so that what can't be is no act; and once more as it is carried out, for somebody may have been first. */
async function act(operating: Operating, request: Request, what: Act): Promise<APIGatewayProxyResult> {
  const plan = await planFor(operating, request);
  if (plan === undefined) return refuse(404, 'replay.unknown');
  const objection = what.by(plan);
  // Who tries to be both persons is written down.
  if (!objection.ok && objection.code !== 'replay.own-plan') return refused(operating, plan, objection.code);
  const { rows, fen } = plan.toReplay;
  const entryIn = (tenant: string) => ({
    tenant,
    by: request.operator.name,
    action: what.action,
    about: plan.replayId,
    // As a number: the 分 of a large plan have as many digits as somebody's mobile number.
    detail: { hash: plan.hash, rows, fen: fenDetail(fen), movesMoney: plan.movesMoney },
  });
  const tenants = plan.tenants.length > 0 ? plan.tenants : [chainOf(plan.scope)];
  return await tenants.reduceRight(
    (inner: () => Promise<APIGatewayProxyResult>, tenant) => () => audited(operating, entryIn(tenant), inner),
    () => carryOut(operating, request, what),
  )();
}

async function carryOut(operating: Operating, request: Request, what: Act): Promise<APIGatewayProxyResult> {
  const { table, clock } = operating;
  for (let race = 0; race < RACES_MAX; race++) {
    const plan = await planFor(operating, request);
    if (plan === undefined) return refuse(404, 'replay.unknown');
    const acted = what.by(plan);
    if (!acted.ok) return refused(operating, plan, acted.code);
    const now = clock.now();
    if (!(await writeReplay(table, acted.after, new Date(now.getTime() + REPLAY_LEASE_MS)))) continue;
    await sendOn(operating, acted.after);
    return jsonAnswer(what.status, replayView(acted.after, now));
  }
  throw new LedgerError('a plan stays in conflict');
}

/** A run that begins, or goes on, has its next part sent for. */
async function sendOn(operating: Operating, { replayId, state, nextPart }: Plan): Promise<void> {
  operating.log.info('replay.acted-on', { replayId, state });
  if (state === 'RUNNING') await sendForPlan(operating, { v: 1, type: 'run', replayId, part: nextPart });
}

function refused({ log }: Operating, { replayId }: Plan, code: ProblemCode): APIGatewayProxyResult {
  log.info('replay.act-refused', { replayId, code });
  return refuse(code === 'replay.own-plan' ? 403 : 409, code);
}
