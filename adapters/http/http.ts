import { Agent as HttpAgent, request as httpRequest, type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Readable } from 'node:stream';

import axios, { type AxiosResponse } from 'axios';

import { publicLookup } from './address.ts';
import { causeOf } from './cause.ts';
import { AnswerMalformed, AnswerTooLarge, RedirectRefused } from './http-error.ts';
import { targetOf } from './target.ts';

const TIMEOUT_MS = 10_000;
const ANSWER_BYTES_MAX = 1024 * 1024;
/** Idle connections are closed before the usual servers close theirs (5 s), so that a request rarely meets a dying one. */
const IDLE_MS = 4_000;
const SOCKETS_MAX = 32;

export type Headers = Readonly<Record<string, string>>;

export interface HttpSettings {
  /** Scheme, host, port and, if wanted, a path prefix. Nothing else is ever called. */
  readonly baseUrl: string;
  /** Loopback, private and link-local addresses and plain http. For the local stack only. @default false */
  readonly allowPrivate?: boolean;
  /** From before the name is resolved until the answer's last byte. @default 10_000 */
  readonly timeoutMs?: number;
  /** Of the answer's body, unpacked. @default 1 MiB */
  readonly answerBytesMax?: number;
  /** Headers that sign exactly these bytes (Standard Webhooks). A request without body signs no bytes. */
  readonly sign?: (body: Uint8Array) => Headers | Promise<Headers>;
}

export interface Answer {
  /** Any status but a redirect's: what it means is the caller's to say. */
  readonly status: number;
  /** Names in lower case; several values of a name joined by `, `. */
  readonly headers: Headers;
  readonly body: Buffer;
}

/** One request, one answer or one `HttpError`: no retries, no redirects, no proxies. */
export interface Http {
  readonly get: (path: string, headers?: Headers) => Promise<Answer>;
  readonly post: (path: string, body: Uint8Array | string, headers?: Headers) => Promise<Answer>;
  readonly put: (path: string, body: Uint8Array | string, headers?: Headers) => Promise<Answer>;
  /** Closes the idle connections. */
  readonly close: () => void;
}

export function createHttp(settings: HttpSettings): Http {
  const { allowPrivate = false, timeoutMs = TIMEOUT_MS, answerBytesMax = ANSWER_BYTES_MAX, sign } = settings;
  const baseUrl = new URL(settings.baseUrl);
  const agentOptions = { keepAlive: true, maxSockets: SOCKETS_MAX, timeout: IDLE_MS, ...(allowPrivate ? {} : { lookup: publicLookup() }) };
  const agents = { http: new HttpAgent(agentOptions), https: new HttpsAgent(agentOptions) };

  const send = async (method: string, path: string, body: Buffer | undefined, headers: Headers = {}): Promise<Answer> => {
    const url = targetOf(baseUrl, path, allowPrivate);
    const signed = (await sign?.(body ?? Buffer.alloc(0))) ?? {};
    const all = { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers, ...signed };
    return exchange({ method, url, body, headers: all, agents, timeoutMs, answerBytesMax });
  };
  return {
    get: (path, headers) => send('GET', path, undefined, headers),
    post: (path, body, headers) => send('POST', path, Buffer.from(body), headers),
    put: (path, body, headers) => send('PUT', path, Buffer.from(body), headers),
    close: () => {
      agents.http.destroy();
      agents.https.destroy();
    },
  };
}

/** The body of an answer as JSON. Throws `AnswerMalformed`. */
export function answerJson(answer: Answer): unknown {
  try {
    return JSON.parse(answer.body.toString('utf8'));
  } catch {
    // The parser's message quotes the body.
    throw new AnswerMalformed(`status ${answer.status} without readable JSON`, true);
  }
}

interface Exchange {
  readonly method: string;
  readonly url: URL;
  readonly body: Buffer | undefined;
  readonly headers: Headers;
  readonly agents: { readonly http: HttpAgent; readonly https: HttpsAgent };
  readonly timeoutMs: number;
  readonly answerBytesMax: number;
}

async function exchange(call: Exchange): Promise<Answer> {
  const progress = { connected: false, timedOut: false };
  const abort = new AbortController();
  const timer = setTimeout(() => {
    progress.timedOut = true;
    abort.abort();
  }, call.timeoutMs);
  try {
    const response = await axios.request<Readable>({
      method: call.method,
      url: call.url.href,
      data: call.body,
      headers: call.headers,
      httpAgent: call.agents.http,
      httpsAgent: call.agents.https,
      transport: { request: observedRequest(call.url, () => (progress.connected = true)) },
      signal: abort.signal,
      responseType: 'stream',
      proxy: false,
      maxRedirects: 0,
      validateStatus: () => true,
      // The bytes signed are the bytes sent; the answer is read below, where its size is counted unpacked.
      transformRequest: (data: unknown) => data,
      transformResponse: (data: unknown) => data,
    });
    return await readAnswer(response, call.answerBytesMax);
  } catch (error) {
    throw causeOf(error, call.url.host, progress);
  } finally {
    clearTimeout(timer);
  }
}

/** Notes the moment from which the request may be on its way: until the connection (with TLS: its handshake) stands, nothing was sent. */
function observedRequest(url: URL, onConnected: () => void) {
  const secure = url.protocol === 'https:';
  return (options: RequestOptions, onResponse: (response: IncomingMessage) => void): ClientRequest => {
    const request = (secure ? httpsRequest : httpRequest)(options, onResponse);
    request.once('socket', (socket) => {
      if (request.reusedSocket) onConnected();
      else socket.once(secure ? 'secureConnect' : 'connect', onConnected);
    });
    return request;
  };
}

async function readAnswer(response: AxiosResponse<Readable>, answerBytesMax: number): Promise<Answer> {
  const { status, data } = response;
  try {
    if (status >= 300 && status < 400 && status !== 304) throw new RedirectRefused(`status ${status}`, true);
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of data as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > answerBytesMax) throw new AnswerTooLarge(`status ${status} with more than ${answerBytesMax} bytes`, true);
      chunks.push(chunk);
    }
    return { status, headers: headersOf(response.headers), body: Buffer.concat(chunks, bytes) };
  } finally {
    data.destroy();
  }
}

function headersOf(headers: AxiosResponse['headers']): Record<string, string> {
  const plain: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && value !== null) plain[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : String(value);
  }
  return plain;
}
