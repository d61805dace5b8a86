import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, request as httpRequest, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { KmsEngine } from '../engines/kms.ts';
import type { S3Engine } from '../engines/s3.ts';
import { type Credential, credentialOf, presignedFault } from './credential.ts';
import { dynamoUse } from './dynamo-access.ts';
import type { Journal } from './journal.ts';
import { kmsAccess, sqsAccess } from './json-access.ts';
import type { Access, Policies } from './policy.ts';
import { refuse } from './refusal.ts';
import { s3Use } from './s3-access.ts';

export type Caller = {
  /** The function's name, or `admin`. */
  readonly name: string;
  readonly role: string;
  readonly secretAccessKey: string;
  /** Undefined for the administrator, whom no policy binds. */
  readonly policies: Policies | undefined;
};

export type ProxyEngines = {
  readonly dynamo: { readonly endpoint: string };
  readonly sqs: { readonly endpoint: string };
  readonly s3: S3Engine;
  readonly kms: KmsEngine;
};

export type Proxy = {
  readonly endpoint: string;
  /** Opens the engines to callers; until then every call waits for an answer of 503. */
  readonly open: (engines: ProxyEngines, account: Account) => void;
  readonly stop: () => Promise<void>;
};

export type Account = {
  /** By access key id. */
  readonly callers: ReadonlyMap<string, Caller>;
  /** Partition key of a table. */
  readonly hashKeyOf: (table: string) => string;
  /** ARN of the KMS key a bucket encrypts with, if it is one of the template's. */
  readonly bucketKeyOf: (bucket: string) => string | undefined;
};

type Inside = Account & {
  readonly engines: ProxyEngines;
  readonly forward: (endpoint: string, request: IncomingMessage, body: Buffer, response: ServerResponse) => void;
  readonly journal: Journal;
  readonly now: () => Date;
  readonly endpoint: string;
};

const BODY_BYTES_MAX = 20 * 1024 * 1024;

/**
 * The one address functions know as AWS. The service is read from the SigV4 credential scope, the caller from the access key id, and
 * each call is checked against the caller's synthesized policies before an engine sees it. Plain signatures are not verified (the key
 * id must be known); presigned URLs are, with their expiry.
 */
export async function startProxy(options: { port: number; journal: Journal; now: () => Date }): Promise<Proxy> {
  let inside: Inside | undefined;
  const agent = new Agent({ keepAlive: true, maxSockets: 256, scheduling: 'fifo' });
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    if (inside === undefined) return refuse(response, 'json', 503, 'ServiceUnavailable', 'the local stack is starting');
    answer(inside, request, response);
  });
  await listen(server, options.port);
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    endpoint,
    open(engines, account) {
      inside = {
        ...account,
        engines,
        endpoint,
        journal: options.journal,
        now: options.now,
        forward: createForward(agent),
      };
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      agent.destroy();
      await once(server, 'close');
    },
  };
}

/** The asked port, or any when it is taken. */
async function listen(server: ReturnType<typeof createServer>, port: number): Promise<void> {
  server.listen(port, '127.0.0.1');
  try {
    // Rejects with the server's error.
    await once(server, 'listening');
  } catch (error) {
    if (port === 0 || (error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    await listen(server, 0);
  }
}

function answer(inside: Inside, request: IncomingMessage, response: ServerResponse): void {
  const credential = credentialOf(request);
  if (credential === undefined)
    return refuse(response, 'xml', 403, 'AccessDenied', 'the call is not signed (no SigV4 credential scope)');
  const style = credential.service === 's3' ? 'xml' : 'json';
  const caller = inside.callers.get(credential.accessKeyId);
  if (caller === undefined)
    return refuse(
      response,
      style,
      403,
      style === 'xml' ? 'InvalidAccessKeyId' : 'UnrecognizedClientException',
      `access key ${credential.accessKeyId} is not known`,
    );
  if (credential.service === 's3') return answerS3(inside, caller, credential, request, response);
  readBody(request, (body) => {
    if (body === undefined) return refuse(response, style, 413, 'RequestEntityTooLarge', 'the request is too large');
    const target = String(request.headers['x-amz-target']);
    const operation = target.slice(target.indexOf('.') + 1);
    try {
      answerJson(inside, caller, credential.service, operation, body, request, response);
    } catch (error) {
      refuse(response, style, 400, 'SerializationException', (error as Error).message);
    }
  });
}

function readBody(request: IncomingMessage, done: (body: Buffer | undefined) => void): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= BODY_BYTES_MAX) chunks.push(chunk);
  });
  request.on('end', () => {
    const [first] = chunks;
    done(
      bytes > BODY_BYTES_MAX ? undefined : chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks),
    );
  });
}

function answerJson(
  inside: Inside,
  caller: Caller,
  service: string,
  operation: string,
  body: Buffer,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const { engines, journal } = inside;
  const parsed = JSON.parse(body.length === 0 ? '{}' : body.toString()) as object;
  journal.called(caller.name, `${service}:${operation}`);
  if (service === 'dynamodb') {
    const use = dynamoUse(operation, parsed, inside.hashKeyOf);
    if (!permitted(inside, caller, use.accesses, 'json', 400, response)) return;
    journal.wrote(caller.name, use.written);
    return inside.forward(engines.dynamo.endpoint, request, body, response);
  }
  if (service === 'sqs') {
    if (!permitted(inside, caller, [sqsAccess(operation, parsed)], 'json', 403, response)) return;
    if (operation !== 'GetQueueUrl') return inside.forward(engines.sqs.endpoint, request, body, response);
    // The engine would give its own address, past the policies.
    const { QueueName: name = '' } = parsed as { QueueName?: string };
    return respondJson(response, 200, JSON.stringify({ QueueUrl: `${inside.endpoint}/000000000000/${name}` }), '1.0');
  }
  if (service === 'kms') {
    if (!permitted(inside, caller, [kmsAccess(operation, parsed)], 'json', 400, response)) return;
    const { status, body: text } = engines.kms.answer(operation, body.toString());
    return respondJson(response, status, text, '1.1');
  }
  return refuse(response, 'json', 501, 'UnknownService', `the local stack has no ${service}`);
}

function answerS3(
  inside: Inside,
  caller: Caller,
  credential: Credential,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const fault = credential.presigned ? presignedFault(request, caller.secretAccessKey, inside.now()) : undefined;
  if (fault !== undefined) {
    const code = fault.includes(' ') ? 'AccessDenied' : fault;
    return refuse(response, 'xml', fault.startsWith('Authorization') ? 400 : 403, code, fault);
  }
  let use: ReturnType<typeof s3Use>;
  try {
    use = s3Use(request, inside.bucketKeyOf);
  } catch {
    return refuse(response, 'xml', 400, 'InvalidURI', "Couldn't parse the specified URI.");
  }
  inside.journal.called(caller.name, `s3:${use.operation}`);
  if (!permitted(inside, caller, use.accesses, 'xml', 403, response)) return;
  const reads = use.operation === 'GetObject' || use.operation === 'HeadObject';
  if (!reads || caller.policies === undefined || mayList(caller.policies, use.accesses))
    return inside.engines.s3.handle(request, response);
  // S3 tells a caller without ListBucket nothing about what is not there: 403, not 404.
  inside.engines.s3.objectExists(use.bucket, use.key).then(
    (exists) => {
      if (exists) inside.engines.s3.handle(request, response);
      else
        deny(
          inside,
          caller,
          { action: 's3:ListBucket', resource: bucketOf(use.accesses) },
          'the object does not exist, and without s3:ListBucket S3 answers 403',
          'xml',
          403,
          response,
        );
    },
    (error: unknown) => refuse(response, 'xml', 500, 'InternalError', String(error)),
  );
}

function mayList(policies: Policies, accesses: readonly Access[]): boolean {
  return policies.allowing({ action: 's3:ListBucket', resource: bucketOf(accesses) }).length > 0;
}

function bucketOf(accesses: readonly Access[]): string {
  return String(accesses[0]?.resource).split('/', 1)[0] ?? '';
}

function permitted(
  inside: Inside,
  caller: Caller,
  accesses: readonly Access[],
  style: 'json' | 'xml',
  status: number,
  response: ServerResponse,
): boolean {
  if (caller.policies === undefined) return true;
  for (const access of accesses) {
    const grants = caller.policies.allowing(access);
    if (grants.length === 0) {
      deny(inside, caller, access, 'no identity-based policy allows it', style, status, response);
      return false;
    }
    inside.journal.granted(grants);
  }
  return true;
}

function deny(
  inside: Inside,
  caller: Caller,
  access: Access,
  reason: string,
  style: 'json' | 'xml',
  status: number,
  response: ServerResponse,
): void {
  inside.journal.denied({ functionName: caller.name, role: caller.role, reason, ...access });
  const message = `User: ${caller.role}/${caller.name} is not authorized to perform: ${access.action} on resource: ${access.resource}: ${reason}`;
  refuse(response, style, status, style === 'xml' ? 'AccessDenied' : 'AccessDeniedException', message);
}

function respondJson(response: ServerResponse, status: number, body: string, version: '1.0' | '1.1'): void {
  response
    .writeHead(status, {
      'content-type': `application/x-amz-json-${version}`,
      'content-length': Buffer.byteLength(body),
    })
    .end(body);
}

/** Passes a call on as it came, over kept connections; only the headers the engines look at go along. */
function createForward(agent: Agent): Inside['forward'] {
  return (endpoint, request, body, response) => {
    const { hostname, port } = addressOf(endpoint);
    const headers = {
      'content-type': request.headers['content-type'] ?? 'application/x-amz-json-1.0',
      'content-length': body.length,
      'x-amz-target': request.headers['x-amz-target'],
      'x-amz-date': request.headers['x-amz-date'],
      authorization: request.headers.authorization,
    };
    const upstream = httpRequest({ agent, hostname, port, method: 'POST', path: '/', headers }, (reply) => {
      response.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(response);
    });
    upstream.on('error', (error) => {
      if (response.headersSent) response.destroy();
      else refuse(response, 'json', 503, 'ServiceUnavailable', `the local engine did not answer: ${error.message}`);
    });
    // A caller that goes away must not leave a long poll behind that takes messages nobody gets.
    response.on('close', () => {
      if (!response.writableFinished) upstream.destroy();
    });
    upstream.end(body);
  };
}

const addresses = new Map<string, { hostname: string; port: string }>();

function addressOf(endpoint: string): { hostname: string; port: string } {
  let address = addresses.get(endpoint);
  if (address === undefined) {
    const { hostname, port } = new URL(endpoint);
    address = { hostname, port };
    addresses.set(endpoint, address);
  }
  return address;
}
