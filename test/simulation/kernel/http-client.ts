import type { Answer } from '../../../adapters/http/exchange.ts';
import type { Http, HttpSettings } from '../../../adapters/http/http.ts';
import type { OutsideAnswer, OutsideRequest } from '../outside/http.ts';
import type { Code } from './code.ts';
import type { Environment } from './environment.ts';

/** An outside system by the host of its address. */
export type Outside = (host: string) => (request: OutsideRequest) => OutsideAnswer;

/** Speaks to the models of the outside systems as the project's own HTTP client does to servers. */
export function httpClient(
  environment: Environment,
  outside: Outside,
  errors: Pick<Code, 'TimedOut' | 'NeverReached'>,
  wrongAnswer: () => OutsideAnswer,
): (settings: HttpSettings) => Http {
  return ({ baseUrl, sign }) => {
    const { host } = new URL(baseUrl);
    const send = async (
      method: string,
      path: string,
      body: Uint8Array | string | undefined,
      headers: Readonly<Record<string, string>> = {},
    ): Promise<Answer> => {
      const bytes = Buffer.from(body ?? '');
      const request = { method, path, body: bytes, headers: { ...headers, ...(await sign?.(bytes)) } };
      const act = (): Answer => outside(host)(request);
      return await environment.call<Answer>({
        site: { fn: environment.fn, call: `http.${method}`, about: `${host} ${routeOf(path)}` },
        act,
        under: (mishap) => {
          switch (mishap) {
            case 'throttle':
              return { status: 429, headers: { 'retry-after': '2' }, body: Buffer.from('{}') };
            case 'lost-answer':
              act();
              throw new errors.TimedOut(`${host}: time ran out`, true);
            case 'duplicate':
              act();
              return act();
            case 'partial':
              throw new errors.NeverReached(`${host}: ECONNREFUSED`, false);
            case 'unavailable':
              return {
                status: 503,
                headers: { 'retry-after': 'Mon, 23 Nov 2026 12:00:05 GMT' },
                body: Buffer.alloc(0),
              };
            case 'wrong-status':
              return wrongAnswer();
          }
        },
      });
    };
    return {
      get: (path, headers) => send('GET', path, undefined, headers),
      post: (path, body, headers) => send('POST', path, body, headers),
      put: (path, body, headers) => send('PUT', path, body, headers),
      close: () => undefined,
    };
  };
}

/** A path without what is different each time: names of files, attempts and persons. */
function routeOf(path: string): string {
  const [plain = ''] = path.split('?');
  return plain
    .split('/')
    .map((part) => (/\d/.test(part) && !/^v\d$/.test(part) ? '…' : part.length > 24 ? '…' : part))
    .join('/');
}
