import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

export type ApiCall = {
  readonly apiId: string;
  readonly stage: string;
  /** The resource's path as declared: `/batches/{id}`. */
  readonly resource: string;
  readonly resourceId: string;
  /** Without the stage, still percent-encoded. */
  readonly path: string;
  readonly pathParameters: Readonly<Record<string, string>> | null;
  readonly query: string;
  readonly body: Buffer;
  readonly binary: boolean;
};

/** The event of API Gateway's Lambda proxy integration, payload format 1.0 (REST APIs). */
export function apiEvent(request: IncomingMessage, call: ApiCall, now: Date): object {
  const headers = headersOf(request);
  const query = queryOf(call.query);
  const requestId = randomUUID();
  return {
    resource: call.resource,
    path: call.path,
    httpMethod: request.method,
    headers: headers.single,
    multiValueHeaders: headers.multiple,
    queryStringParameters: query.single,
    multiValueQueryStringParameters: query.multiple,
    pathParameters: call.pathParameters,
    stageVariables: null,
    requestContext: {
      resourceId: call.resourceId,
      resourcePath: call.resource,
      httpMethod: request.method,
      extendedRequestId: requestId,
      requestTime: now.toUTCString(),
      requestTimeEpoch: now.getTime(),
      path: `/${call.stage}${call.path}`,
      accountId: '000000000000',
      protocol: 'HTTP/1.1',
      stage: call.stage,
      domainPrefix: call.apiId,
      domainName: request.headers.host ?? 'localhost',
      requestId,
      apiId: call.apiId,
      identity: {
        sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
        userAgent: request.headers['user-agent'] ?? null,
      },
    },
    body: call.body.length === 0 ? null : call.body.toString(call.binary ? 'base64' : 'utf8'),
    isBase64Encoded: call.body.length > 0 && call.binary,
  };
}

/** Names as the caller wrote them; of a repeated header the last one counts as its single value. */
function headersOf(request: IncomingMessage): { single: Record<string, string>; multiple: Record<string, string[]> } {
  const single: Record<string, string> = {};
  const multiple: Record<string, string[]> = {};
  for (let at = 0; at + 1 < request.rawHeaders.length; at += 2) {
    const name = String(request.rawHeaders[at]);
    const value = String(request.rawHeaders[at + 1]);
    single[name] = value;
    (multiple[name] ??= []).push(value);
  }
  const forwarded = {
    'X-Forwarded-For': request.socket.remoteAddress ?? '127.0.0.1',
    'X-Forwarded-Proto': 'http',
    'X-Forwarded-Port': String(request.socket.localPort),
  };
  for (const [name, value] of Object.entries(forwarded)) {
    single[name] = value;
    multiple[name] = [value];
  }
  return { single, multiple };
}

function queryOf(query: string): { single: Record<string, string> | null; multiple: Record<string, string[]> | null } {
  if (query === '') return { single: null, multiple: null };
  const single: Record<string, string> = {};
  const multiple: Record<string, string[]> = {};
  for (const [name, value] of new URLSearchParams(query)) {
    single[name] = value;
    (multiple[name] ??= []).push(value);
  }
  return { single, multiple };
}
