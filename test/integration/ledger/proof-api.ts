import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import {
  beginReconciliation,
  endReconciliation,
  type Reconciliation,
} from '../../../adapters/ledger/reconciliations.ts';
import type { Table } from '../../../adapters/ledger/table.ts';
import type { PartnerApi } from '../../../cli/partner-api.ts';
import type { Serving } from '../../../functions/batches/environment.ts';
import { showDay, showDayLeaves, showLeaves, showProof } from '../../../functions/batches/proof.ts';

export const GUANGZHOU = { tenant: 'guangzhou', requestId: 'r' };

/** The cities' API as far as proofs go, without its signatures. A refusal is thrown as its code. */
export function partnerApiOn(serving: Serving): PartnerApi {
  return {
    get: async (path) => {
      const [place = '', query = ''] = path.split('?');
      const [, first, id = '', ...rest] = place.split('/');
      const event = {
        pathParameters: { id, date: id },
        queryStringParameters: Object.fromEntries(new URLSearchParams(query)),
      } as unknown as APIGatewayProxyEvent;
      const [whole, leaves] =
        first === 'proofs' ? ([showDay, showDayLeaves] as const) : ([showProof, showLeaves] as const);
      const answer = await (rest.at(-1) === 'leaves' ? leaves : whole)(serving, GUANGZHOU, event);
      if (answer.statusCode >= 400) throw new Error(codeOf(answer));
      return JSON.parse(answer.body) as unknown;
    },
    post: () => Promise.reject(new Error('nothing is posted')),
  };
}

export function codeOf({ body }: APIGatewayProxyResult): string {
  return (JSON.parse(body) as { code: string }).code;
}

/** A comparison of the night's applicants that ended with two pairs. */
export async function endComparison(table: Table, night: string): Promise<void> {
  const none = { rows: 0, fen: '0' };
  const side = { received: { rows: 2, fen: '0' }, matched: { rows: 2, fen: '0' } };
  const tally = { ...side, discrepant: none, suspense: none, rejected: none, held: none };
  const begun = {
    reconciliationId: `${night}.GZ-XLBZ.applicant.1`,
    night,
    run: 1,
    programme: 'GZ-XLBZ',
    kind: 'applicant',
    state: 'RUNNING',
    problem: null,
    notes: [],
    sides: { city: [], province: [], applicants: [], certificates: [], returns: [] },
    ranges: [0],
    statement: null,
    whole: null,
    reports: null,
    startedAt: `${night}T20:00:00.000Z`,
    endedAt: null,
  } as unknown as Reconciliation;
  await beginReconciliation(table, begun);
  await endReconciliation(table, {
    ...begun,
    state: 'DONE',
    statement: {
      kind: 'applicant',
      matched: 2,
      suspense: 0,
      city: tally,
      province: tally,
      discrepancies: [],
      suspenseAges: [],
      totals: [],
    },
  });
}
