import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { rawBody, refuse } from '../../adapters/http/problem-document.ts';
import { authenticate } from '../../adapters/secrets/authenticate.ts';
import { ROLES } from '../../schemas/api/roles.ts';
import { addNote, resolveCase, takeInHand } from './cases.ts';
import { compareAgain } from './compare-again.ts';
import { listDiscrepancies, showDiscrepancy } from './discrepancies.ts';
import type { Operating } from './environment.ts';
import { listNights, showNight } from './reconciliations.ts';
import type { Request } from './request.ts';
import { listAll, sayOne } from './statements.ts';

type Route = (operating: Operating, request: Request) => Promise<APIGatewayProxyResult>;

/** What operators may do. Each is a person by a credential of their own, until they sign in by OIDC (decision 0028). */
const ROUTES: Readonly<Record<string, Route>> = {
  'POST /statements': (operating, { operator, body }) => sayOne(operating, operator.name, body),
  'GET /statements': listAll,
  'GET /reconciliations': listNights,
  'POST /reconciliations': compareAgain,
  'GET /reconciliations/{id}': showNight,
  'GET /discrepancies': listDiscrepancies,
  'GET /discrepancies/{id}': showDiscrepancy,
  'POST /discrepancies/{id}/notes': (operating, { operator, body, id }) => addNote(operating, operator.name, body, id),
  'POST /discrepancies/{id}/owner': (operating, { operator, body, id }) =>
    takeInHand(operating, operator.name, body, id),
  'POST /discrepancies/{id}/resolution': (operating, { operator, body, id }) =>
    resolveCase(operating, operator.name, body, id),
};

export function handlerOf(operating: Operating): (event: APIGatewayProxyEvent) => Promise<APIGatewayProxyResult> {
  return async (event) => {
    const route = ROUTES[`${event.httpMethod} ${event.resource}`];
    if (route === undefined) return refuse(404, 'request.unknown-route');
    const log = operating.log.withCorrelation(event.requestContext.requestId);
    const body = rawBody(event);
    const authenticated = await authenticate(operating, event.headers, body);
    if ('refusal' in authenticated) {
      log.warn('operator.refused', { code: authenticated.refusal });
      return refuse(401, authenticated.refusal);
    }
    const { caller } = authenticated;
    if (caller.role !== 'operator') {
      log.warn('operator.refused', { code: 'auth.forbidden', tenant: caller.tenant });
      return refuse(403, 'auth.forbidden');
    }
    try {
      const id = event.pathParameters?.['id'] ?? '';
      const query = event.queryStringParameters ?? {};
      const operator = { name: caller.name, displayName: caller.name, roles: ROLES, tenants: 'all' } as const;
      return await route({ ...operating, log }, { operator, body, id, query });
    } catch (error) {
      log.error('operator.failed', { error });
      return refuse(500, 'request.failed');
    }
  };
}
