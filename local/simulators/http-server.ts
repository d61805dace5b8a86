import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { drawMishap, type Faults, type Mishap } from './faults.ts';

export interface Answer {
  readonly status: number;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as it comes, piece by piece, instead of `body`. */
  readonly lines?: Iterable<string>;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Request {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

export interface Site {
  readonly bodyBytesMax: number;
  readonly faults: () => Faults;
  readonly random: () => number;
  /** The partners' side; faults apply. */
  readonly api: (request: Request) => Answer | Promise<Answer>;
  /** Knobs and figures; only for callers on this machine, without faults. `GET /admin/mishaps` is answered before it. */
  readonly admin: (request: Request) => Answer;
}

export interface Listening {
  readonly url: string;
  readonly port: number;
  stop(): Promise<void>;
}

class BodyTooLarge extends Error {}

export function problem(
  status: number,
  code: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return { status, body: { code, message }, headers };
}

/** Listens on loopback; `port` 0 takes a free one. */
export async function listen(site: Site, port: number): Promise<Listening> {
  const mishaps: Mishaps = new Map();
  const server = createServer((request, response) => {
    respond(site, mishaps, request, response).catch(() => response.destroy());
  });
  server.keepAliveTimeout = 30_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return { url: `http://127.0.0.1:${address.port}`, port: address.port, stop: () => close(server) };
}

/** How often each has happened since the server began to listen. */
type Mishaps = Map<Exclude<Mishap, 'none'> | 'latency', number>;

async function respond(
  site: Site,
  mishaps: Mishaps,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(message.url ?? '/', 'http://simulator');
  const request = {
    method: message.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers: message.headers,
    body: await readBody(message, site.bodyBytesMax).catch(tooLarge),
  };
  if (request.body === undefined)
    return send(
      response,
      problem(413, 'request.too-large', `a body has at most ${site.bodyBytesMax} bytes`, { connection: 'close' }),
    );
  const whole = { ...request, body: request.body };
  if (whole.path.startsWith('/admin/')) {
    const near = message.socket.remoteAddress === '127.0.0.1';
    if (!near) return send(response, problem(403, 'admin.remote', 'only from this machine'));
    const asked = whole.method === 'GET' && whole.path === '/admin/mishaps';
    return send(response, asked ? { status: 200, body: Object.fromEntries(mishaps) } : site.admin(whole));
  }
  const faults = site.faults();
  const mishap = drawMishap(faults, site.random);
  if (mishap !== 'none') mishaps.set(mishap, (mishaps.get(mishap) ?? 0) + 1);
  if (faults.latencyMs > 0) {
    mishaps.set('latency', (mishaps.get('latency') ?? 0) + 1);
    await pause(faults.latencyMs);
  }
  await mishandle(mishap, faults, site, whole, response);
}

async function mishandle(
  mishap: Mishap,
  faults: Faults,
  site: Site,
  request: Request,
  response: ServerResponse,
): Promise<void> {
  if (mishap === '429')
    return send(
      response,
      problem(429, 'request.too-many', 'too many requests', { 'retry-after': String(faults.retryAfterS) }),
    );
  if (mishap === '5xx') return send(response, problem(503, 'server.unavailable', 'try again later'));
  if (mishap === 'timeout-before') return hang(response, faults.hangMs);
  const answer = await site.api(request);
  if (mishap === 'timeout-after') {
    end(answer);
    return hang(response, faults.hangMs);
  }
  if (mishap === 'slow-drip') return drip(response, answer, faults.dripMs);
  return send(response, answer);
}

async function send(response: ServerResponse, answer: Answer): Promise<void> {
  response.writeHead(answer.status, headersOf(answer));
  for (const piece of answer.lines ?? []) {
    if (response.destroyed) return;
    if (!response.write(piece)) await drained(response);
  }
  response.end(answer.body === undefined ? undefined : JSON.stringify(answer.body));
}

function headersOf(answer: Answer): Record<string, string> {
  return {
    'content-type': answer.lines === undefined ? 'application/json' : 'application/jsonl; charset=utf-8',
    ...answer.headers,
  };
}

/** Nobody will read it: what its lines hold open is closed. */
function end({ lines }: Answer): void {
  lines?.[Symbol.iterator]().return?.();
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      // A long answer is drained many times.
      response.off('drain', done).off('close', done);
      resolve();
    };
    response.once('drain', done).once('close', done);
  });
}

async function hang(response: ServerResponse, hangMs: number): Promise<void> {
  // Unreferenced: a hanging answer does not keep a process that is to end.
  await pause(hangMs, undefined, { ref: false });
  response.destroy();
}

async function drip(response: ServerResponse, answer: Answer, dripMs: number): Promise<void> {
  const bytes = Buffer.from(
    answer.lines === undefined ? JSON.stringify(answer.body ?? {}) : [...answer.lines].join(''),
  );
  response.writeHead(answer.status, headersOf(answer));
  for (let offset = 0; offset < bytes.length && !response.destroyed; offset += 16) {
    response.write(bytes.subarray(offset, offset + 16));
    await pause(dripMs, undefined, { ref: false });
  }
  response.end();
}

async function readBody(message: IncomingMessage, bytesMax: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  // Not destroyed when left early: the 413 still has to go out.
  for await (const chunk of message.iterator({ destroyOnReturn: false })) {
    if (!Buffer.isBuffer(chunk)) throw new TypeError('a body is read as bytes');
    bytes += chunk.length;
    if (bytes > bytesMax) throw new BodyTooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, bytes);
}

function tooLarge(error: unknown): undefined {
  if (!(error instanceof BodyTooLarge)) throw error;
  return undefined;
}

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  server.closeAllConnections();
  await closed;
}
