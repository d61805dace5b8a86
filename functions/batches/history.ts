import type { APIGatewayProxyResult } from 'aws-lambda';
import { jsonAnswer } from '../../adapters/http/problem-document.ts';
import { listHistory } from '../../adapters/ledger/history.ts';
import type { Partner } from '../../adapters/secrets/authenticate.ts';
import type { Serving } from './environment.ts';
import { statementOf } from './view.ts';

/** `GET /v1/history`: the tenant's payments of before go-live: whether they are signed off, and each import with its statement. */
export async function showHistory({ table, clock }: Serving, { tenant }: Partner): Promise<APIGatewayProxyResult> {
  const { history, imports, imported } = await listHistory(table, tenant, clock.now());
  const { state, rows, fen, signedAt } = history;
  return jsonAnswer(200, {
    tenant,
    state,
    signed: state === 'SIGNED' ? { rows, fen, at: signedAt } : null,
    imported,
    unfinished: imports.filter((each) => each.state === 'open').length,
    imports: imports.map(({ batch, tally }) => statementOf(batch, tally)),
  });
}
