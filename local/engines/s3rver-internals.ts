import type { IncomingMessage, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';

/** The parts of s3rver used here; the package brings no types. */
const require = createRequire(import.meta.url);

export const S3rver = require('s3rver') as new (options: {
  silent: boolean;
  vhostBuckets: boolean;
  directory: string;
}) => {
  store: FilesystemStore;
  readonly context: { store: FilesystemStore };
  callback(): (request: IncomingMessage, response: ServerResponse) => void;
};

export const S3Error = require('s3rver/lib/models/error') as new (
  code: string,
  message: string,
  detail?: object,
) => Error;

export const S3Object = require('s3rver/lib/models/object') as new (
  bucket: string,
  key: string,
  content: unknown,
  metadata: Metadata,
) => StoredObject;

export const BaseStore = require('s3rver/lib/stores/filesystem') as new (directory: string) => FilesystemStore;

export type Metadata = Record<string, string | number | undefined>;
export type StoredObject = {
  readonly bucket: string;
  readonly key: string;
  readonly content: AsyncIterable<Buffer> & { readonly headers?: IncomingMessage['headers'] };
  readonly metadata: Metadata;
  range?: { start: number; end: number };
};
export type Listed = { readonly key: string; readonly size: number; readonly lastModifiedDate: Date };
export type Stored = { readonly size: number; readonly md5: string };

export type FilesystemStore = {
  getResourcePath(bucket: string, key: string | undefined, resource: string): string;
  getBucket(bucket: string): Promise<object | null>;
  putBucket(bucket: string): Promise<unknown>;
  getSubresource(bucket: string, key: string | undefined, kind: string): Promise<null>;
  existsObject(bucket: string, key: string): Promise<boolean>;
  listObjects(bucket: string, options: { prefix: string }): Promise<{ readonly objects: readonly Listed[] }>;
  getMetadata(bucket: string, key: string): Promise<Metadata>;
  putMetadata(bucket: string, key: string, metadata: Metadata, md5: string): Promise<void>;
  getObject(bucket: string, key: string, options?: { start?: number; end?: number }): Promise<StoredObject | null>;
  putObject(object: StoredObject): Promise<Stored>;
  putPart(bucket: string, uploadId: string, partNumber: string, content: StoredObject['content']): Promise<Stored>;
  putObjectMultipart(
    bucket: string,
    uploadId: string,
    parts: readonly { number: number; etag: string }[],
  ): Promise<Stored>;
};
