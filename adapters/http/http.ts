import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';

import { publicLookup } from './address.ts';
import { exchange, type Answer, type Headers } from './exchange.ts';
import { AnswerMalformed } from './http-error.ts';
import { targetOf } from './target.ts';

const TIMEOUT_MS = 10_000;
const ANSWER_BYTES_MAX = 1024 * 1024;
/** Idle connections are closed before the usual servers close theirs (5 s), so that a request rarely meets a dying one. */
const IDLE_MS = 4_000;
const SOCKETS_MAX = 32;

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
  const agentOptions = {
    keepAlive: true,
    maxSockets: SOCKETS_MAX,
    timeout: IDLE_MS,
    ...(allowPrivate ? {} : { lookup: publicLookup() }),
  };
  const agents = { http: new HttpAgent(agentOptions), https: new HttpsAgent(agentOptions) };

  const send = async (
    method: string,
    path: string,
    body: Buffer | undefined,
    headers: Headers = {},
  ): Promise<Answer> => {
    const url = targetOf(baseUrl, path, allowPrivate);
    const signed = (await sign?.(body ?? Buffer.alloc(0))) ?? {};
    const all = {
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
      ...signed,
    };
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
