import type { Operator } from '../../../core/access.ts';
import type { Handler } from '../../../functions/operators/handlers.ts';
import type { Operating } from '../../../functions/operators/environment.ts';
import { approveReplay, pauseReplay, resumeReplay, runReplay } from '../../../functions/operators/replay-acts.ts';
import { listReplayLines } from '../../../functions/operators/replay-lines.ts';
import { planReplay, showReplay } from '../../../functions/operators/replays.ts';
import type { Replaying } from '../../../functions/replay/environment.ts';
import { planReplay as makePlan } from '../../../functions/replay/plan.ts';
import { runPart } from '../../../functions/replay/run.ts';
import { translateChunk } from '../../../functions/translate/chunk.ts';
import type { Translating } from '../../../functions/translate/environment.ts';
import { claimGroupsOf } from '../../../infra/claims.ts';
import type { ReplayLineView, ReplayView } from '../../../schemas/api/replays.ts';
import type { Kind } from '../../../schemas/kind.ts';
import type { Canonical } from '../../../schemas/systems/system.ts';
import { declaredOf } from '../../declared/answers.ts';
import { operatingOn as operating } from '../operators/asking.ts';
import type { TestProvince, Turn } from '../ledger/destination.ts';
import { deliveringTo, drain, openBatch } from '../ledger/flow.ts';
import type { Ground, Sent } from '../ledger/ground.ts';
import { PROVINCE } from '../ledger/records.ts';

export const AUTHOR: Operator = { name: 'operator', displayName: '李', roles: ['viewer', 'operator'], tenants: 'all' };
export const SECOND: Operator = { ...AUTHOR, name: 'approver', roles: ['viewer', 'operator', 'approver'] };

export function operatingOn(ground: Ground): Operating {
  return { ...operating(ground), replayQueue: 'replay' };
}

export function replayingOn(ground: Ground): Replaying {
  return {
    ...ground,
    ownQueue: 'replay',
    translateQueue: 'translate',
    claimGroups: claimGroupsOf({ stacking: 'allow' }),
  };
}

export interface Answered<Body> {
  readonly status: number;
  readonly body: Body;
}

async function asked<Body>(
  ground: Ground,
  handler: Handler,
  { by = AUTHOR, id = '', body, query = {} }: Asking,
): Promise<Answered<Body & { readonly code?: string }>> {
  const bytes = body === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(body));
  const answer = await declaredOf(handler)(operatingOn(ground), { operator: by, id, query, body: bytes });
  return { status: answer.statusCode, body: JSON.parse(answer.body) as Body & { readonly code?: string } };
}

interface Asking {
  readonly by?: Operator;
  readonly id?: string;
  readonly body?: object;
  readonly query?: Readonly<Record<string, string>>;
}

/** What operators ask of replays. */
export const ask = {
  plan: (ground: Ground, body: object, by?: Operator) =>
    asked<{ readonly replayId: string }>(ground, planReplay, { body, ...(by === undefined ? {} : { by }) }),
  show: (ground: Ground, id: string, by?: Operator) =>
    asked<ReplayView>(ground, showReplay, { id, ...(by === undefined ? {} : { by }) }),
  lines: (ground: Ground, id: string, query: Readonly<Record<string, string>> = {}) =>
    asked<{ readonly lines: readonly ReplayLineView[]; readonly next: string | null }>(ground, listReplayLines, {
      id,
      query,
    }),
  approve: (ground: Ground, id: string, body: object, by = SECOND) =>
    asked<ReplayView>(ground, approveReplay, { id, by, body: { decision: 'approve', reason: '已核对', ...body } }),
  run: (ground: Ground, id: string, body?: object) =>
    asked<ReplayView>(ground, runReplay, { id, ...(body === undefined ? {} : { body }) }),
  pause: (ground: Ground, id: string) => asked<ReplayView>(ground, pauseReplay, { id }),
  resume: (ground: Ground, id: string) => asked<ReplayView>(ground, resumeReplay, { id }),
} as const;

/** Handles the messages of the replay queue until there are none; each wait passes at once. Work for others stays on its queues. */
export async function workOff(ground: Ground, replaying: Replaying, max = 200): Promise<void> {
  for (let count = 0; ; count++) {
    const next = ground.queue.sent.find(({ url }) => url === 'replay');
    if (next === undefined) return;
    if (count === max) throw new Error('the replay does not end');
    ground.queue.sent.splice(ground.queue.sent.indexOf(next), 1);
    ground.clock.forward(next.delaySeconds * 1000);
    await handle(replaying, next.message);
  }
}

export async function handle(replaying: Replaying, message: Sent['message']): Promise<void> {
  const replayId = String(message['replayId']);
  if (message['type'] === 'plan') await makePlan(replaying, replayId, () => true);
  else await runPart(replaying, replayId, Number(message['part']));
}

/** Everything there is to do, the replay's own and what it leads to. */
export async function settle(ground: Ground, translating: Translating, outside: TestProvince): Promise<void> {
  const replaying = replayingOn(ground);
  const delivering = deliveringTo(ground, PROVINCE, outside.url);
  while (ground.queue.sent.length > 0) {
    await workOff(ground, replaying);
    await drain(ground, translating, delivering);
  }
}

/** A record that the province did not take: the script says why. */
export async function stuck(
  ground: Ground,
  translating: Translating,
  outside: TestProvince,
  of: { readonly kind: Kind; readonly records: readonly Canonical[]; readonly turn: Turn },
): Promise<string> {
  const batch = await openBatch(ground, of.kind, of.records);
  await translateChunk(translating, batch);
  outside.script.push(of.turn);
  await drain(ground, translating, deliveringTo(ground, PROVINCE, outside.url));
  return batch.batchId;
}

/** A plan as it stands when it is made. */
export async function planned(ground: Ground, body: object): Promise<ReplayView> {
  const { status, body: made } = await ask.plan(ground, { reason: '接口已恢复', ...body });
  if (status !== 202) throw new Error(JSON.stringify(made));
  await workOff(ground, replayingOn(ground));
  return (await ask.show(ground, made.replayId)).body;
}
