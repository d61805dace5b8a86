import { hash } from 'node:crypto';
import { notModelled } from '../command.ts';
import { refused } from './refusals.ts';

/** A stored object. Its bytes are never changed in place, only replaced. */
export interface StoredObject {
  readonly bytes: Buffer;
  /** Without the quotes around it on the wire. */
  readonly etag: string;
  readonly modifiedAt: Date;
  readonly contentType: string;
}

/** About what a socket delivers at a time. */
const PIECE_BYTES = 64 * 1024;

/** A copy of a body given by a caller. */
export function bytesOf(call: string, body: unknown): Buffer {
  if (body === undefined) return Buffer.alloc(0);
  if (typeof body === 'string') return Buffer.from(body);
  if (body instanceof Uint8Array) return Buffer.from(body);
  throw notModelled(`${call} with a body that is a stream`);
}

export function md5(bytes: Uint8Array): string {
  return hash('md5', bytes);
}

/** Times of S3 are whole seconds. */
export function modifiedAt(now: Date): Date {
  return new Date(Math.floor(now.getTime() / 1000) * 1000);
}

/** The bytes as they arrive, each piece a copy. */
export async function* piecesOf(bytes: Buffer): AsyncGenerator<Buffer, void> {
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) yield Buffer.from(bytes.subarray(at, at + PIECE_BYTES));
}

/** First and last byte of a `Range`, within the object. Throws `InvalidRange`. */
export function rangeOf(range: string, size: number): readonly [number, number] {
  const match = /^bytes=(\d{1,15})-(\d{0,15})$/.exec(range);
  const first = Number(match?.[1]);
  const last = match?.[2] === '' ? Number.MAX_SAFE_INTEGER : Number(match?.[2]);
  if (match === null || last < first) throw notModelled(`GetObject with range ${range}`);
  if (first >= size) throw refused('InvalidRange');
  return [first, Math.min(last, size - 1)];
}
