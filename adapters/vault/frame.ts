import { createCipheriv, createDecipheriv } from 'node:crypto';

import { VaultError } from './vault-error.ts';

/** Plaintext bytes of one frame, at most. */
export const FRAME_BYTES_MAX = 1024 * 1024;

const VERSION = 1;
const MAGIC = Buffer.from([0x55, 0x42, 0x56, VERSION]); // "UBV" and the format version
const KEY_LENGTH_BYTES = 2;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const LAST_FRAME = 0x8000_0000;

/** A frame begins with its last-frame flag and length. */
export const PREFIX_BYTES = 4;
/** Bytes a sealed frame has beyond its plaintext: prefix, nonce and tag. */
const FRAME_OVERHEAD_BYTES = PREFIX_BYTES + NONCE_BYTES + TAG_BYTES;
/** The part of the header that tells its length. */
export const HEADER_START_BYTES = MAGIC.length + KEY_LENGTH_BYTES;
/** An encrypted data key of KMS has at most 6,144 bytes. */
export const HEADER_BYTES_MAX = HEADER_START_BYTES + 6_144;

/** Which frame this is. All of it is authenticated with the frame, so a frame opens at its own place only. */
export interface FramePlace {
  readonly object: string;
  readonly frame: number;
  readonly last: boolean;
}

/** An object begins with: "UBV", version (1 byte), length of the encrypted data key (2 bytes, big-endian), the encrypted data key. */
export function encodeHeader(encryptedKey: Uint8Array): Buffer {
  const length = Buffer.alloc(KEY_LENGTH_BYTES);
  length.writeUInt16BE(encryptedKey.length);
  return Buffer.concat([MAGIC, length, encryptedKey]);
}

/** The header's length, told by its first `HEADER_START_BYTES`. Throws `vault.format` or `vault.truncated`. */
export function headerLength(object: string, start: Buffer): number {
  if (start.length < HEADER_START_BYTES) throw new VaultError('vault.truncated', object);
  if (!start.subarray(0, MAGIC.length).equals(MAGIC)) throw new VaultError('vault.format', object);
  const length = HEADER_START_BYTES + start.readUInt16BE(MAGIC.length);
  if (length > HEADER_BYTES_MAX) throw new VaultError('vault.format', object);
  return length;
}

/** Reads the header off the object's first bytes. Throws `vault.format` or `vault.truncated`. */
export function decodeHeader(object: string, start: Buffer): { readonly encryptedKey: Buffer } {
  const length = headerLength(object, start);
  if (start.length < length) throw new VaultError('vault.truncated', object);
  return { encryptedKey: start.subarray(HEADER_START_BYTES, length) };
}

/** A sealed frame: prefix (last-frame flag and bytes that follow, 4 bytes big-endian), nonce, AES-256-GCM ciphertext, tag. */
export function sealFrame(key: Uint8Array, nonce: Uint8Array, place: FramePlace, plain: Uint8Array): Buffer {
  if (plain.length > FRAME_BYTES_MAX) throw new VaultError('vault.frame-size', place.object);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(associatedData(place));
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.writeUInt32BE(((place.last ? LAST_FRAME : 0) | (NONCE_BYTES + body.length + TAG_BYTES)) >>> 0);
  return Buffer.concat([prefix, nonce, body, cipher.getAuthTag()]);
}

/** Whole length and last-frame flag of the frame that begins here. Throws `vault.format` or `vault.truncated`. */
export function decodePrefix(object: string, bytes: Buffer): { readonly length: number; readonly last: boolean } {
  if (bytes.length < PREFIX_BYTES) throw new VaultError('vault.truncated', object);
  const prefix = bytes.readUInt32BE(0);
  const length = PREFIX_BYTES + (prefix & ~LAST_FRAME);
  if (length < FRAME_OVERHEAD_BYTES || length > FRAME_OVERHEAD_BYTES + FRAME_BYTES_MAX)
    throw new VaultError('vault.format', object);
  return { length, last: (prefix & LAST_FRAME) !== 0 };
}

/** Opens exactly one sealed frame. Throws `vault.authentication` when a bit of it, its place or the key is not the sealed one. */
export function openFrame(key: Uint8Array, place: Omit<FramePlace, 'last'>, sealed: Buffer): Buffer {
  const head = decodePrefix(place.object, sealed);
  if (head.length > sealed.length) throw new VaultError('vault.truncated', place.object);
  if (head.length !== sealed.length) throw new VaultError('vault.format', place.object);
  const bodyOffset = PREFIX_BYTES + NONCE_BYTES;
  const tagOffset = sealed.length - TAG_BYTES;
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(PREFIX_BYTES, bodyOffset), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(associatedData({ ...place, last: head.last }));
  decipher.setAuthTag(sealed.subarray(tagOffset));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(bodyOffset, tagOffset)), decipher.final()]);
  } catch (cause) {
    throw new VaultError('vault.authentication', place.object, { cause });
  }
}

/** The object's key stands last, so that its variable length leaves nothing ambiguous. */
function associatedData({ object, frame, last }: FramePlace): Buffer {
  const fixed = Buffer.alloc(MAGIC.length + 5);
  MAGIC.copy(fixed);
  fixed.writeUInt32BE(frame, MAGIC.length);
  fixed.writeUInt8(last ? 1 : 0, MAGIC.length + 4);
  return Buffer.concat([fixed, Buffer.from(object, 'utf8')]);
}
