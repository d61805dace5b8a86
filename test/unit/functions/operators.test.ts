import type { APIGatewayProxyEvent } from 'aws-lambda';
import { expect, test } from 'vitest';
import type { Log } from '../../../adapters/log/log.ts';
import type { SignedIn } from '../../../adapters/oidc/sign-in.ts';
import type { Operating } from '../../../functions/operators/environment.ts';
import { handlerOf } from '../../../functions/operators/handle.ts';
import { declared } from '../../declared/answers.ts';

const NOW = new Date('2026-11-23T02:00:00Z');

function operatingAs(signedIn: SignedIn) {
  const logged: string[] = [];
  const keep = (level: string) => (message: string, fields?: object) =>
    void logged.push(`${level} ${message} ${JSON.stringify(fields ?? {})}`);
  const log: Log = { info: keep('info'), warn: keep('warn'), error: keep('error'), withCorrelation: () => log };
  const secrets = { indexKey: () => Promise.resolve(new Uint8Array(32)) };
  // Whatever gets past the checks fails at the ledger, which is not there.
  const operating = {
    table: {},
    secrets,
    signIn: () => Promise.resolve(signedIn),
    clock: { now: () => NOW },
    log,
    claimGroups: {},
  };
  return { operating: operating as unknown as Operating, logged };
}

const OPERATOR: SignedIn = {
  operator: { name: 'operator', displayName: '经办员 李', roles: ['operator'], tenants: 'all' },
};
const scoped = (...tenants: readonly string[]): SignedIn => ({ operator: { ...OPERATOR.operator, tenants } });

function call(body: string, { method = 'POST', resource = '/statements' } = {}): APIGatewayProxyEvent {
  return {
    httpMethod: method,
    resource,
    headers: {},
    body,
    isBase64Encoded: false,
    requestContext: { requestId: 'r' },
  } as unknown as APIGatewayProxyEvent;
}

async function refusalOf(event: APIGatewayProxyEvent, signedIn: SignedIn = OPERATOR): Promise<string> {
  const { statusCode, body } = await declared(handlerOf(operatingAs(signedIn).operating))(event);
  const { code, detail } = JSON.parse(body) as { code: string; detail?: string };
  return [statusCode, code, detail].filter((part) => part !== undefined).join(' ');
}

test('whoever nobody can vouch for at the moment is told when to come back', async () => {
  const { operating } = operatingAs({ refusal: 'auth.issuer-unreachable', status: 503 });
  const { statusCode, headers, body } = await handlerOf(operating)(call('{}'));
  expect([statusCode, headers?.['retry-after']]).toEqual([503, '10']);
  expect(headers?.['www-authenticate']).toBeUndefined();
  expect(JSON.parse(body)).toMatchObject({ code: 'auth.issuer-unreachable' });
});

test('a sign-in that fails in a way nobody foresaw lets nobody in', async () => {
  const { operating, logged } = operatingAs(OPERATOR);
  const handler = handlerOf({ ...operating, signIn: () => Promise.reject(new Error('unforeseen')) });
  expect((await handler(call('{}'))).statusCode).toBe(500);
  expect(logged.join('\n')).toContain('operator.failed');
});

test('there is no route but those told', async () => {
  const { statusCode, body } = await handlerOf(operatingAs(OPERATOR).operating)(call('{}', { resource: '/nothing' }));
  expect([statusCode, JSON.parse(body)]).toMatchObject([404, { code: 'request.unknown-route' }]);
});

const signedOff = (tenant: string) => JSON.stringify({ type: 'history.signed-off', tenant, rows: 0, fen: '0' });
const arrived = (programme: string, source: string) =>
  JSON.stringify({
    type: 'payment.arrived',
    recordKey: `${'k'.repeat(43)}.p.${programme}.2025.CITY.1`,
    source,
    attempt: 1,
    evidence: '省平台书面确认',
  });

test.each([
  ['another city’s history', signedOff('shenzhen'), '400 statement.invalid tenant'],
  ['another city’s payment', arrived('SZ-YMJH', 'shenzhen/dream-plan'), '404 record.unknown'],
  ['a payment of another city’s programme a rail paid', arrived('SZ-YMJH', 'bank/payout'), '404 record.unknown'],
  ['a payment of the province’s programme', arrived('GD-QXYM', 'province/yuegonghui'), '404 record.unknown'],
  [
    'a restored ledger',
    '{"type":"ledger.restored","restoredTo":"2026-11-23T01:00:00Z","at":"2026-11-23T01:30:00Z"}',
    '403 auth.forbidden',
  ],
  ['one’s own history', signedOff('guangzhou'), '503 audit.unavailable'],
  ['one’s own payment', arrived('GZ-XLBZ', 'guangzhou/degree-subsidy'), '500 request.failed'],
  ['one’s own payment a rail paid', arrived('GZ-XLBZ', 'bank/payout'), '500 request.failed'],
])('of one city’s people, %s', async (_name, body, answer) => {
  expect(await refusalOf(call(body), scoped('guangzhou'))).toBe(answer);
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
  const handler = handlerOf(operating);
  expect((await handler(call(permits('44010619900307001X', 'AUS110080010101')))).statusCode).toBe(400);
  expect((await handler(call(arrived('GZ-XLBZ', 'guangzhou/degree-subsidy')))).statusCode).toBe(500);
  expect(logged.join('\n')).toContain('operator.failed');
  expect(logged.join('\n')).not.toMatch(/4401|AUS/);
});
