import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * Standard Webhooks (scheme `v1`, HMAC-SHA256 over `id.timestamp.body`) as an outside system has it: written apart
 * from the bridge's own, so that a mistake on one side is seen by the other.
 */
export interface SignedHeaders {
  readonly 'webhook-id': string;
  readonly 'webhook-timestamp': string;
  readonly 'webhook-signature': string;
}

/** How far a timestamp may lie from now, either way. */
const TOLERANCE_S = 300;

/** @param secret `whsec_` and the base64 of the key */
export function signedHeaders(secret: string, id: string, nowMs: number, body: Uint8Array | string): SignedHeaders {
  const timestamp = String(Math.floor(nowMs / 1000));
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${mac(secret, id, timestamp, body).toString('base64')}`,
  };
}

/** True if one of the signatures is by one of the secrets, and the timestamp is near. */
export function isSigned(
  secrets: readonly string[],
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
  nowMs: number,
  body: Uint8Array,
): boolean {
  const id = headers['webhook-id'];
  const timestamp = headers['webhook-timestamp'];
  const signatures = headers['webhook-signature'];
  if (typeof id !== 'string' || typeof timestamp !== 'string' || typeof signatures !== 'string') return false;
  if (!/^[1-9]\d{0,11}$/.test(timestamp) || Math.abs(Math.floor(nowMs / 1000) - Number(timestamp)) > TOLERANCE_S)
    return false;
  const given = signatures
    .split(' ', 16)
    .filter((entry) => entry.startsWith('v1,'))
    .map((entry) => Buffer.from(entry.slice(3), 'base64'));
  return secrets.some((secret) => {
    const expected = mac(secret, id, timestamp, body);
    return given.some((signature) => signature.length === expected.length && timingSafeEqual(signature, expected));
  });
}

function mac(secret: string, id: string, timestamp: string, body: Uint8Array | string): Buffer {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  return createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest();
}
