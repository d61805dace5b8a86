import type { APIGatewayProxyResult } from 'aws-lambda';
import { jsonAnswer, refuse } from '../../adapters/http/problem-document.ts';
import { listReconciliations, type Reconciliation, reconciliationIdOf } from '../../adapters/ledger/reconciliations.ts';
import { compareAgainSchema } from '../../schemas/api/reconciliations.ts';
import { BRIDGE } from '../../core/audit/entry.ts';
import { maySeeProgramme } from '../../core/tenant-programmes.ts';
import { audited } from './audited.ts';
import type { Operating } from './environment.ts';
import type { Request } from './request.ts';

/** More than all programmes, kinds and runs of a night. */
const LISTED_MAX = 1_000;

/**
 * `POST /v1/reconciliations`: a night, or one programme or kind of it, compared once more with what both sides hold by now, under the next
 * number of run; what was refused is tried again under its own. 202 with what was begun; 409 while all of it is still running.
 */
export async function compareAgain(operating: Operating, { operator, body }: Request): Promise<APIGatewayProxyResult> {
  const { table, queue, reconcileQueue, log } = operating;
  const parsed = compareAgainSchema.safeParse(jsonOf(body));
  if (!parsed.success)
    return refuse(400, 'request.body-invalid', parsed.error.issues.map(({ path }) => path.join('.')).join(', '));
  const isSeen = (each: string): boolean => maySeeProgramme(operator, each);
  const { reconciliations } = await listReconciliations(table, { ...parsed.data, isSeen }, '', LISTED_MAX);
  if (reconciliations.length === 0) return refuse(404, 'reconcile.unknown');
  const latest = [...Map.groupBy(reconciliations, ({ programme, kind }) => `${programme} ${kind}`).values()].flatMap(
    (runs) => runs.toSorted((a, b) => b.run - a.run).slice(0, 1),
  );
  const begun = latest.filter(({ state }) => state !== 'RUNNING').map(nextRunOf);
  if (begun.length === 0) return refuse(409, 'reconcile.running');
  const { night, programme = null, kind = null } = parsed.data;
  const detail = { programme, kind, count: begun.length };
  const act = { tenant: BRIDGE, by: operator.name, action: 'reconcile.asked-again', about: night, detail };
  return await audited(operating, act, async () => {
    await queue.sendAll(
      reconcileQueue,
      begun.map((unit) => ({ v: 1, type: 'unit', ...unit })),
    );
    log.info('reconcile.asked-again', { businessDate: night, count: begun.length });
    return jsonAnswer(202, { begun: begun.map(reconciliationIdOf) });
  });
}

/** A repeat of the request finds the run it asked for under way: its message begins it once. */
function nextRunOf({ night, programme, kind, run, state }: Reconciliation) {
  return { night, programme, kind, run: state === 'REFUSED' ? run : run + 1 };
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
