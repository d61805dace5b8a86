import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { jsonAnswer, rawBody, refuse } from '../../adapters/http/problem-document.ts';
import description from '../../docs/openapi.json' with { type: 'json' };
import { announce } from './announce.ts';
import { authenticate, type Partner } from '../../adapters/secrets/authenticate.ts';
import type { Serving } from './environment.ts';
import { showHistory } from './history.ts';
import { showDay, showDayLeaves, showKeys, showLeaves, showProof } from './proof.ts';
import { pushRecords } from './push-records.ts';
import { sendRejects } from './rejects.ts';
import { listBatches, showBatch } from './view.ts';

type Route = (
  serving: Serving,
  partner: Partner,
  event: APIGatewayProxyEvent,
  body: Buffer,
) => Promise<APIGatewayProxyResult>;

/** The cities' API of CONTRACT §2: everything a partner may ask is about its own tenant. */
const ROUTES: Readonly<Record<string, Route>> = {
  'POST /batches': announce,
  'GET /batches': listBatches,
  'GET /batches/{id}': showBatch,
  'GET /batches/{id}/rejects': sendRejects,
  'GET /batches/{id}/proof': showProof,
  'GET /batches/{id}/proof/leaves': showLeaves,
  'GET /proofs/{date}': showDay,
  'GET /proofs/{date}/leaves': showDayLeaves,
  'GET /history': showHistory,
  'POST /records': pushRecords,
};

export function handlerOf(serving: Serving): (event: APIGatewayProxyEvent) => Promise<APIGatewayProxyResult> {
  return async (event) => {
    const name = `${event.httpMethod} ${event.resource}`;
    if (name === 'GET /health') return jsonAnswer(200, { status: 'ok' });
    if (name === 'GET /openapi.json') return jsonAnswer(200, description);
    if (name === 'GET /proof-keys') return await publicKeys(serving);
    const route = ROUTES[name];
    if (route === undefined) return refuse(404, 'request.unknown-route');
    const log = serving.log.withCorrelation(event.requestContext.requestId);
    const body = rawBody(event);
    const partner = await authenticate(serving, event.headers, body);
    if ('refusal' in partner) {
      log.warn('partner.refused', { code: partner.refusal });
      return refuse(401, partner.refusal);
    }
    try {
      return await route(serving, partner, event, body);
    } catch (error) {
      log.error('partner.failed', { tenant: partner.tenant, error });
      return refuse(500, 'request.failed');
    }
  };
}

/** A public key is for anyone. */
async function publicKeys(serving: Serving): Promise<APIGatewayProxyResult> {
  try {
    return await showKeys(serving);
  } catch (error) {
    serving.log.error('proof-keys.failed', { error });
    return refuse(500, 'request.failed');
  }
}
