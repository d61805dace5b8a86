import { randomUUID } from 'node:crypto';
import type { Access } from '../../local/deployment/credentials.ts';
import { type OutgoingFile, pushNight } from '../../local/simulators/guangzhou/push.ts';
import { signedHeaders } from '../../local/simulators/signature.ts';
import { isDescribed, undeclared } from '../declared/answers.ts';

const TENANT = 'guangzhou';

export interface Answered {
  readonly status: number;
  readonly type: string;
  readonly text: string;
  readonly json: Readonly<Record<string, unknown>>;
}

/** Rows, and integer 分 as decimal strings, of one batch as `GET /v1/batches/{id}` states them. */
export interface Statement {
  readonly batchId: string;
  readonly kind: string;
  readonly fileName: string;
  readonly state: 'AWAITING_UPLOAD' | 'PROCESSING' | 'SETTLED' | 'HELD' | 'REFUSED';
  readonly problem: string | null;
  readonly warnings: number;
  readonly received: number;
  readonly applied: number;
  readonly unchanged: number;
  readonly rejected: number;
  readonly held: number;
  readonly pending: number;
  readonly fen: Readonly<Record<'received' | 'applied' | 'unchanged' | 'rejected' | 'held' | 'pending', string>>;
  readonly conserved: boolean;
}

/** The city as it speaks to the bridge: signed calls with its own credential. */
export interface Partner {
  readonly call: (
    method: string,
    path: string,
    body?: string | object,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<Answered>;
  /** @param retryDelaysMs waits between the tries of a call. @default as the city does */
  readonly push: (files: readonly OutgoingFile[], retryDelaysMs?: readonly number[]) => Promise<readonly string[]>;
  readonly statement: (batchId: string) => Promise<Statement>;
}

/** Calls with any headers; what comes back is read as JSON where it is JSON, and has to be as the API describes it. */
export async function request(
  url: string,
  method: string,
  body: string | undefined,
  headers: Readonly<Record<string, string>>,
): Promise<Answered> {
  const response = await fetch(url, { method, headers, ...(body === undefined ? {} : { body }) });
  const text = await response.text();
  const type = response.headers.get('content-type') ?? '';
  // What the gateway says by itself is no answer of the API's.
  if (response.status < 400 || type.startsWith('application/problem+json')) {
    const path = new URL(url).pathname.replace(/^\/v1/, '');
    const complaints = undeclared({ method, path, status: response.status, type, body: text });
    if (complaints.length > 0 && isDescribed(method, path)) throw new Error(complaints.join('\n'));
  }
  return {
    status: response.status,
    type,
    text,
    json: type.includes('json') ? (JSON.parse(text) as Answered['json']) : {},
  };
}

export function partnerOf({ apiUrl, partners }: Access): Partner {
  const own = partners[TENANT];
  if (own === undefined) throw new Error(`no credential for ${TENANT}`);
  const { credentialId, secret } = own;
  const call: Partner['call'] = async (method, path, body, headers = {}) => {
    const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    return await request(apiUrl + path, method, text, {
      'bridge-credential': credentialId,
      ...signedHeaders(secret, `call_${randomUUID()}`, Date.now(), text ?? ''),
      ...headers,
    });
  };
  return {
    call,
    push: async (files, retryDelaysMs) => {
      const pushed = await pushNight({
        bridgeUrl: apiUrl,
        credentialId,
        secret,
        files,
        ...(retryDelaysMs === undefined ? {} : { retryDelaysMs }),
      });
      return pushed.map(({ batchId }) => batchId);
    },
    statement: async (batchId) => (await call('GET', `/batches/${batchId}`)).json as unknown as Statement,
  };
}
