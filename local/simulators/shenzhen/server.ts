import { readFileSync } from 'node:fs';
import { listen, problem, type Answer, type Request } from '../http-server.ts';
import { isSigned } from '../signature.ts';
import { adminOf, type State } from './admin.ts';
import { OUTBOX_KINDS } from './field-lists.ts';
import { type Knobs, USUAL_KNOBS } from './knobs.ts';
import { openOutbox, type Outbox, type OutboxFigures } from './outbox.ts';
import { page } from './pages.ts';
import { createRate } from './rate.ts';
import { type List, listOf, openRecords, type PlatformRecord, type PlatformRecords } from './records.ts';
import { roster } from './roster.ts';
import { type Client, createTokens } from './tokens.ts';

export interface ShenzhenOptions {
  /** Keeps `platform.sqlite`, `outbox.sqlite` and `outbox/<system>/<kind>/`; made if missing. */
  readonly dataDir: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Any of these may sign what is delivered. */
  readonly secrets: { readonly calls: readonly string[] };
  /** Who may ask the platform. */
  readonly client: Client;
  /** Synthetic trainees of an empty platform. @default 0 */
  readonly trainees?: number;
  readonly knobs?: Partial<Knobs>;
  readonly now?: () => number;
  /** Draws mishaps. @default Math.random */
  readonly random?: () => number;
}

export interface ShenzhenFigures {
  readonly platform: {
    readonly trainees: number;
    readonly certificates: number;
    readonly tokens: number;
    /** Pages answered. */
    readonly pages: number;
    /** Calls told to come again later. */
    readonly limited: number;
  };
  readonly outbox: OutboxFigures;
}

export interface Shenzhen {
  readonly url: string;
  stats(): ShenzhenFigures;
  setKnobs(change: Partial<Knobs>): void;
  put(list: List, records: readonly PlatformRecord[]): void;
  stop(): Promise<void>;
}

/** A night's changes of the whole city fit many times. */
const BODY_BYTES_MAX = 8 * 1024 * 1024;
const OUTBOX_ROUTE = /^\/outbox\/([a-z]+)\/([A-Za-z0-9_][A-Za-z0-9._-]{0,127})$/;
const OPENAPI: unknown = JSON.parse(readFileSync(new URL('openapi.json', import.meta.url), 'utf8'));

/** Whether a configuration says who may ask the platform. */
export function hasClient<C extends object>(config: C): config is C & { readonly client: Client } {
  const client: unknown = Reflect.get(config, 'client');
  return (
    typeof client === 'object' &&
    client !== null &&
    typeof Reflect.get(client, 'id') === 'string' &&
    typeof Reflect.get(client, 'secret') === 'string'
  );
}

/** Starts Shenzhen as a stand-in: the training platform's API, and the folder the bridge puts news for all three systems into. */
export async function startShenzhen(options: ShenzhenOptions): Promise<Shenzhen> {
  const { now = Date.now, random = Math.random } = options;
  const state: State = { knobs: { ...USUAL_KNOBS, ...options.knobs }, paused: false };
  let pages = 0;
  const records = openRecords(options.dataDir);
  const outbox = openOutbox(options.dataDir);
  const tokens = createTokens(options.client, () => state.knobs.tokenS, now);
  const rate = createRate(() => state.knobs, now);
  if (records.count('trainees', 0) === 0) fill(records, options.trainees ?? 0);

  const platform = (request: Request, list: List | undefined): Answer => {
    const limited = rate.refusal();
    if (limited !== undefined) return limited;
    if (request.path === '/oauth/token') return tokens.issue(request);
    const refused = tokens.refusal(request);
    if (refused !== undefined) return refused;
    if (list === undefined) return problem(404, 'request.no-route', 'no such route');
    if (request.method !== 'GET') return problem(405, 'request.method', 'no such method here');
    pages += 1;
    return page(records, list, request, state.knobs, random);
  };
  const api = (request: Request): Answer | Promise<Answer> => {
    if (request.path === '/openapi.json') return { status: 200, body: OPENAPI };
    if (state.paused) return problem(503, 'server.paused', 'Shenzhen is paused', { 'retry-after': '1' });
    if (!request.path.startsWith('/outbox/')) return platform(request, listOf(request.path));
    if (!isSigned(options.secrets.calls, request.headers, now(), request.body))
      return problem(401, 'auth.signature', 'the signature does not fit');
    return put(outbox, request);
  };
  const stats = (): ShenzhenFigures => ({
    platform: {
      trainees: records.count('trainees', 0),
      certificates: records.count('certificates', 0),
      tokens: tokens.issued(),
      pages,
      limited: rate.limited(),
    },
    outbox: outbox.figures(),
  });
  const admin = adminOf({ state, records, stats });

  const site = await listen(
    { bodyBytesMax: BODY_BYTES_MAX, faults: () => state.knobs, random, api, admin },
    options.port,
  );
  return {
    url: site.url,
    stats,
    setKnobs: (change) => {
      state.knobs = { ...state.knobs, ...change };
    },
    put: (list, some) => records.put(list, some),
    stop: async () => {
      await site.stop();
      records.close();
      outbox.close();
    },
  };
}

function fill(records: PlatformRecords, trainees: number): void {
  const filled = roster(trainees);
  records.put('trainees', filled.trainees);
  records.put('certificates', filled.certificates);
}

async function put(outbox: Outbox, request: Request): Promise<Answer> {
  const [, segment, fileName = ''] = OUTBOX_ROUTE.exec(request.path) ?? [];
  const kind = OUTBOX_KINDS.find((known) => known === segment);
  if (kind === undefined) return problem(404, 'request.no-route', 'no such route');
  if (request.method !== 'PUT') return problem(405, 'request.method', 'no such method here');
  const receipt = await outbox.receive(String(request.headers['bridge-system']), kind, fileName, request.body);
  switch (receipt.outcome) {
    case 'not-taken':
      return problem(404, 'system.unknown', 'no system of this name takes this kind');
    case 'other-bytes':
      return problem(409, 'file.other-bytes', 'a file of this name with other bytes is here');
    case 'unreadable':
      return problem(422, receipt.code, receipt.row === null ? 'the file can not be read' : `row ${receipt.row}`);
    case 'stored':
    case 'repeated':
      return { status: receipt.outcome === 'stored' ? 201 : 200, body: { fileName, rows: receipt.rows } };
  }
}
