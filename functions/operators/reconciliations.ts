import type { APIGatewayProxyResult } from 'aws-lambda';
import { jsonAnswer, refuse } from '../../adapters/http/problem-document.ts';
import {
  listReconciliations,
  readReconciliation,
  type Reconciliation,
  runOfId,
} from '../../adapters/ledger/reconciliations.ts';
import { reportUrl } from '../../adapters/reports/report-store.ts';
import { maySeeProgramme } from '../../core/tenant-programmes.ts';
import type { ReconciliationStatement } from '../../core/reconcile/statement.ts';
import { reconciliationQuerySchema } from '../../schemas/api/reconciliations.ts';
import type { Operating } from './environment.ts';
import { cursorOf, placeOf } from './page.ts';
import { conditionsOf } from './query.ts';
import type { Request } from './request.ts';

/** `GET /v1/reconciliations`: the newest night first, each without its control totals. */
export async function listNights({ table }: Operating, { operator, query }: Request): Promise<APIGatewayProxyResult> {
  const parsed = reconciliationQuerySchema.safeParse(query);
  if (!parsed.success) return refuse(400, 'request.query-invalid', conditionsOf(parsed.error));
  const { cursor, limit, ...filter } = parsed.data;
  const after = placeOf(filter, cursor);
  if (after === null) return refuse(400, 'request.cursor-invalid');
  const { reconciliations, next } = await listReconciliations(
    table,
    { ...filter, isSeen: (programme) => maySeeProgramme(operator, programme) },
    after,
    limit,
  );
  return jsonAnswer(200, {
    reconciliations: reconciliations.map((each) => viewOf(each, each.statement, null)),
    next: next === null ? null : cursorOf(filter, next),
  });
}

/** `GET /v1/reconciliations/{id}`: its statement with all control totals, and where its reports can be fetched for five minutes. */
export async function showNight(operating: Operating, { operator, id }: Request): Promise<APIGatewayProxyResult> {
  const of = runOfId(id);
  const isSeen = of !== undefined && maySeeProgramme(operator, of.programme);
  const found = isSeen ? await readReconciliation(operating.table, of) : undefined;
  if (found === undefined) return refuse(404, 'reconcile.unknown');
  return jsonAnswer(200, viewOf(found, await wholeStatement(operating, found), await urlsOf(operating, found)));
}

function viewOf(
  reconciliation: Reconciliation,
  statement: ReconciliationStatement | null,
  reports: Reconciliation['reports'],
) {
  const { reconciliationId, night, run, programme, kind, state, problem, notes, startedAt, endedAt } = reconciliation;
  const sides = [
    ...reconciliation.sides.city,
    ...(reconciliation.sides.province === null ? [] : [reconciliation.sides.province]),
  ].map(({ system, part, rows, fen, businessDate, batchId }) => ({ system, part, rows, fen, businessDate, batchId }));
  const common = { reconciliationId, night, run, programme, kind, state, problem, notes, sides };
  return { ...common, ranges: reconciliation.ranges.length, statement, reports, startedAt, endedAt };
}

async function wholeStatement(
  { vault }: Operating,
  { whole, statement }: Reconciliation,
): Promise<ReconciliationStatement | null> {
  if (whole === null) return statement;
  const frames: Uint8Array[] = [];
  for await (const frame of vault.readAll(whole)) frames.push(frame);
  return JSON.parse(Buffer.concat(frames).toString('utf8')) as ReconciliationStatement;
}

async function urlsOf({ reports: store }: Operating, { reports }: Reconciliation): Promise<Reconciliation['reports']> {
  if (reports === null) return null;
  const [xlsx, html] = await Promise.all([reportUrl(store, reports.xlsx), reportUrl(store, reports.html)]);
  return { xlsx, html };
}
