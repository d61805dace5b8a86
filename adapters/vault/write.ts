import { Readable } from 'node:stream';

import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';

import type { FramePointer } from '../../schemas/message.ts';
import type { DataKey, DataKeys } from './data-keys.ts';
import { encodeHeader, sealFrame } from './frame.ts';
import { VaultError } from './vault-error.ts';

/** Objects up to this size go in one request. S3 asks for parts of at least 5 MiB. */
const PART_BYTES = 8 * 1024 * 1024;
/** Parts on their way at a time; with the one being filled this bounds the memory of a write. */
const PARTS_IN_FLIGHT = 2;

export interface WriteSettings {
  readonly s3: S3Client;
  readonly bucket: string;
  readonly randomBytes: (size: number) => Uint8Array;
  readonly keys: DataKeys;
}

export async function write(
  settings: WriteSettings,
  object: string,
  frames: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<FramePointer[]> {
  const key = await settings.keys.create(object);
  const pointers: FramePointer[] = [];
  const sealed = sealAll(settings, object, key, frames, pointers);
  const start: Buffer[] = [];
  let bytes = 0;
  for (let next = await sealed.next(); next.done !== true; next = await sealed.next()) {
    start.push(next.value);
    bytes += next.value.length;
    if (bytes > PART_BYTES) break;
  }
  if (bytes > PART_BYTES) await putParts(settings, object, start, sealed);
  else await putWhole(settings, object, Buffer.concat(start, bytes));
  settings.keys.remember(object, key.plain);
  return pointers;
}

/** The object's bytes, piece by piece; fills in `pointers` as it goes. Seals one frame behind, as only the end shows which frame is the last. */
async function* sealAll(
  { randomBytes }: WriteSettings,
  object: string,
  key: DataKey,
  frames: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  pointers: FramePointer[],
): AsyncGenerator<Buffer, void> {
  const header = encodeHeader(key.encrypted);
  yield header;
  let offset = header.length;
  const seal = (plain: Uint8Array, last: boolean): Buffer => {
    const frame = pointers.length;
    const bytes = sealFrame(key.plain, randomBytes(12), { object, frame, last }, plain);
    pointers.push({ object, frame, offset, length: bytes.length });
    offset += bytes.length;
    return bytes;
  };
  let held: Uint8Array | undefined;
  for await (const frame of frames) {
    if (held !== undefined) yield seal(held, false);
    held = frame;
  }
  if (held === undefined) throw new VaultError('vault.frame-size', object);
  yield seal(held, true);
}

async function putWhole({ s3, bucket }: WriteSettings, object: string, body: Buffer): Promise<void> {
  try {
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: object, Body: body }));
  } catch (cause) {
    throw new VaultError('vault.unavailable', object, { cause });
  }
}

interface Producer {
  failure?: { readonly error: unknown };
}

async function putParts(
  { s3, bucket }: WriteSettings,
  object: string,
  start: readonly Buffer[],
  rest: AsyncGenerator<Buffer, void>,
): Promise<void> {
  // Few writes are large: the upload manager is loaded only for those, to keep it out of every cold start.
  const { Upload } = await import('@aws-sdk/lib-storage');
  const producer: Producer = {};
  const body = Readable.from(noting(producer, start, rest), { objectMode: false });
  const upload = new Upload({
    client: s3,
    params: { Bucket: bucket, Key: object, Body: body },
    partSize: PART_BYTES,
    queueSize: PARTS_IN_FLIGHT,
    // Clearing up is the bucket's lifecycle rule; a function needs no right to abort uploads.
    leavePartsOnError: true,
  });
  try {
    await upload.done();
  } catch (cause) {
    // What made the frames fail is the caller's own error and goes back to it as it is.
    if (producer.failure !== undefined) throw producer.failure.error;
    throw new VaultError('vault.unavailable', object, { cause });
  } finally {
    body.destroy();
    await rest.return();
  }
}

/** The pieces gathered so far and those still to come, noting it when the producer itself fails: a stream also throws into what it reads. */
async function* noting(
  producer: Producer,
  start: readonly Buffer[],
  rest: AsyncGenerator<Buffer, void>,
): AsyncGenerator<Buffer, void> {
  yield* start;
  const next = () =>
    rest.next().catch((error: unknown) => {
      producer.failure = { error };
      throw error;
    });
  for (let piece = await next(); piece.done !== true; piece = await next()) yield piece.value;
}
