import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { apiEvent } from './api-event.ts';
import { matchRoute, type Route } from './api-routes.ts';
import type { FunctionHost } from './function-host.ts';

export type ApiServer = {
  readonly origin: string;
  readonly stop: () => Promise<void>;
};

type ProxyResult = {
  readonly statusCode?: unknown;
  readonly headers?: Readonly<Record<string, unknown>> | null;
  readonly multiValueHeaders?: Readonly<Record<string, readonly unknown[]>> | null;
  readonly body?: unknown;
  readonly isBase64Encoded?: boolean;
};

const BODY_BYTES_MAX = 10 * 1024 * 1024;
const PAYLOAD_BYTES_MAX = 6 * 1024 * 1024;

/** API Gateway's REST front on loopback: its routes, limits and error answers, functions behind it through Lambda proxy integration. */
export async function startApi(options: {
  port: number;
  routes: readonly Route[];
  hostOf: (functionArn: string) => FunctionHost | undefined;
  onLine: (line: string) => void;
}): Promise<ApiServer> {
  const server = createServer((request, response) => {
    answer(request, response, options).catch((error: unknown) => {
      options.onLine(`api: ${String(error)}`);
      if (!response.headersSent) reply(response, 500, 'Internal server error', 'InternalServerErrorException');
    });
  });
  server.listen(options.port, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      const closed = once(server, 'close');
      server.close();
      server.closeIdleConnections();
      const force = setTimeout(() => server.closeAllConnections(), 1_000);
      await closed;
      clearTimeout(force);
    },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  options: Parameters<typeof startApi>[0],
): Promise<void> {
  const [target = '/', query = ''] = (request.url ?? '/').split('?', 2);
  const [, stage = '', ...rest] = target.split('/');
  const path = `/${rest.join('/')}`;
  if (!options.routes.some((route) => route.stage === stage))
    return reply(response, 403, 'Forbidden', 'ForbiddenException');
  let match: ReturnType<typeof matchRoute>;
  try {
    match = matchRoute(options.routes, stage, String(request.method), path);
  } catch {
    return reply(response, 400, 'Bad Request', 'BadRequestException');
  }
  if (match === undefined)
    return reply(response, 403, 'Missing Authentication Token', 'MissingAuthenticationTokenException');
  const { route, pathParameters } = match;
  const { integration } = route;
  if (integration.kind === 'mock') {
    request.resume();
    response.writeHead(integration.status, { ...integration.headers, 'content-length': 0 }).end();
    return;
  }
  const host = options.hostOf(integration.functionArn);
  if (host === undefined) return reply(response, 500, 'Internal server error', 'InternalServerErrorException');
  const body = await readBody(request);
  if (body === undefined)
    return reply(response, 413, `HTTP content length exceeded ${BODY_BYTES_MAX} bytes.`, 'RequestTooLargeException');
  const call = {
    apiId: route.apiId,
    stage,
    resource: route.resource,
    resourceId: route.resourceId,
    path,
    pathParameters,
    query,
    body,
    binary: integration.binary,
  };
  const event = JSON.stringify(apiEvent(request, call, new Date()));
  if (event.length > PAYLOAD_BYTES_MAX) return reply(response, 413, 'Request Too Long', 'RequestTooLargeException');
  const result = await within(host.invoke(event), integration.timeoutMs);
  if (result.kind === 'late') return reply(response, 504, 'Endpoint request timed out', 'InternalServerErrorException');
  if (result.kind === 'failed' || !send(response, result.value)) {
    options.onLine(
      `api: ${request.method} ${route.resource}: ${result.kind === 'failed' ? result.message : 'malformed Lambda proxy response'}`,
    );
    reply(response, 502, 'Internal server error', 'InternalServerErrorException');
  }
}

type Outcome = { kind: 'value'; value: string } | { kind: 'late' } | { kind: 'failed'; message: string };

/** The function runs on after a gateway time-out, as on AWS. */
function within(result: Promise<string>, timeoutMs: number): Promise<Outcome> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve({ kind: 'late' }), timeoutMs);
    const settle = (outcome: Outcome): void => {
      clearTimeout(timer);
      resolve(outcome);
    };
    result.then(
      (value) => settle({ kind: 'value', value }),
      (error: unknown) => settle({ kind: 'failed', message: String(error) }),
    );
  });
}

async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= BODY_BYTES_MAX) chunks.push(chunk);
  }
  return bytes > BODY_BYTES_MAX ? undefined : Buffer.concat(chunks);
}

/** False if the result is not of the proxy integration's form. */
function send(response: ServerResponse, result: string): boolean {
  if (result.length > PAYLOAD_BYTES_MAX) return false;
  const parsed = JSON.parse(result) as ProxyResult | null;
  const status = Number(parsed?.statusCode);
  if (parsed === null || !Number.isInteger(status) || status < 100 || status > 599) return false;
  if (parsed.body !== undefined && parsed.body !== null && typeof parsed.body !== 'string') return false;
  const headers: Record<string, string | string[]> = { 'content-type': 'application/json' };
  for (const [name, value] of Object.entries(parsed.headers ?? {})) headers[name.toLowerCase()] = String(value);
  for (const [name, values] of Object.entries(parsed.multiValueHeaders ?? {}))
    headers[name.toLowerCase()] = values.map(String);
  const body = Buffer.from(parsed.body ?? '', parsed.isBase64Encoded === true ? 'base64' : 'utf8');
  response.writeHead(status, { ...headers, 'content-length': body.length }).end(body);
  return true;
}

function reply(response: ServerResponse, status: number, message: string, errorType: string): void {
  const body = JSON.stringify({ message });
  response.req.resume();
  response
    .writeHead(status, {
      'content-type': 'application/json',
      'x-amzn-errortype': errorType,
      'content-length': Buffer.byteLength(body),
    })
    .end(body);
}
