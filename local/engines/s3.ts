import { once } from 'node:events';
import { mkdirSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { listPage, versionsPage } from './s3-list.ts';
import { abortUpload, createS3Store, type ObjectCreated } from './s3-store.ts';
import { S3rver } from './s3rver-internals.ts';

export type S3Engine = {
  readonly endpoint: string;
  readonly putBucket: (name: string) => Promise<void>;
  readonly objectExists: (bucket: string, key: string) => Promise<boolean>;
  /** Answers one path-style call. Who may call is for others to decide: signatures are not looked at. */
  readonly handle: (request: IncomingMessage, response: ServerResponse) => void;
  readonly stop: () => Promise<void>;
};

/** S3 on loopback, path style, objects as files under `dataDir`: s3rver in this process over a store of our own. `onCreated` comes before the caller's answer. */
export async function startS3(options: {
  dataDir: string;
  port?: number;
  onCreated?: (created: ObjectCreated) => Promise<void>;
}): Promise<S3Engine> {
  const directory = join(options.dataDir, 's3', 'buckets');
  const incoming = join(options.dataDir, 's3', 'incoming');
  mkdirSync(directory, { recursive: true });
  // Bodies half received when the last run ended.
  rmSync(incoming, { recursive: true, force: true });
  mkdirSync(incoming);
  const s3rver = new S3rver({ silent: true, vhostBuckets: false, directory });
  const store = createS3Store({ directory, incoming, onCreated: options.onCreated ?? (() => Promise.resolve()) });
  s3rver.store = store;
  s3rver.context.store = store;
  const serve = s3rver.callback();
  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    const [path = '/', query = ''] = (request.url ?? '/').split('?', 2);
    const parameters = new URLSearchParams(query);
    const refusal = unsupported(request, path);
    if (refusal !== undefined) return answerError(response, ...refusal);
    const uploadId = parameters.get('uploadId');
    if (request.method === 'DELETE' && uploadId !== null) {
      const bucket = path.split('/')[1] ?? '';
      abortUpload(store, bucket, uploadId).then(
        () => response.writeHead(204).end(),
        (error: unknown) => answerError(response, 500, 'InternalError', String(error)),
      );
      return;
    }
    if (request.method === 'GET' && (parameters.get('list-type') === '2' || parameters.has('versions'))) {
      const list = parameters.has('versions') ? versionsPage : listPage;
      list(store, decodeURIComponent(path.split('/')[1] ?? ''), parameters).then(
        (page) => response.writeHead(200, { 'content-type': 'application/xml' }).end(page),
        (error: unknown) => answerError(response, 500, 'InternalError', String(error)),
      );
      return;
    }
    withoutSignature(request, path, parameters);
    serve(request, response);
  };
  const server = createServer(handle);
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async putBucket(name) {
      await store.putBucket(name);
    },
    objectExists: (bucket, key) => store.existsObject(bucket, key),
    handle,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Calls s3rver would answer wrongly rather than refuse; a key with dot segments would leave its directory. */
function unsupported(request: IncomingMessage, path: string): [number, string, string] | undefined {
  const range = request.headers.range;
  if (range !== undefined && !/^bytes=\d+-\d*$/.test(range)) return [501, 'NotImplemented', `range ${range}`];
  let segments: readonly string[];
  try {
    segments = path.split('/').map(decodeURIComponent);
  } catch {
    return [400, 'InvalidURI', "Couldn't parse the specified URI."];
  }
  if (
    segments.some(
      (segment) =>
        segment === '.' ||
        segment === '..' ||
        segment.includes('\0') ||
        /[/\\]\.{1,2}([/\\]|$)|^\.{1,2}[/\\]/.test(segment),
    )
  ) {
    return [400, 'InvalidURI', "Couldn't parse the specified URI."];
  }
  return undefined;
}

/**
 * s3rver lets unsigned calls pass and knows one account. Of a presigned URL's x-amz-* parameters only metadata count as headers: S3
 * ignores checksums that were moved into the query (the SDK puts the empty body's there), and so does this.
 */
function withoutSignature(request: IncomingMessage, path: string, parameters: URLSearchParams): void {
  delete request.headers.authorization;
  for (const name of new Set(parameters.keys())) {
    const lower = name.toLowerCase();
    if (!lower.startsWith('x-amz-')) continue;
    const value = parameters.get(name);
    if (value !== null && /^x-amz-(meta-|storage-class)/.test(lower)) request.headers[lower] = value;
    parameters.delete(name);
  }
  // s3rver tells an API call from a website's by any header of this form.
  request.headers['x-amz-content-sha256'] ??= 'UNSIGNED-PAYLOAD';
  const query = parameters.toString();
  request.url = query === '' ? path : `${path}?${query}`;
}

function answerError(response: ServerResponse, status: number, code: string, message: string): void {
  response
    .writeHead(status, { 'content-type': 'application/xml' })
    .end(`<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`);
}
