import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { headerOf, jsonAnswer, rawBody, refuse } from '../../adapters/http/problem-document.ts';
import type { Receiving } from './environment.ts';
import { admit, BODY_BYTES_MAX, isWellFormed } from './admit.ts';
import { keep } from './keep.ts';

/** Takes an event from 粤工惠: verified on its raw bytes, durable, and only then answered with 202. */
export function handlerOf(receiving: Receiving): (event: APIGatewayProxyEvent) => Promise<APIGatewayProxyResult> {
  return async (event) => {
    const log = receiving.log.withCorrelation(event.requestContext.requestId);
    const body = rawBody(event);
    if (body.length > BODY_BYTES_MAX) return refuse(413, 'webhook.body-too-large');
    const headers = {
      id: headerOf(event.headers, 'webhook-id'),
      timestamp: headerOf(event.headers, 'webhook-timestamp'),
      signature: headerOf(event.headers, 'webhook-signature'),
    };
    const refusal = await admit(receiving, headers, body);
    if (refusal !== null) {
      log.warn('webhook.refused', { code: refusal });
      return refuse(401, refusal);
    }
    if (!isWellFormed(body)) return refuse(400, 'webhook.body-invalid');
    const kept = await keep(receiving, headers.id, body);
    log.info('webhook.kept', { webhookId: headers.id, outcome: kept });
    if (kept === 'other-body') return refuse(409, 'webhook.id-reused');
    return jsonAnswer(202, { webhookId: headers.id });
  };
}
