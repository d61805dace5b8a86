import { GetObjectCommand, type GetObjectCommandOutput, type S3Client } from '@aws-sdk/client-s3';

import type { FramePointer } from '../../schemas/message.ts';
import { createByteSource } from './byte-source.ts';
import type { DataKeys } from './data-keys.ts';
import {
  decodeHeader,
  decodePrefix,
  HEADER_BYTES_MAX,
  HEADER_START_BYTES,
  headerLength,
  openFrame,
  PREFIX_BYTES,
} from './frame.ts';
import { VaultError, type VaultErrorCode } from './vault-error.ts';

export interface ReadSettings {
  readonly s3: S3Client;
  readonly bucket: string;
  readonly keys: DataKeys;
}

export async function readFrame(settings: ReadSettings, pointer: FramePointer): Promise<Uint8Array> {
  const key = settings.keys.cached(pointer.object);
  if (key === undefined) return readUncached(settings, pointer);
  try {
    return openFrame(key, pointer, await getRange(settings, pointer.object, pointer.offset, pointer.length));
  } catch (error) {
    // The object may have been written anew, under a new data key, since this one was remembered.
    if (!(error instanceof VaultError) || error.code !== 'vault.authentication') throw error;
    settings.keys.forget(pointer.object);
    return readUncached(settings, pointer);
  }
}

/** The first frame comes together with the header before it; a later one takes a read of its own. */
async function readUncached(settings: ReadSettings, pointer: FramePointer): Promise<Uint8Array> {
  const { object, offset, length } = pointer;
  const besideHeader = offset <= HEADER_BYTES_MAX;
  const start = await getRange(settings, object, 0, besideHeader ? offset + length : HEADER_BYTES_MAX);
  const header = decodeHeader(object, start);
  const [key, sealed] = await Promise.all([
    settings.keys.open(object, header.encryptedKey),
    besideHeader ? start.subarray(offset) : getRange(settings, object, offset, length),
  ]);
  return openFrame(key, pointer, sealed);
}

export async function readFirst(
  settings: ReadSettings,
  object: string,
): Promise<{ readonly pointer: FramePointer; readonly frame: Uint8Array }> {
  const chunks: Buffer[] = [];
  for await (const chunk of pieces(object, await getObject(settings, object))) chunks.push(chunk);
  const whole = Buffer.concat(chunks);
  const offset = headerLength(object, whole);
  const { encryptedKey } = decodeHeader(object, whole);
  const { length } = decodePrefix(object, whole.subarray(offset));
  const pointer = { object, frame: 0, offset, length };
  const key = await settings.keys.open(object, encryptedKey);
  return { pointer, frame: openFrame(key, pointer, whole.subarray(offset, offset + length)) };
}

export async function* readAll(settings: ReadSettings, object: string): AsyncGenerator<Uint8Array, void> {
  const arriving = pieces(object, await getObject(settings, object));
  try {
    const source = createByteSource(arriving);
    const start = await source.take(HEADER_START_BYTES);
    const header = Buffer.concat([start, await source.take(headerLength(object, start) - start.length)]);
    const key = await settings.keys.open(object, decodeHeader(object, header).encryptedKey);
    for (let frame = 0, last = false; !last; frame += 1) {
      const prefix = await source.take(PREFIX_BYTES);
      const head = decodePrefix(object, prefix);
      yield openFrame(key, { object, frame }, Buffer.concat([prefix, await source.take(head.length - prefix.length)]));
      last = head.last;
    }
    if ((await source.take(1)).length > 0) throw new VaultError('vault.format', object);
  } finally {
    // A reader that stops early must not hold the connection.
    await arriving.return();
  }
}

async function getRange(settings: ReadSettings, object: string, offset: number, length: number): Promise<Buffer> {
  const answer = await getObject(settings, object, `bytes=${offset}-${offset + length - 1}`);
  const chunks: Buffer[] = [];
  for await (const chunk of pieces(object, answer)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** A range beyond the end means that the object has lost its tail. */
const REASONS: ReadonlyMap<string, VaultErrorCode> = new Map([
  ['NoSuchKey', 'vault.missing'],
  ['NotFound', 'vault.missing'],
  ['InvalidRange', 'vault.truncated'],
]);

async function getObject(
  { s3, bucket }: ReadSettings,
  object: string,
  range?: string,
): Promise<GetObjectCommandOutput> {
  try {
    return await s3.send(
      new GetObjectCommand({ Bucket: bucket, Key: object, ...(range === undefined ? {} : { Range: range }) }),
    );
  } catch (cause) {
    const reason = cause instanceof Error ? REASONS.get(cause.name) : undefined;
    throw new VaultError(reason ?? 'vault.unavailable', object, { cause });
  }
}

async function* pieces(object: string, { Body }: GetObjectCommandOutput): AsyncGenerator<Buffer, void> {
  if (Body === undefined) throw new VaultError('vault.missing', object);
  try {
    // In Node the body is a Readable; the SDK's type also allows the browser's streams.
    for await (const chunk of Body as AsyncIterable<Uint8Array>)
      yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  } catch (cause) {
    throw new VaultError('vault.unavailable', object, { cause });
  }
}
