import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { publicLookup } from './address.ts';
import { causeOf } from './cause.ts';
import { begin, headersOf, type Headers, refuseRedirect } from './exchange.ts';
import { AnswerTooLarge } from './http-error.ts';
import { targetOf } from './target.ts';

/** Nothing arrives for this long: it will not go on. */
const IDLE_MS = 60_000;

export interface DownloadSettings {
  /** As of `HttpSettings`. */
  readonly baseUrl: string;
  readonly allowPrivate?: boolean;
  /** Until the answer begins, and between any two pieces of it. @default 60_000 */
  readonly idleMs?: number;
  /** Of the answer's body, unpacked. */
  readonly bytesMax: number;
  /** As of `HttpSettings`, of no bytes. */
  readonly sign: () => Headers | Promise<Headers>;
}

/** An answer too large to be held: its bytes come as they are read. */
export interface Download {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Headers;
  /** Throws `HttpError`, at its end too when the answer was cut off. Left early, the connection is dropped. */
  readonly body: AsyncGenerator<Buffer, void>;
}

/** Asks for a path below the base: no retries, no redirects, no proxies. Throws `HttpError`. */
export async function download(settings: DownloadSettings, path: string): Promise<Download> {
  const { allowPrivate = false, idleMs = IDLE_MS, bytesMax } = settings;
  const url = targetOf(new URL(settings.baseUrl), path, allowPrivate);
  const lookup = allowPrivate ? {} : { lookup: publicLookup() };
  const agents = { http: new HttpAgent(lookup), https: new HttpsAgent(lookup) };
  const headers = { accept: 'application/jsonl', ...(await settings.sign()) };
  const progress = { connected: false, timedOut: false };
  const abort = new AbortController();
  const armed = () =>
    setTimeout(() => {
      progress.timedOut = true;
      abort.abort();
    }, idleMs);
  let timer = armed();
  const failure = (error: unknown) => causeOf(error, url.host, progress);
  try {
    const call = { method: 'GET', url, body: undefined, headers, agents };
    const response = await begin(call, abort.signal, () => (progress.connected = true));
    const { status, data } = response;
    async function* body(): AsyncGenerator<Buffer, void> {
      let bytes = 0;
      try {
        for await (const chunk of data as AsyncIterable<Buffer>) {
          bytes += chunk.length;
          if (bytes > bytesMax) throw new AnswerTooLarge(`status ${status} with more than ${bytesMax} bytes`, true);
          // How long the reader takes is no silence of the other side.
          clearTimeout(timer);
          yield chunk;
          timer = armed();
        }
      } catch (error) {
        throw failure(error);
      } finally {
        clearTimeout(timer);
        data.destroy();
      }
    }
    refuseRedirect(status);
    return { status, headers: headersOf(response.headers), body: body() };
  } catch (error) {
    clearTimeout(timer);
    throw failure(error);
  }
}
