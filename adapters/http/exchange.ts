import {
  request as httpRequest,
  type Agent as HttpAgent,
  type ClientRequest,
  type IncomingMessage,
  type RequestOptions,
} from 'node:http';
import { request as httpsRequest, type Agent as HttpsAgent } from 'node:https';
import type { Readable } from 'node:stream';

import axios, { type AxiosResponse } from 'axios';

import { causeOf } from './cause.ts';
import { AnswerTooLarge, RedirectRefused } from './http-error.ts';

export type Headers = Readonly<Record<string, string>>;

export interface Answer {
  /** Any status but a redirect's: what it means is the caller's to say. */
  readonly status: number;
  /** Names in lower case; several values of a name joined by `, `. */
  readonly headers: Headers;
  readonly body: Buffer;
}

export interface Call {
  readonly method: string;
  readonly url: URL;
  readonly body: Buffer | undefined;
  readonly headers: Headers;
  readonly agents: { readonly http: HttpAgent; readonly https: HttpsAgent };
}

export interface Exchange extends Call {
  readonly timeoutMs: number;
  readonly answerBytesMax: number;
}

/** One request and its whole answer within `timeoutMs`. Throws `HttpError`. */
export async function exchange(call: Exchange): Promise<Answer> {
  const progress = { connected: false, timedOut: false };
  const abort = new AbortController();
  const timer = setTimeout(() => {
    progress.timedOut = true;
    abort.abort();
  }, call.timeoutMs);
  try {
    const response = await begin(call, abort.signal, () => (progress.connected = true));
    return await readAnswer(response, call.answerBytesMax);
  } catch (error) {
    throw causeOf(error, call.url.host, progress);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Sends a request, and answers once its answer begins; whoever asked reads the rest, or destroys it.
 *
 * @param onConnected called at the moment from which the request may be on its way
 */
export async function begin(
  call: Call,
  signal: AbortSignal,
  onConnected: () => void,
): Promise<AxiosResponse<Readable>> {
  return await axios.request<Readable>({
    method: call.method,
    url: call.url.href,
    data: call.body,
    headers: call.headers,
    httpAgent: call.agents.http,
    httpsAgent: call.agents.https,
    transport: { request: observedRequest(call.url, onConnected) },
    signal,
    responseType: 'stream',
    proxy: false,
    maxRedirects: 0,
    validateStatus: () => true,
    // The bytes signed are the bytes sent; the answer is read by the caller, where its size is counted unpacked.
    transformRequest: (data: unknown) => data,
    transformResponse: (data: unknown) => data,
  });
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
    refuseRedirect(status);
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of data as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > answerBytesMax)
        throw new AnswerTooLarge(`status ${status} with more than ${answerBytesMax} bytes`, true);
      chunks.push(chunk);
    }
    return { status, headers: headersOf(response.headers), body: Buffer.concat(chunks, bytes) };
  } finally {
    data.destroy();
  }
}

export function refuseRedirect(status: number): void {
  if (status >= 300 && status < 400 && status !== 304) throw new RedirectRefused(`status ${status}`, true);
}

export function headersOf(headers: AxiosResponse['headers']): Record<string, string> {
  const plain: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && value !== null)
      plain[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : String(value);
  }
  return plain;
}
