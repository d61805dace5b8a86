import { createPrivateKey, createPublicKey, hash, type KeyObject, sign, verify } from 'node:crypto';

/** Who signed, and what it came to. Ed25519 (RFC 8032) over the UTF-8 bytes of the statement's text. */
export interface ProofSignature {
  readonly algorithm: 'ed25519';
  readonly keyId: string;
  /** Base64 of the 32 bytes. */
  readonly publicKey: string;
  /** Base64 of the 64 bytes. */
  readonly value: string;
}

export interface SigningKey {
  readonly keyId: string;
  readonly publicKey: string;
  readonly privateKey: KeyObject;
}

/** DER of an Ed25519 public key is this and its 32 bytes (RFC 8410 §4). */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');
const PUBLIC_KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;
const KEY_ID_LENGTH = 16;

/** The first 16 hex digits of SHA-256 over the 32 bytes: short enough to be read out over the telephone. */
export function keyIdOf(publicKey: string): string {
  return hash('sha256', Buffer.from(publicKey, 'base64'), 'hex').slice(0, KEY_ID_LENGTH);
}

/** @param pkcs8 base64 of the DER of an Ed25519 private key. Throws where it is none. */
export function openSigningKey(pkcs8: string): SigningKey {
  const privateKey = createPrivateKey({ key: Buffer.from(pkcs8, 'base64'), format: 'der', type: 'pkcs8' });
  if (privateKey.asymmetricKeyType !== 'ed25519') throw new TypeError('not an Ed25519 key');
  const der = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
  const publicKey = der.subarray(SPKI_PREFIX.length).toString('base64');
  return { keyId: keyIdOf(publicKey), publicKey, privateKey };
}

export function signStatement(key: SigningKey, text: string): ProofSignature {
  const value = sign(null, Buffer.from(text, 'utf8'), key.privateKey).toString('base64');
  return { algorithm: 'ed25519', keyId: key.keyId, publicKey: key.publicKey, value };
}

/** Whether the text was signed with the key the signature names. Whose key that is, is another question. */
export function isSigned(text: string, { algorithm, keyId, publicKey, value }: ProofSignature): boolean {
  const signature = Buffer.from(value, 'base64');
  const key = publicKeyOf(publicKey);
  if (algorithm !== 'ed25519' || key === null || keyId !== keyIdOf(publicKey)) return false;
  return signature.length === SIGNATURE_BYTES && verify(null, Buffer.from(text, 'utf8'), key, signature);
}

/** A public key as somebody hands it over, base64 of the 32 bytes or PEM, as base64 of the 32 bytes; `null` where it is neither. */
export function readPublicKey(given: string): string | null {
  const text = given.trim();
  if (!text.includes('BEGIN')) return publicKeyOf(text) === null ? null : text;
  try {
    const key = createPublicKey(text);
    if (key.asymmetricKeyType !== 'ed25519') return null;
    return key.export({ format: 'der', type: 'spki' }).subarray(SPKI_PREFIX.length).toString('base64');
  } catch {
    return null;
  }
}

function publicKeyOf(publicKey: string): KeyObject | null {
  const bytes = Buffer.from(publicKey, 'base64');
  if (bytes.length !== PUBLIC_KEY_BYTES || bytes.toString('base64') !== publicKey) return null;
  return createPublicKey({ key: Buffer.concat([SPKI_PREFIX, bytes]), format: 'der', type: 'spki' });
}
