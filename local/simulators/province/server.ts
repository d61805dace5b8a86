import { readFileSync } from 'node:fs';
import { changeKnobs } from '../faults.ts';
import { listen, problem, type Answer, type Request } from '../http-server.ts';
import { isSigned } from '../signature.ts';
import { answerBooks } from './books.ts';
import { figuresOf, type ProvinceFigures } from './figures.ts';
import { PROVINCE_KNOBS, type ProvinceKnobs } from './knobs.ts';
import { answerApi } from './routes.ts';
import { openStore, type Store } from './store.ts';
import { newEventId, startWalker } from './walker.ts';
import { RETRY_DELAYS_MS, startSender, type Sender } from './webhook-sender.ts';

export interface ProvinceOptions {
  /** Keeps `province.sqlite`; made if missing. */
  readonly dataDir: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Base of the bridge's API with its stage, `http://127.0.0.1:8787/v1`; without it no webhook goes out, they wait. */
  readonly bridgeUrl?: string;
  readonly secrets: {
    /** Any of these may sign calls to the platform (two are valid while one is replaced). */
    readonly calls: readonly string[];
    /** Signs the platform's webhooks. */
    readonly webhooks: string;
  };
  readonly knobs?: Partial<ProvinceKnobs>;
  readonly now?: () => number;
  /** Draws mishaps. @default Math.random */
  readonly random?: () => number;
  /** @default RETRY_DELAYS_MS */
  readonly retryDelaysMs?: readonly number[];
}

export interface Province {
  readonly url: string;
  stats(): ProvinceFigures;
  setFaults(change: Partial<ProvinceKnobs>): void;
  /** Ends after what is on its way; everything else goes on at the next start. */
  stop(): Promise<void>;
}

const BODY_BYTES_MAX = 2 * 1024 * 1024;
const OPENAPI: unknown = JSON.parse(readFileSync(new URL('openapi.json', import.meta.url), 'utf8'));

/** Starts 粤工惠 as a stand-in: its HTTP interface on loopback, its reviews and its webhooks. */
export async function startProvince(options: ProvinceOptions): Promise<Province> {
  const { now = Date.now, random = Math.random } = options;
  const store = openStore(options.dataDir);
  let knobs: ProvinceKnobs = { ...PROVINCE_KNOBS, ...options.knobs };
  let paused = false;
  const sender = options.bridgeUrl === undefined ? undefined : senderTo(options, options.bridgeUrl, store, () => knobs);
  const walker = startWalker({ store, now, knobs: () => knobs, moved: () => sender?.kick() });
  const pause = (value: boolean): void => {
    paused = value;
    walker.pause(value);
    sender?.pause(value);
  };

  const api = (request: Request): Answer => {
    if (request.path === '/openapi.json') return { status: 200, body: OPENAPI };
    if (!request.path.startsWith('/api/v1/')) return problem(404, 'request.no-route', 'no such route');
    if (paused) return problem(503, 'server.paused', 'the platform is paused', { 'retry-after': '1' });
    if (!isSigned(options.secrets.calls, request.headers, now(), request.body))
      return problem(401, 'auth.signature', 'the signature does not fit');
    const answer = answerApi({ store, knobs, nowMs: now(), random, newId: newEventId }, request);
    if (request.method === 'POST') walker.kick();
    return answer;
  };
  const admin = (request: Request): Answer => {
    const route = `${request.method} ${request.path}`;
    if (route === 'GET /admin/stats') return { status: 200, body: figuresOf(store) };
    if (route === 'GET /admin/faults') return { status: 200, body: knobs };
    if (route === 'PUT /admin/faults') {
      const changed = changeKnobs(knobs, parse(request.body));
      if (!changed.ok) return problem(400, 'knob.unknown', changed.knob);
      knobs = changed.knobs;
      return { status: 200, body: knobs };
    }
    if (route === 'POST /admin/books') return answerBooks(store, parse(request.body));
    if (route !== 'POST /admin/pause') return problem(404, 'request.no-route', 'no such route');
    const body = parse(request.body);
    pause(!(typeof body === 'object' && body !== null && 'paused' in body && body.paused === false));
    return { status: 200, body: { paused } };
  };

  const site = await listen({ bodyBytesMax: BODY_BYTES_MAX, faults: () => knobs, random, api, admin }, options.port);
  return {
    url: site.url,
    stats: () => figuresOf(store),
    setFaults: (change) => {
      knobs = { ...knobs, ...change };
    },
    stop: async () => {
      await site.stop();
      walker.stop();
      await sender?.stop();
      store.close();
    },
  };
}

function senderTo(options: ProvinceOptions, bridgeUrl: string, store: Store, knobs: () => ProvinceKnobs): Sender {
  return startSender({
    store,
    url: `${bridgeUrl.replace(/\/$/, '')}/webhooks/province`,
    secret: options.secrets.webhooks,
    knobs,
    now: options.now ?? Date.now,
    random: options.random ?? Math.random,
    retryDelaysMs: options.retryDelaysMs ?? RETRY_DELAYS_MS,
  });
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
