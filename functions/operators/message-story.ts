import type { APIGatewayProxyResult } from 'aws-lambda';
import { jsonAnswer, refuse } from '../../adapters/http/problem-document.ts';
import { readInbound } from '../../adapters/ledger/inbound.ts';
import { maySee } from '../../core/access.ts';
import type { Operating } from './environment.ts';
import { aboutOf } from './message-about.ts';
import { nameIn } from './record-keys.ts';
import type { Request } from './request.ts';

/** `GET /v1/messages/{id}`: what became of an event that came as a webhook, and which records it may be about. */
export async function showMessage(operating: Operating, { operator, id }: Request): Promise<APIGatewayProxyResult> {
  const name = nameIn(id);
  const inbound = name === '' ? undefined : await readInbound(operating.table, name);
  if (inbound === undefined) return refuse(404, 'record.unknown');
  const about = await aboutOf(operating, inbound);
  if (!maySee(operator, about.tenant)) return refuse(404, 'record.unknown');
  const { webhookId, state, receivedAt, problem } = inbound;
  const { type, sequence, recordKeys } = about;
  return jsonAnswer(200, { messageId: webhookId, state, receivedAt, problem, type, sequence, recordKeys });
}
