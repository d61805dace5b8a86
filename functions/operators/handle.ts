import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { rawBody, refuse } from '../../adapters/http/problem-document.ts';
import { authenticate } from '../../adapters/secrets/authenticate.ts';
import type { Operating } from './environment.ts';
import { listAll, sayOne } from './statements.ts';

type Route = (operating: Operating, operator: string, body: Buffer) => Promise<APIGatewayProxyResult>;

/** What operators may do. Each is a person by a credential of their own, until they sign in by OIDC (decision 0028). */
const ROUTES: Readonly<Record<string, Route>> = {
  'POST /statements': sayOne,
  'GET /statements': listAll,
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
      return await route({ ...operating, log }, caller.name, body);
    } catch (error) {
      log.error('operator.failed', { error });
      return refuse(500, 'request.failed');
    }
  };
}
