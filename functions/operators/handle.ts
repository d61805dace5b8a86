import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { rawBody, refuse } from '../../adapters/http/problem-document.ts';
import type { SignedIn } from '../../adapters/oidc/sign-in.ts';
import { mayCall } from '../../core/access.ts';
import { operations } from '../../schemas/api/operations.ts';
import type { Operating } from './environment.ts';
import { handlers } from './handlers.ts';

/** By the route the gateway names, `POST /replays/{id}/approval`. */
const OPERATIONS: ReadonlyMap<string, (typeof operations)[number]> = new Map(
  operations.map((operation) => [`${operation.method} ${operation.path}`, operation]),
);

export function handlerOf(operating: Operating): (event: APIGatewayProxyEvent) => Promise<APIGatewayProxyResult> {
  return async (event) => {
    const operation = OPERATIONS.get(`${event.httpMethod} ${event.resource}`);
    if (operation === undefined) return refuse(404, 'request.unknown-route');
    const log = operating.log.withCorrelation(event.requestContext.requestId);
    try {
      const signedIn = await operating.signIn(event.headers);
      if ('refusal' in signedIn) {
        log.warn('operator.refused', { code: signedIn.refusal });
        return refuseCaller(signedIn);
      }
      const { operator } = signedIn;
      if (!mayCall(operator, operation.roles)) {
        log.warn('operator.refused', { code: 'auth.forbidden', step: operation.id });
        return refuse(403, 'auth.forbidden');
      }
      const body = rawBody(event);
      const id = event.pathParameters?.['id'] ?? event.pathParameters?.['key'] ?? '';
      const query = event.queryStringParameters ?? {};
      return await handlers[operation.id]({ ...operating, log }, { operator, body, id, query });
    } catch (error) {
      log.error('operator.failed', { error });
      return refuse(500, 'request.failed');
    }
  };
}

/** A refusal for want of a good token says by which kind to come back (RFC 6750 §3). */
function refuseCaller({ refusal, status }: Extract<SignedIn, { readonly refusal: unknown }>): APIGatewayProxyResult {
  const answer = refuse(status, refusal);
  if (status === 503) return { ...answer, headers: { ...answer.headers, 'retry-after': String(RETRY_AFTER_SECONDS) } };
  if (status !== 401) return answer;
  const challenge = refusal === 'auth.missing' ? 'Bearer' : 'Bearer error="invalid_token"';
  return { ...answer, headers: { ...answer.headers, 'www-authenticate': challenge } };
}

const RETRY_AFTER_SECONDS = 10;
