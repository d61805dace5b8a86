import { createHash, randomBytes } from 'node:crypto';
import * as fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { SecretError, sign, verify } from '../../../core/webhook-signature.ts';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const OTHER_SECRET = `whsec_${Buffer.alloc(24, 9).toString('base64')}`;
const NOW_S = 1_764_000_000;
const ID = 'msg_2KWPBgLlAfxdpx2AI54pPJ85f4W';
const BODY = '{"type":"payment.settled","data":{"姓名":"𬱖"}}';
const GOOD = sign({ secret: SECRET, id: ID, timestamp: String(NOW_S), body: BODY });

function codeOf(changed: Partial<Parameters<typeof verify>[0]>): string {
  const verdict = verify({
    secrets: [SECRET],
    id: ID,
    timestamp: String(NOW_S),
    signature: GOOD,
    body: BODY,
    now: new Date(NOW_S * 1000),
    ...changed,
  });
  return verdict.valid ? 'valid' : verdict.code;
}

test('signs as the reference library of Standard Webhooks does, and verifies what it signs', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 24, maxLength: 64 }),
      fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/),
      fc.string({ unit: 'binary' }),
      (key, id, body) => {
        const secret = `whsec_${Buffer.from(key).toString('base64')}`;
        const reference = new Webhook(secret).sign(id, new Date(NOW_S * 1000), body);
        expect(sign({ secret, id, timestamp: String(NOW_S), body })).toBe(reference);
        expect(codeOf({ secrets: [OTHER_SECRET, secret], id, signature: reference, body })).toBe('valid');
      },
    ),
  );
});

test('v1sm3 is HMAC-SM3 by its definition', () => {
  const sm3 = (...parts: readonly Uint8Array[]): Buffer =>
    parts.reduce((hash, part) => hash.update(part), createHash('sm3')).digest();
  const pad = (byte: number): Buffer =>
    Buffer.concat([Buffer.alloc(32, 7), Buffer.alloc(32)]).map((one) => one ^ byte) as Buffer;
  const inner = sm3(pad(0x36), Buffer.from(`${ID}.${NOW_S}.${BODY}`));
  const signature = sign({ secret: SECRET, id: ID, timestamp: String(NOW_S), body: BODY, scheme: 'v1sm3' });
  expect(signature).toBe(`v1sm3,${sm3(pad(0x5c), inner).toString('base64')}`);
  expect(codeOf({ signature })).toBe('valid');
  expect(codeOf({ signature: signature.replace('v1sm3', 'v1') })).toBe('webhook.signature-mismatch');
});

const wrong = `v1,${Buffer.alloc(32).toString('base64')}`;
test.each<[string, Partial<Parameters<typeof verify>[0]>, string]>([
  ['an empty id', { id: '' }, 'webhook.header-missing'],
  ['no timestamp', { timestamp: undefined }, 'webhook.header-missing'],
  ['an empty signature, whatever the id', { id: '!', signature: '' }, 'webhook.header-missing'],
  ['an id with a dot', { id: 'a.b', timestamp: 'x' }, 'webhook.id-malformed'],
  ['an id of 65 characters', { id: 'a'.repeat(65) }, 'webhook.id-malformed'],
  ['an id with a line feed at its end', { id: 'a\n' }, 'webhook.id-malformed'],
  ['a timestamp with a leading zero', { timestamp: `0${NOW_S}` }, 'webhook.timestamp-malformed'],
  ['a timestamp of 13 digits', { timestamp: '1764000000000' }, 'webhook.timestamp-malformed'],
  ['a timestamp with a sign', { timestamp: '+1764000000' }, 'webhook.timestamp-malformed'],
  [
    '301 s old, before the signature is looked at',
    { timestamp: String(NOW_S - 301), signature: '!' },
    'webhook.timestamp-stale',
  ],
  ['301 s ahead', { timestamp: String(NOW_S + 301) }, 'webhook.timestamp-future'],
  ['300 s old, signed for another time', { timestamp: String(NOW_S - 300) }, 'webhook.signature-mismatch'],
  ['no comma', { signature: 'v1' }, 'webhook.signature-malformed'],
  ['no base64', { signature: 'v1,!!!!' }, 'webhook.signature-malformed'],
  ['base64 without its padding', { signature: GOOD.replaceAll('=', '') }, 'webhook.signature-malformed'],
  [
    '17 entries with the right one among them',
    { signature: `${GOOD}${` ${wrong}`.repeat(16)}` },
    'webhook.signature-malformed',
  ],
  ['16 entries with the right one last', { signature: `${`${wrong} `.repeat(15)}${GOOD}` }, 'valid'],
  ['unknown and malformed entries before the right one', { signature: `v2,AAAA ,, v1,! ${GOOD}` }, 'valid'],
  ['an unknown scheme alone', { signature: GOOD.replace('v1', 'v9') }, 'webhook.signature-mismatch'],
  ['a malformed entry beside a wrong one', { signature: `v1,! ${wrong}` }, 'webhook.signature-mismatch'],
  ['a signature of another length', { signature: 'v1,AAAA' }, 'webhook.signature-mismatch'],
  ['another body', { body: `${BODY} ` }, 'webhook.signature-mismatch'],
  ['another id', { id: 'msg_other' }, 'webhook.signature-mismatch'],
  ['another secret', { secrets: [OTHER_SECRET] }, 'webhook.signature-mismatch'],
  ['the second of two secrets', { secrets: [OTHER_SECRET, SECRET] }, 'valid'],
])('%s → %s', (_name, changed, code) => {
  expect(codeOf(changed)).toBe(code);
});

test.each([300, -300, 0])('a timestamp %i s away passes', (offset) => {
  const timestamp = String(NOW_S + offset);
  expect(codeOf({ timestamp, signature: sign({ secret: SECRET, id: ID, timestamp, body: BODY }) })).toBe('valid');
});

test('the body is its raw bytes, text or not', () => {
  const body = randomBytes(100);
  const signature = sign({ secret: SECRET, id: ID, timestamp: String(NOW_S), body });
  expect(codeOf({ signature, body })).toBe('valid');
  expect(codeOf({ signature, body: body.toString('utf8') })).toBe('webhook.signature-mismatch');
});

test.each([
  '',
  'whsec_',
  'secret',
  SECRET.slice(6),
  `whsec_${Buffer.alloc(23).toString('base64')}`,
  `whsec_${Buffer.alloc(65).toString('base64')}`,
  `${SECRET}!`,
])('the secret %j is refused', (secret) => {
  expect(() => sign({ secret, id: ID, timestamp: String(NOW_S), body: BODY })).toThrow(SecretError);
  expect(() => codeOf({ secrets: [secret] })).toThrow(SecretError);
});
