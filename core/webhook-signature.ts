import { createHmac, timingSafeEqual } from 'node:crypto';

/** Standard Webhooks' `v1` is HMAC-SHA256; `v1sm3` is ours, the same with HMAC-SM3 (GB/T 32905). */
export type SignatureScheme = 'v1' | 'v1sm3';

export type SignatureProblem =
  | 'webhook.header-missing'
  | 'webhook.id-malformed'
  | 'webhook.timestamp-malformed'
  | 'webhook.timestamp-stale'
  | 'webhook.timestamp-future'
  | 'webhook.signature-malformed'
  | 'webhook.signature-mismatch';

export type SignatureVerdict = { readonly valid: true } | { readonly valid: false; readonly code: SignatureProblem };

/** The secret is not `whsec_` and the base64 of 24 to 64 bytes. Holds nothing of it. */
export class SecretError extends Error {
  override readonly name = 'SecretError';

  constructor() {
    super('a webhook secret is whsec_ and the base64 of 24 to 64 bytes');
  }
}

/** How far a timestamp may lie from now, either way: 300 s pass, 301 s fail. */
export const TOLERANCE_S = 300;
export const SIGNATURE_ENTRIES_MAX = 16;

export interface Signing {
  readonly secret: string;
  readonly id: string;
  /** Seconds since 1970, as in the header. */
  readonly timestamp: string;
  /** The raw bytes of the body; a string stands for its UTF-8. */
  readonly body: Uint8Array | string;
  /** @default 'v1' */
  readonly scheme?: SignatureScheme;
}

/** The value of the header `webhook-signature`: `v1,` and the base64 of the HMAC over `id.timestamp.body`. Throws SecretError. */
export function sign({ secret, id, timestamp, body, scheme = 'v1' }: Signing): string {
  return `${scheme},${mac(keyOf(secret), scheme, id, timestamp, body).toString('base64')}`;
}

export interface Verifying {
  /** All that are valid now: two during a rotation. */
  readonly secrets: readonly string[];
  readonly id: string | undefined;
  readonly timestamp: string | undefined;
  readonly signature: string | undefined;
  readonly body: Uint8Array | string;
  readonly now: Date;
}

/**
 * Checks the three headers and the signature (CONTRACT §1), in the order of `SignatureProblem`. A header that is absent or empty is missing.
 * An entry that is malformed or of an unknown scheme is skipped; `signature-malformed` means that no entry is well formed, or more than 16.
 * Throws SecretError.
 */
export function verify({ secrets, id, timestamp, signature, body, now }: Verifying): SignatureVerdict {
  const keys = secrets.map(keyOf);
  if (!id || !timestamp || !signature) return invalid('webhook.header-missing');
  const problem = headersProblem(id, timestamp, now);
  if (problem) return invalid(problem);
  const entries = signature.split(' ');
  if (entries.length > SIGNATURE_ENTRIES_MAX) return invalid('webhook.signature-malformed');
  const wellFormed = entries.map(parsedEntry).filter((entry) => entry !== null);
  if (wellFormed.length === 0) return invalid('webhook.signature-malformed');
  const verified = wellFormed.some(
    ({ scheme, bytes }) => isKnown(scheme) && keys.some((key) => isEqual(mac(key, scheme, id, timestamp, body), bytes)),
  );
  return verified ? { valid: true } : invalid('webhook.signature-mismatch');
}

/** What is wrong with id and timestamp alone; without `now`, by their form only. */
export function headersProblem(id: string, timestamp: string, now?: Date): SignatureProblem | null {
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(id)) return 'webhook.id-malformed';
  if (!/^[1-9][0-9]{0,11}$/.test(timestamp)) return 'webhook.timestamp-malformed';
  if (!now) return null;
  const ageS = Math.floor(now.getTime() / 1000) - Number(timestamp);
  if (ageS > TOLERANCE_S) return 'webhook.timestamp-stale';
  return -ageS > TOLERANCE_S ? 'webhook.timestamp-future' : null;
}

const DIGESTS: Readonly<Record<SignatureScheme, string>> = { v1: 'sha256', v1sm3: 'sm3' };
const SECRET_PREFIX = 'whsec_';
const SECRET_BYTES_MIN = 24;
const SECRET_BYTES_MAX = 64;

function invalid(code: SignatureProblem): SignatureVerdict {
  return { valid: false, code };
}

function isKnown(scheme: string): scheme is SignatureScheme {
  return Object.hasOwn(DIGESTS, scheme);
}

function keyOf(secret: string): Buffer {
  const key = secret.startsWith(SECRET_PREFIX) ? base64Bytes(secret.slice(SECRET_PREFIX.length)) : null;
  if (!key || key.byteLength < SECRET_BYTES_MIN || key.byteLength > SECRET_BYTES_MAX) throw new SecretError();
  return key;
}

function mac(key: Buffer, scheme: SignatureScheme, id: string, timestamp: string, body: Uint8Array | string): Buffer {
  return createHmac(DIGESTS[scheme], key).update(`${id}.${timestamp}.`).update(body).digest();
}

function parsedEntry(entry: string): { readonly scheme: string; readonly bytes: Buffer } | null {
  const [, scheme, base64] = /^([A-Za-z0-9_-]+),([^,]+)$/.exec(entry) ?? [];
  const bytes = base64 === undefined ? null : base64Bytes(base64);
  return scheme === undefined || bytes === null ? null : { scheme, bytes };
}

/** Null where it is not the one way to write these bytes: Node's decoder skips what it can't read. */
function base64Bytes(base64: string): Buffer | null {
  const bytes = Buffer.from(base64, 'base64');
  return bytes.byteLength > 0 && bytes.toString('base64') === base64 ? bytes : null;
}

function isEqual(expected: Buffer, given: Buffer): boolean {
  return expected.byteLength === given.byteLength && timingSafeEqual(expected, given);
}
