import { readFileSync } from 'node:fs';
import { changeKnobs, NO_FAULTS, type Faults } from '../faults.ts';
import { listen, problem, type Answer, type Request } from '../http-server.ts';
import { isSigned } from '../signature.ts';
import { openOutbox, OUTBOX_KINDS, type Outbox, type OutboxFigures } from './outbox.ts';

export interface GuangzhouOptions {
  /** Keeps `guangzhou.sqlite` and `outbox/<kind>/`; made if missing. */
  readonly dataDir: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Any of these may sign what comes in. */
  readonly secrets: { readonly calls: readonly string[] };
  readonly knobs?: Partial<Faults>;
  readonly now?: () => number;
  /** Draws mishaps. @default Math.random */
  readonly random?: () => number;
}

export interface Guangzhou {
  readonly url: string;
  stats(): OutboxFigures;
  setFaults(change: Partial<Faults>): void;
  stop(): Promise<void>;
}

/** A night's changes of the whole city fit many times. */
const BODY_BYTES_MAX = 8 * 1024 * 1024;
/** The one whose columns are checked; all others' files are only read. */
const OWN_SYSTEM = 'guangzhou/degree-subsidy';
const ROUTE = /^\/outbox\/([a-z]+)\/([A-Za-z0-9_][A-Za-z0-9._-]{0,127})$/;
const OPENAPI: unknown = JSON.parse(readFileSync(new URL('openapi.json', import.meta.url), 'utf8'));

/** Starts Guangzhou's importer as a stand-in: the folder the bridge puts the province's news into. */
export async function startGuangzhou(options: GuangzhouOptions): Promise<Guangzhou> {
  const { now = Date.now, random = Math.random } = options;
  const outbox = openOutbox(options.dataDir);
  let knobs: Faults = { ...NO_FAULTS, ...options.knobs };
  let paused = false;

  const api = (request: Request): Answer | Promise<Answer> => {
    if (request.path === '/openapi.json') return { status: 200, body: OPENAPI };
    if (paused) return problem(503, 'server.paused', 'the importer is paused', { 'retry-after': '1' });
    if (!isSigned(options.secrets.calls, request.headers, now(), request.body))
      return problem(401, 'auth.signature', 'the signature does not fit');
    return put(outbox, request);
  };
  const admin = (request: Request): Answer => {
    const route = `${request.method} ${request.path}`;
    if (route === 'GET /admin/stats') return { status: 200, body: outbox.figures() };
    if (route === 'GET /admin/faults') return { status: 200, body: knobs };
    if (route === 'PUT /admin/faults') {
      const changed = changeKnobs(knobs, parse(request.body));
      if (!changed.ok) return problem(400, 'knob.unknown', changed.knob);
      knobs = changed.knobs;
      return { status: 200, body: knobs };
    }
    if (route !== 'POST /admin/pause') return problem(404, 'request.no-route', 'no such route');
    const body = parse(request.body);
    paused = !(typeof body === 'object' && body !== null && 'paused' in body && body.paused === false);
    return { status: 200, body: { paused } };
  };

  const site = await listen({ bodyBytesMax: BODY_BYTES_MAX, faults: () => knobs, random, api, admin }, options.port);
  return {
    url: site.url,
    stats: () => outbox.figures(),
    setFaults: (change) => {
      knobs = { ...knobs, ...change };
    },
    stop: async () => {
      await site.stop();
      outbox.close();
    },
  };
}

async function put(outbox: Outbox, request: Request): Promise<Answer> {
  const [, segment, fileName = ''] = ROUTE.exec(request.path) ?? [];
  const kind = OUTBOX_KINDS.find((known) => known === segment);
  if (kind === undefined) return problem(404, 'request.no-route', 'no such route');
  if (request.method !== 'PUT') return problem(405, 'request.method', 'no such method here');
  const system = request.headers['bridge-system'] ?? OWN_SYSTEM;
  const receipt =
    system === OWN_SYSTEM
      ? outbox.receive(kind, fileName, request.body)
      : await outbox.receiveOther(kind, fileName, request.body);
  if (receipt.outcome === 'other-bytes')
    return problem(409, 'file.other-bytes', 'a file of this name with other bytes is here');
  if (receipt.outcome === 'unreadable')
    return problem(
      422,
      receipt.code,
      receipt.row === null ? 'the file can not be read' : `row ${receipt.row} can not be read`,
    );
  return { status: receipt.outcome === 'stored' ? 201 : 200, body: { fileName, rows: receipt.rows } };
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
