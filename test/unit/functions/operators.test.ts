import type { APIGatewayProxyEvent } from 'aws-lambda';
import { expect, test } from 'vitest';
import type { Log } from '../../../adapters/log/log.ts';
import { SecretError } from '../../../adapters/secrets/secret-error.ts';
import type { Caller } from '../../../adapters/secrets/secrets.ts';
import { sign } from '../../../core/webhook-signature.ts';
import type { Serving } from '../../../functions/batches/environment.ts';
import { handlerOf as batchesHandlerOf } from '../../../functions/batches/handle.ts';
import type { Operating } from '../../../functions/operators/environment.ts';
import { handlerOf } from '../../../functions/operators/handle.ts';

const NOW = new Date('2026-11-23T02:00:00Z');
const SECRET = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
const OPERATOR: Caller = { role: 'operator', name: 'operator-a' };
const PARTNER: Caller = { role: 'partner', tenant: 'guangzhou' };

function operatingAs(caller: Caller) {
  const logged: string[] = [];
  const keep = (level: string) => (message: string, fields?: object) =>
    void logged.push(`${level} ${message} ${JSON.stringify(fields ?? {})}`);
  const log: Log = { info: keep('info'), warn: keep('warn'), error: keep('error'), withCorrelation: () => log };
  const unused = () => Promise.reject(new SecretError('secret.missing', 'none'));
  const secrets = {
    credential: (id: string) => Promise.resolve(id === 'known' ? { caller, secrets: [SECRET] } : undefined),
    indexKey: () => Promise.resolve(new Uint8Array(32)),
    signingSecrets: unused,
    signingSecret: unused,
    clientCredentials: unused,
  };
  // Whatever gets past the checks fails at the ledger, which is not there.
  const operating = { table: {}, secrets, clock: { now: () => NOW }, log, claimGroups: {} };
  return { operating: operating as unknown as Operating, logged };
}

function call(
  body: string,
  { credential = 'known', method = 'POST', resource = '/statements' } = {},
): APIGatewayProxyEvent {
  const timestamp = String(NOW.getTime() / 1000);
  const headers = {
    'Bridge-Credential': credential,
    'webhook-id': 'msg_1',
    'webhook-timestamp': timestamp,
    'webhook-signature': sign({ secret: SECRET, id: 'msg_1', timestamp, body: Buffer.from(body) }),
  };
  return {
    httpMethod: method,
    resource,
    headers,
    body,
    isBase64Encoded: false,
    requestContext: { requestId: 'r' },
  } as unknown as APIGatewayProxyEvent;
}

async function refusalOf(event: APIGatewayProxyEvent, caller: Caller = OPERATOR): Promise<string> {
  const { statusCode, body } = await handlerOf(operatingAs(caller).operating)(event);
  const { code, detail } = JSON.parse(body) as { code: string; detail?: string };
  return [statusCode, code, detail].filter((part) => part !== undefined).join(' ');
}

test('whoever is no operator is turned away: 401 without a credential that holds, 403 with a partner’s', async () => {
  expect(await refusalOf({ ...call('{}'), headers: {} })).toBe('401 auth.missing');
  expect(await refusalOf(call('{}', { credential: 'nobody' }))).toBe('401 auth.invalid');
  expect(await refusalOf({ ...call('{}'), body: '{ }' })).toBe('401 webhook.signature-mismatch');
  expect(await refusalOf(call('{}'), PARTNER)).toBe('403 auth.forbidden');
  expect(await refusalOf(call('{}', { method: 'GET' }), PARTNER)).toBe('403 auth.forbidden');
  expect(await refusalOf(call('{}', { resource: '/nothing' }))).toBe('404 request.unknown-route');
});

test('an operator is no partner: the cities’ routes refuse them', async () => {
  const { operating } = operatingAs(OPERATOR);
  const handler = batchesHandlerOf(operating as unknown as Serving);
  const { statusCode, body } = await handler(call('{}', { resource: '/batches' }));
  expect(statusCode).toBe(403);
  expect(JSON.parse(body)).toMatchObject({ code: 'auth.forbidden' });
});

const permits = (newer: string, older: string) => JSON.stringify({ type: 'permit.linked', newer, older });
const restored = (restoredTo: string, at: string) => JSON.stringify({ type: 'ledger.restored', restoredTo, at });

test.each([
  ['no JSON', '{', 'invalid_type'],
  ['of a type that is not there', '{"type":"payment.doubled"}', 'type'],
  ['a tenant nobody is', '{"type":"history.signed-off","tenant":"nowhere","rows":0,"fen":"0"}', 'tenant'],
  ['a tenant that is no city', '{"type":"history.signed-off","tenant":"province","rows":0,"fen":"0"}', 'tenant'],
  ['a newer number that is none', permits('911140199001010010', 'AUS110080010101'), 'newer'],
  ['a restore before it was restored to', restored('2026-11-23T01:00:00Z', '2026-11-23T00:00:00Z'), 'restoredTo, at'],
  ['a restore yet to come', restored('2026-11-23T01:00:00Z', '2026-11-23T02:00:01Z'), 'restoredTo, at'],
])('%s is refused with the field, and never with what stood in it', async (_name, body, field) => {
  expect(await refusalOf(call(body))).toBe(`400 statement.invalid ${field}`);
});

test('a citizen’s number replaces none', async () => {
  expect(await refusalOf(call(permits('44010619900307001X', '440524188001010014')))).toBe(
    '400 permit.not-renewable newer',
  );
});

test('what fails is told as such, and no log line holds a number', async () => {
  const { operating, logged } = operatingAs(OPERATOR);
  const answer = await handlerOf(operating)(call(permits('44010619900307001X', 'AUS110080010101')));
  expect(answer.statusCode).toBe(400);
  const failed = await handlerOf(operating)(
    call('{"type":"history.signed-off","tenant":"guangzhou","rows":0,"fen":"0"}'),
  );
  expect(failed.statusCode).toBe(500);
  expect(logged.join('\n')).toContain('operator.failed');
  expect(logged.join('\n')).not.toMatch(/4401|AUS/);
});
