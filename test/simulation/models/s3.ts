import type {
  AbortMultipartUploadCommandInput,
  CompleteMultipartUploadCommandInput,
  CreateMultipartUploadCommandInput,
  DeleteObjectCommandInput,
  GetObjectCommandInput,
  HeadObjectCommandInput,
  ListObjectsV2CommandInput,
  PutObjectCommandInput,
  UploadPartCommandInput,
} from '@aws-sdk/client-s3';
import type { ObjectCreated } from '../../../local/engines/s3-store.ts';
import { s3EventMessage } from '../../../local/template/notifications.ts';
import { answering, type Command, onlyKnown } from './command.ts';
import { bytesOf, md5, modifiedAt, piecesOf, rangeOf, type StoredObject } from './s3/objects.ts';
import { headNotFound, noSuchBucket, noSuchKey, refused } from './s3/refusals.ts';
import { createUploads, type Uploads } from './s3/uploads.ts';

export interface S3Settings {
  readonly now: () => Date;
  readonly buckets: readonly string[];
  /** Called before the call is answered, with the message S3 puts on a bucket's queue: whether it gets there is the caller's to say. */
  readonly notifications?: (bucket: string, key: string, event: string) => void;
  /** Of every part of an upload but the last. @default 5 MiB */
  readonly partBytesMin?: number;
}

/** Unversioned buckets of S3, in memory. */
export interface S3Model {
  readonly handle: (command: Command) => object;
  /** In the order S3 lists them. */
  readonly keys: (bucket: string) => readonly string[];
  /** A copy; undefined where there is none. */
  readonly object: (bucket: string, key: string) => Buffer | undefined;
}

type Bucket = Map<string, StoredObject>;

const PART_BYTES_MIN = 5 * 1024 * 1024;
const LISTED_MAX = 1000;
/** The SDK says so of a body whose type the caller doesn't give. */
const TYPE_SENT = 'application/octet-stream';
const $metadata = { httpStatusCode: 200 } as const;

export function createS3Model(settings: S3Settings): S3Model {
  const { now, notifications, partBytesMin = PART_BYTES_MIN } = settings;
  const buckets = new Map<string, Bucket>(settings.buckets.map((name) => [name, new Map()]));
  let stored = 0n;
  const bucketOf = (name = ''): Bucket => {
    const bucket = buckets.get(name);
    if (bucket === undefined) throw noSuchBucket(name);
    return bucket;
  };
  const store: Store = (name, key, object, eventName) => {
    bucketOf(name).set(key, { ...object, modifiedAt: modifiedAt(now()) });
    stored += 1n;
    const created = { bucket: name, key, bytes: object.bytes.length, etag: object.etag, eventName };
    notifications?.(name, key, s3EventMessage(created, stored, now()));
  };
  return {
    handle: answering({
      ...objectCalls(bucketOf, store),
      ...uploadCalls(createUploads(partBytesMin), bucketOf, store),
      ListObjectsV2: (input: ListObjectsV2CommandInput) => list(bucketOf(input.Bucket), input),
    }),
    keys: (bucket) => keysOf(bucketOf(bucket)),
    object: (bucket, key) => {
      const object = bucketOf(bucket).get(key);
      return object === undefined ? undefined : Buffer.from(object.bytes);
    },
  };
}

type Store = (
  bucket: string,
  key: string,
  object: Omit<StoredObject, 'modifiedAt'>,
  eventName: ObjectCreated['eventName'],
) => void;

function objectCalls(bucketOf: (name: string | undefined) => Bucket, store: Store) {
  return {
    PutObject: (input: PutObjectCommandInput) => {
      onlyKnown('PutObject', input, PUT_MEMBERS);
      const { Bucket, Key = '', Body, ContentType: contentType = TYPE_SENT } = input;
      bucketOf(Bucket);
      const bytes = bytesOf('PutObject', Body);
      const etag = md5(bytes);
      store(Bucket ?? '', Key, { bytes, etag, contentType }, 'ObjectCreated:Put');
      return { $metadata, ETag: `"${etag}"` };
    },
    GetObject: (input: GetObjectCommandInput) => {
      onlyKnown('GetObject', input, GET_MEMBERS);
      const object = bucketOf(input.Bucket).get(input.Key ?? '');
      if (object === undefined) throw noSuchKey();
      const size = object.bytes.length;
      if (input.Range === undefined) return { ...headersOf(object, size), Body: piecesOf(object.bytes) };
      const [first, last] = rangeOf(input.Range, size);
      const bytes = object.bytes.subarray(first, last + 1);
      return {
        ...headersOf(object, bytes.length),
        $metadata: { httpStatusCode: 206 },
        ContentRange: `bytes ${first}-${last}/${size}`,
        Body: piecesOf(bytes),
      };
    },
    HeadObject: (input: HeadObjectCommandInput) => {
      onlyKnown('HeadObject', input, KEY_MEMBERS);
      const object = headable(bucketOf, input);
      return headersOf(object, object.bytes.length);
    },
    DeleteObject: (input: DeleteObjectCommandInput) => {
      onlyKnown('DeleteObject', input, KEY_MEMBERS);
      bucketOf(input.Bucket).delete(input.Key ?? '');
      return { $metadata: { httpStatusCode: 204 } };
    },
  };
}

/** Checksums the SDK may send along would only say that the bytes came through whole, which here they do. */
const PUT_MEMBERS = new Set(['Bucket', 'Key', 'Body', 'ContentType', 'ChecksumAlgorithm']);
const GET_MEMBERS = new Set(['Bucket', 'Key', 'Range']);
const KEY_MEMBERS = new Set(['Bucket', 'Key']);

function headable(bucketOf: (name: string | undefined) => Bucket, { Bucket, Key = '' }: HeadObjectCommandInput) {
  try {
    const object = bucketOf(Bucket).get(Key);
    if (object !== undefined) return object;
  } catch {
    // A missing bucket is told no better than a missing key.
  }
  throw headNotFound();
}

function headersOf({ etag, modifiedAt: at, contentType }: StoredObject, bytes: number) {
  return {
    $metadata,
    AcceptRanges: 'bytes',
    ContentLength: bytes,
    ContentType: contentType,
    ETag: `"${etag}"`,
    LastModified: new Date(at),
    Metadata: {},
  };
}

function uploadCalls(uploads: Uploads, bucketOf: (name: string | undefined) => Bucket, store: Store) {
  return {
    CreateMultipartUpload: (input: CreateMultipartUploadCommandInput) => {
      bucketOf(input.Bucket);
      return { $metadata, Bucket: input.Bucket, Key: input.Key, UploadId: uploads.create(input) };
    },
    UploadPart: (input: UploadPartCommandInput) => {
      bucketOf(input.Bucket);
      return { $metadata, ETag: `"${uploads.put(input)}"` };
    },
    CompleteMultipartUpload: (input: CompleteMultipartUploadCommandInput) => {
      bucketOf(input.Bucket);
      const { bucket, key, ...object } = uploads.complete(input);
      store(bucket, key, object, 'ObjectCreated:CompleteMultipartUpload');
      return { $metadata, Bucket: bucket, Key: key, ETag: `"${object.etag}"` };
    },
    AbortMultipartUpload: (input: AbortMultipartUploadCommandInput) => {
      bucketOf(input.Bucket);
      uploads.abort(input);
      return { $metadata: { httpStatusCode: 204 } };
    },
  };
}

const LIST_MEMBERS = new Set(['Bucket', 'Prefix', 'MaxKeys', 'StartAfter', 'ContinuationToken']);

function list(bucket: Bucket, input: ListObjectsV2CommandInput): object {
  onlyKnown('ListObjectsV2', input, LIST_MEMBERS);
  const { Bucket, Prefix = '', MaxKeys = LISTED_MAX, StartAfter = '', ContinuationToken } = input;
  if (!Number.isInteger(MaxKeys) || MaxKeys < 0) throw refused('InvalidArgument');
  const after = ContinuationToken === undefined ? StartAfter : Buffer.from(ContinuationToken, 'base64').toString();
  const matching = keysOf(bucket).filter((key) => key.startsWith(Prefix) && byBytes(key, after) > 0);
  const page = matching.slice(0, Math.min(MaxKeys, LISTED_MAX));
  const last = page.at(-1);
  const IsTruncated = page.length < matching.length && last !== undefined;
  const Contents = page.map((Key) => {
    const { bytes, etag, modifiedAt: at } = bucket.get(Key) ?? missing(Key);
    return { Key, Size: bytes.length, ETag: `"${etag}"`, LastModified: new Date(at), StorageClass: 'STANDARD' };
  });
  return {
    $metadata,
    Name: Bucket,
    Prefix,
    MaxKeys,
    KeyCount: page.length,
    IsTruncated,
    ...(Contents.length === 0 ? {} : { Contents }),
    ...(IsTruncated ? { NextContinuationToken: Buffer.from(last).toString('base64') } : {}),
  };
}

function missing(key: string): never {
  throw new Error(`${key} went missing while it was listed`);
}

function keysOf(bucket: Bucket): string[] {
  return [...bucket.keys()].toSorted(byBytes);
}

/** S3 lists keys in the order of their UTF-8 bytes. */
function byBytes(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}
