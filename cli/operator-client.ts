import createClient, { type Client } from 'openapi-fetch';
import type { Http } from '../adapters/http/http.ts';
import type { paths } from '../schemas/api/client.gen.ts';
import { operatorHttp, orUnreachable, refusalOf } from './partner-api.ts';

/** The operators' API, by the types of its own description: `client.GET('/failures', { params: { query } })`. */
export type OperatorClient = Client<paths, 'application/json'>;

/** Who asks, and where. */
export interface Asking {
  /** `--data`: of the running stack, or where who is logged in is kept. */
  readonly data: string;
  /** `--as`: a sample user of the local stack; absent: whoever is logged in. */
  readonly as?: string;
}

/** Throws CliError where the user is none, or nobody is logged in. */
export function connectClient({ data, as }: Asking): OperatorClient {
  return clientOf(operatorHttp(data, as));
}

/** What the call answered. Throws CliError of its refusal, or where nothing answers. */
export async function answered<Data>(call: Promise<Called<Data>>): Promise<Data> {
  const { data, error, response } = await call;
  if (data === undefined) throw refusalOf(response.status, error);
  return data;
}

interface Called<Data> {
  readonly data?: Data | undefined;
  readonly error?: unknown;
  readonly response: Response;
}

/** Requests go out by our own HTTP client: bounded in time and size, without redirects, to one address alone. */
export function clientOf(http: Http): OperatorClient {
  return createClient<paths, 'application/json'>({
    baseUrl: ANYWHERE,
    fetch: async (request) => {
      const path = request.url.slice(ANYWHERE.length);
      const body = request.method === 'GET' ? undefined : Buffer.from(await request.arrayBuffer());
      const answer = await orUnreachable(() => (body === undefined ? http.get(path) : http.post(path, body)));
      return new Response(answer.body, { status: answer.status, headers: answer.headers });
    },
  });
}

/** A request has to name a host; which one is called is the HTTP client's to know. */
const ANYWHERE = 'http://bridge.invalid';
