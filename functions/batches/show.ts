import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { jsonAnswer, refuse } from '../../adapters/http/problem-document.ts';
import { readAliases } from '../../adapters/ledger/aliases.ts';
import { readInbound } from '../../adapters/ledger/inbound.ts';
import { type RecordItem, toRecord } from '../../adapters/ledger/records.ts';
import { listUnder } from '../../adapters/ledger/work.ts';
import { aliasKey, personRecordKey } from '../../core/identity.ts';
import { unpackTransitions } from '../../core/ledger/history.ts';
import { FUNDING_LEVELS } from '../../schemas/canonical/payment.ts';
import { systems } from '../../schemas/systems/registry.ts';
import type { Partner } from './authenticate.ts';
import type { Serving } from './environment.ts';

const RECORD_KEY = /^[A-Za-z0-9_-]{43}\.[A-Za-z0-9._-]{1,64}$/;

/** `GET /v1/records/{key}`: what the ledger knows of a record, from each source; also found by the tenant's own 申领编号. */
export async function showRecord(
  serving: Serving,
  partner: Partner,
  event: APIGatewayProxyEvent,
): Promise<APIGatewayProxyResult> {
  const key = decodeURIComponent(event.pathParameters?.['key'] ?? '');
  const keys = RECORD_KEY.test(key) ? [key] : await keysByNumber(serving, partner, key);
  const items = (await Promise.all(keys.map((each) => listUnder(serving.table, `R#${each}`, '')))).flat().map(toRecord);
  const own = items.filter((item) => item.tenant === partner.tenant);
  return own.length === 0 ? refuse(404, 'record.unknown') : jsonAnswer(200, { records: own.map(viewOf) });
}

/** `GET /v1/messages/{id}`: what became of an event that came as a webhook; no more than its states. */
export async function showMessage(
  serving: Serving,
  partner: Partner,
  event: APIGatewayProxyEvent,
): Promise<APIGatewayProxyResult> {
  const inbound = await readInbound(serving.table, event.pathParameters?.['id'] ?? '');
  if (inbound === undefined || inbound.tenant !== partner.tenant) return refuse(404, 'record.unknown');
  const { webhookId, state, receivedAt, problem } = inbound;
  return jsonAnswer(200, { messageId: webhookId, state, receivedAt, problem });
}

async function keysByNumber(serving: Serving, { tenant }: Partner, declarationNo: string): Promise<readonly string[]> {
  const indexKey = await serving.secrets.indexKey();
  const own = systems.filter((system) => system.tenant === tenant);
  const aliases = await readAliases(
    serving.table,
    own.map((system) => aliasKey(indexKey, system.id, declarationNo)),
  );
  return [...aliases.values()].flatMap(({ personKey, programmeCode, programmeYear }) =>
    [null, ...FUNDING_LEVELS].map((level) =>
      personRecordKey(indexKey, personKey, { programmeCode, programmeYear, declarationNo }, level),
    ),
  );
}

function viewOf(item: RecordItem) {
  const { recordKey, source, kind, state, status, batchId, row, attempt, problem, fen, sequence, at } = item;
  return {
    recordKey,
    source,
    kind,
    state,
    status,
    batchId: batchId === '' ? null : batchId,
    row,
    attempt,
    problem,
    fen: kind === 'payment' ? fen : null,
    sequence,
    at,
    history: unpackTransitions(item.history).map((step) => ({
      at: step.at.toISOString(),
      state: step.state,
      code: step.code,
    })),
  };
}
