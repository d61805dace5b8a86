import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { access, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import type { IncomingHttpHeaders } from 'node:http';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { crc32 } from 'node:zlib';
import { decodeAwsChunked } from './aws-chunked.ts';
import {
  BaseStore,
  type FilesystemStore,
  type Metadata,
  S3Error,
  S3Object,
  type Stored,
  type StoredObject,
} from './s3rver-internals.ts';

export type ObjectCreated = {
  readonly bucket: string;
  readonly key: string;
  readonly bytes: number;
  readonly etag: string;
  readonly eventName: 'ObjectCreated:Put' | 'ObjectCreated:CompleteMultipartUpload';
};

/**
 * s3rver's file store, with what it lacks of S3's promises: an object appears whole or not at all (a body cut short, a killed process),
 * it can be read as soon as the call is answered, checksums sent along are checked, `aws-chunked` bodies are unframed, byte 0 is a
 * range, parts are those that were named, and `onCreated` has happened before the call is answered.
 */
export function createS3Store(options: {
  directory: string;
  incoming: string;
  onCreated: (created: ObjectCreated) => Promise<void>;
}): FilesystemStore {
  const store = new BaseStore(options.directory);
  const receive: Receive = async (content, headers) => {
    const file = join(options.incoming, randomUUID());
    try {
      return { ...(await receiveBody(file, content, headers)), file };
    } catch (error) {
      await rm(file, { force: true });
      throw error;
    }
  };
  // A bucket that is there stays; s3rver would look for its directory on every call.
  const buckets = new Map<string, object>();
  const look = store.getBucket.bind(store);
  store.getBucket = async (name) => {
    const known = buckets.get(name) ?? (await look(name));
    if (known !== null) buckets.set(name, known);
    return known;
  };
  // Sites, CORS and tags are not in use here; s3rver would look for their files on every call.
  store.getSubresource = () => Promise.resolve(null);
  store.getObject = (bucket, key, range) => getObject(store, bucket, key, range);
  store.putObject = async (object) => {
    const { bucket, key, content, metadata } = object;
    const headers = content.headers ?? {};
    if (headers['if-none-match'] === '*' && (await store.existsObject(bucket, key))) {
      const message = 'At least one of the pre-conditions you specified did not hold';
      throw new S3Error('PreconditionFailed', message, { Condition: 'If-None-Match' });
    }
    const { size, md5, file } = await receive(content, headers);
    await publish(store, bucket, key, metadata, { file, md5 });
    await options.onCreated({ bucket, key, bytes: size, etag: md5, eventName: 'ObjectCreated:Put' });
    return { size, md5 };
  };
  addUploads(store, receive, options.onCreated);
  return store;
}

type Receive = (
  content: AsyncIterable<Buffer>,
  headers: IncomingHttpHeaders,
) => Promise<Stored & { readonly file: string }>;

function addUploads(
  store: FilesystemStore,
  receive: Receive,
  onCreated: (created: ObjectCreated) => Promise<void>,
): void {
  const uploadDirectory = (bucket: string, uploadId: string): string => {
    if (!/^[0-9a-f]{32}$/.test(uploadId)) throw noSuchUpload();
    return join(store.getResourcePath(bucket, undefined, 'uploads'), uploadId);
  };
  store.putPart = async (bucket, uploadId, partNumber, content) => {
    const directory = uploadDirectory(bucket, uploadId);
    await access(directory).catch(() => Promise.reject(noSuchUpload()));
    const { size, md5, file } = await receive(content, content.headers ?? {});
    await writeFile(join(directory, `${Number(partNumber)}.md5`), md5);
    await rename(file, join(directory, String(Number(partNumber))));
    return { size, md5 };
  };
  store.putObjectMultipart = async (bucket, uploadId, parts) => {
    const directory = uploadDirectory(bucket, uploadId);
    const key = await readFile(join(directory, 'key'), 'utf8').catch(() => Promise.reject(noSuchUpload()));
    const metadata = JSON.parse(await readFile(join(directory, 'metadata'), 'utf8')) as Metadata;
    const digests = await checkParts(directory, parts);
    const files = parts.map((part) => join(directory, String(part.number)));
    const { size, file } = await receive(readAll(files), {});
    const md5 = `${createHash('md5').update(Buffer.concat(digests)).digest('hex')}-${parts.length}`;
    await publish(store, bucket, key, metadata, { file, md5 });
    await onCreated({ bucket, key, bytes: size, etag: md5, eventName: 'ObjectCreated:CompleteMultipartUpload' });
    await rm(directory, { recursive: true, force: true });
    return { size, md5 };
  };
}

/** Metadata first: the object is there from the moment its body is. */
async function publish(
  store: FilesystemStore,
  bucket: string,
  key: string,
  metadata: Metadata,
  body: { readonly file: string; readonly md5: string },
): Promise<void> {
  const path = store.getResourcePath(bucket, key, 'object');
  await mkdir(dirname(path), { recursive: true });
  await store.putMetadata(bucket, key, { ...metadata, 'content-encoding': contentEncoding(metadata) }, body.md5);
  await rename(body.file, path);
}

/** AbortMultipartUpload, which s3rver has not. */
export async function abortUpload(store: FilesystemStore, bucket: string, uploadId: string): Promise<void> {
  if (!/^[0-9a-f]{32}$/.test(uploadId)) return;
  await rm(join(store.getResourcePath(bucket, undefined, 'uploads'), uploadId), { recursive: true, force: true });
}

function noSuchUpload(): Error {
  return new S3Error(
    'NoSuchUpload',
    'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
  );
}

/** `aws-chunked` is how the body came, not what the object is. */
function contentEncoding(metadata: Metadata): string | undefined {
  const given = metadata['content-encoding'];
  if (given === undefined) return undefined;
  const kept = String(given)
    .split(',')
    .filter((encoding) => encoding.trim() !== 'aws-chunked' && encoding.trim() !== '');
  return kept.length === 0 ? undefined : kept.join(',');
}

async function receiveBody(
  file: string,
  content: AsyncIterable<Buffer>,
  headers: IncomingHttpHeaders,
): Promise<Stored> {
  const chunked = String(headers['x-amz-content-sha256']).startsWith('STREAMING-');
  const md5 = createHash('md5');
  const wantSha256 = headers['x-amz-checksum-sha256'];
  const wantCrc32 = headers['x-amz-checksum-crc32'];
  const sha256 = wantSha256 === undefined ? undefined : createHash('sha256');
  let crc = 0;
  let size = 0;
  await pipeline(
    chunked ? decodeAwsChunked(content) : content,
    async function* (source: AsyncIterable<Buffer>) {
      for await (const piece of source) {
        md5.update(piece);
        sha256?.update(piece);
        if (wantCrc32 !== undefined) crc = crc32(piece, crc);
        size += piece.length;
        yield piece;
      }
    },
    createWriteStream(file),
  );
  const digest = md5.digest();
  expectSame('Content-MD5', headers['content-md5'], digest.toString('base64'));
  expectSame('sha256', wantSha256, sha256?.digest('base64'));
  const crcBytes = Buffer.alloc(4);
  crcBytes.writeUInt32BE(crc);
  expectSame('crc32', wantCrc32, crcBytes.toString('base64'));
  return { size, md5: digest.toString('hex') };
}

function expectSame(name: string, wanted: string | string[] | undefined, computed: string | undefined): void {
  if (wanted !== undefined && wanted !== computed)
    throw new S3Error('BadDigest', `The ${name} you specified did not match the calculated checksum.`);
}

async function checkParts(directory: string, parts: readonly { number: number; etag: string }[]): Promise<Buffer[]> {
  return Promise.all(
    parts.map(async ({ number, etag }, at) => {
      const previous = parts[at - 1];
      if (previous !== undefined && previous.number >= number)
        throw new S3Error('InvalidPartOrder', 'The list of parts was not in ascending order.');
      const md5 = await readFile(join(directory, `${number}.md5`), 'utf8').catch(() => undefined);
      if (md5 === undefined || md5 !== etag)
        throw new S3Error('InvalidPart', 'One or more of the specified parts could not be found.');
      return Buffer.from(md5, 'hex');
    }),
  );
}

async function* readAll(files: readonly string[]): AsyncGenerator<Buffer> {
  for (const file of files) yield* createReadStream(file) as AsyncIterable<Buffer>;
}

async function getObject(
  store: FilesystemStore,
  bucket: string,
  key: string,
  range: { start?: number; end?: number } | undefined,
): Promise<StoredObject | null> {
  const path = store.getResourcePath(bucket, key, 'object');
  const metadata = await store.getMetadata(bucket, key).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  });
  if (metadata === undefined) return null;
  const { size } = await stat(path);
  const asked = range?.start !== undefined || range?.end !== undefined;
  const start = range?.start ?? 0;
  const end = Math.min(range?.end ?? Infinity, Math.max(0, size - 1));
  const satisfiable = size === 0 ? start === 0 && !asked : start <= end;
  const content = satisfiable ? createReadStream(path, { start, end }) : null;
  const object = new S3Object(bucket, key, content, metadata);
  if (asked) object.range = { start, end };
  return object;
}
