import type { APIGatewayProxyResult } from 'aws-lambda';
import { jsonAnswer, refuse } from '../../adapters/http/problem-document.ts';
import { readListPart, readVerdicts } from '../../adapters/ledger/replays.ts';
import type { PlanLine } from '../../core/replay/line.ts';
import { fieldOf } from '../../core/replay/overlay.ts';
import type { Plan } from '../../core/replay/plan.ts';
import { type Verdict, verdictsIn } from '../../core/replay/verdicts.ts';
import { listReplayLines as operation, type ReplayLineView } from '../../schemas/api/replays.ts';
import type { Operating } from './environment.ts';
import { cursorOf, placeOf } from './page.ts';
import { conditionsOf } from './query.ts';
import { planFor } from './replays.ts';
import type { Request } from './request.ts';

/** Parts looked through for one page where few lines are wanted: the gateway gives up after 29 s. */
const PARTS_PER_PAGE = 40;

/** `GET /v1/replays/{id}/lines`: what the plan does with each record and what would change, masked. */
export async function listReplayLines(operating: Operating, request: Request): Promise<APIGatewayProxyResult> {
  const parsed = operation.query.safeParse(request.query);
  if (!parsed.success) return refuse(400, 'request.query-invalid', conditionsOf(parsed.error));
  const { cursor, limit, action } = parsed.data;
  const plan = await planFor(operating, request);
  if (plan === undefined) return refuse(404, 'replay.unknown');
  if (plan.hash === null) return refuse(409, 'replay.not-planned');
  const filter = { replayId: plan.replayId, ...(action === undefined ? {} : { action }) };
  const place = placeOf(filter, cursor);
  if (place === null) return refuse(400, 'request.cursor-invalid');
  const [from = 1, after = 0] = place === '' ? [] : place.split(':').map(Number);
  const lines: ReplayLineView[] = [];
  let next: string | null = null;
  let part = from;
  for (let skip = after; part <= plan.parts && next === null; part += 1, skip = 0) {
    if (part - from === PARTS_PER_PAGE) {
      next = `${part}:0`;
      break;
    }
    const views = await viewsOf(operating, plan, part);
    for (const [index, view] of views.entries()) {
      if (index < skip || (action !== undefined && view.action !== action)) continue;
      if (lines.length === limit) {
        next = `${part}:${index}`;
        break;
      }
      lines.push(view);
    }
  }
  return jsonAnswer(200, { lines, next: next === null ? null : cursorOf(filter, next) });
}

async function viewsOf(
  { table, vault }: Operating,
  { replayId }: Plan,
  part: number,
): Promise<readonly ReplayLineView[]> {
  const listed = await readListPart(table, replayId, part);
  if (listed === undefined) throw new Error(`plan ${replayId} has no part ${part}`);
  const letters = await readVerdicts(table, replayId, part);
  const verdicts = letters === undefined ? [] : verdictsIn(letters);
  const lines: PlanLine[] = [];
  for (const pointer of listed.pointers) {
    const text = Buffer.from(await vault.readFrame(pointer)).toString('utf8');
    lines.push(...text.split('\n').map((line) => JSON.parse(line) as PlanLine));
  }
  return lines.map((line, index) => viewOf(line, verdicts[index] ?? null));
}

/** Everything but where it lies and what it was sent as: the one place with values as they are. */
function viewOf(line: PlanLine, verdict: Verdict | null): ReplayLineView {
  const { recordKey, source, kind, tenant, state, fence, action, code, problem, destination, fen } = line;
  const { movesMoney, overlay, wasSent, changes, batchId, row } = line;
  return {
    recordKey,
    system: source,
    kind,
    tenant,
    state,
    fence,
    action,
    code,
    problem,
    destination,
    fen,
    movesMoney,
    overlaid: overlay.map(fieldOf),
    wasSent,
    changes: [...changes],
    verdict,
    batchId,
    row,
  };
}
