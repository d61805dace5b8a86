import { readFileSync } from 'node:fs';
import { changeKnobs, NO_FAULTS, type Faults } from '../faults.ts';
import { listen, problem, type Answer, type Request } from '../http-server.ts';
import { pushNight } from '../guangzhou/push.ts';
import { isSigned } from '../signature.ts';
import { type Accounts, type BankFigures, type Luck, openAccounts } from './accounts.ts';

export interface BankKnobs extends Faults, Luck {
  /** From when a file was taken until its return is written. */
  readonly returnAfterMs: number;
}

export const BANK_KNOBS: BankKnobs = { ...NO_FAULTS, failRate: 0, unknownRate: 0, returnAfterMs: 500 };

export interface BankOptions {
  /** Keeps `bank.sqlite`; made if missing. */
  readonly dataDir: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly secrets: {
    /** Any of these may sign what comes in. */
    readonly calls: readonly string[];
  };
  /** Base of the bridge's API with its stage; without it, and a credential, returns wait. */
  readonly bridgeUrl?: string;
  /** Signs the returns. */
  readonly partner?: { readonly credentialId: string; readonly secret: string };
  readonly knobs?: Partial<BankKnobs>;
  readonly now?: () => number;
  /** Draws mishaps and results. @default Math.random */
  readonly random?: () => number;
  /** How often the bank looks for what is due. @default 250 */
  readonly tickMs?: number;
  /** Waits between tries of one call. */
  readonly retryDelaysMs?: readonly number[];
}

export interface Bank {
  readonly url: string;
  stats(): BankFigures;
  setKnobs(change: Partial<BankKnobs>): void;
  /** Lets this share of the successes come back as 退票. */
  giveBack(share: number): number;
  /** Ends after what is on its way; everything else goes on at the next start. */
  stop(): Promise<void>;
}

/** 500 lines fit many times. */
const BODY_BYTES_MAX = 4 * 1024 * 1024;
const TICK_MS = 250;
const ROUTE = /^\/payouts\/([A-Z0-9]{8,40}\.txt)$/;
const OPENAPI: unknown = JSON.parse(readFileSync(new URL('openapi.json', import.meta.url), 'utf8'));

/** Starts a bank as a stand-in: files of instructions in, returns out. */
export async function startBank(options: BankOptions): Promise<Bank> {
  const { now = Date.now, random = Math.random, tickMs = TICK_MS } = options;
  const accounts = openAccounts(options.dataDir);
  let knobs: BankKnobs = { ...BANK_KNOBS, ...options.knobs };
  const worker = startWorker(options, accounts, () => knobs, tickMs);

  const api = (request: Request): Answer => {
    if (request.path === '/openapi.json') return { status: 200, body: OPENAPI };
    if (!isSigned(options.secrets.calls, request.headers, now(), request.body))
      return problem(401, 'auth.signature', 'the signature does not fit');
    return answer(accounts, request, now());
  };
  const admin = (request: Request): Answer => {
    const route = `${request.method} ${request.path}`;
    if (route === 'GET /admin/stats') return { status: 200, body: accounts.figures() };
    if (route === 'GET /admin/faults') return { status: 200, body: knobs };
    if (route === 'PUT /admin/faults') {
      const changed = changeKnobs(knobs, parse(request.body));
      if (!changed.ok) return problem(400, 'knob.unknown', changed.knob);
      knobs = changed.knobs;
      return { status: 200, body: knobs };
    }
    if (route !== 'POST /admin/returns') return problem(404, 'request.no-route', 'no such route');
    const share = shareOf(parse(request.body));
    return share === undefined
      ? problem(400, 'request.share', 'share is a number above 0 and at most 1')
      : { status: 200, body: { returned: accounts.giveBack(share, now()) } };
  };
  const site = await listen({ bodyBytesMax: BODY_BYTES_MAX, faults: () => knobs, random, api, admin }, options.port);
  return {
    url: site.url,
    stats: () => accounts.figures(),
    setKnobs: (change) => {
      knobs = { ...knobs, ...change };
    },
    giveBack: (share) => accounts.giveBack(share, now()),
    stop: async () => {
      await site.stop();
      await worker.stop();
      accounts.close();
    },
  };
}

function answer(accounts: Accounts, { method, path, body }: Request, nowMs: number): Answer {
  const [, file] = ROUTE.exec(path) ?? [];
  if (file === undefined) return problem(404, 'request.no-route', 'no such route');
  if (method === 'GET')
    return accounts.has(file)
      ? { status: 200, body: { file, state: 'ACCEPTED' } }
      : problem(404, 'payout.not-found', 'the bank has no file of this name');
  if (method !== 'PUT') return problem(405, 'request.method', 'no such method here');
  const receipt = accounts.take(file, body, nowMs);
  switch (receipt.outcome) {
    case 'taken':
    case 'repeated':
      return { status: receipt.outcome === 'taken' ? 201 : 200, body: { file, rows: receipt.rows } };
    case 'other-bytes':
      return problem(409, 'file.other-bytes', 'a file of this number with other content is here');
    case 'number-used':
      return problem(409, 'payment.number-used', 'a 客户流水号 was used before; nothing of the file is carried out');
    case 'unreadable':
      return problem(422, receipt.code, 'nothing of the file is carried out');
  }
}

/** Carries out what is due and sends the returns, one after the other, until they are taken. */
function startWorker(
  { bridgeUrl, partner, now = Date.now, random = Math.random, retryDelaysMs }: BankOptions,
  accounts: Accounts,
  knobs: () => BankKnobs,
  tickMs: number,
): { stop(): Promise<void> } {
  let stopped = false;
  let running: Promise<void> = Promise.resolve();
  const tick = async (): Promise<void> => {
    accounts.settle(now() - knobs().returnAfterMs, knobs(), random);
    if (bridgeUrl === undefined || partner === undefined) return;
    for (const { id, fileName, rows, fen, year, bytes } of accounts.outgoing()) {
      if (stopped) return;
      const file = { fileName, kind: 'payment', system: 'bank/payout', year, rows, totalFen: fen, bytes } as const;
      const files = [{ ...file, businessDate: chinaDay(now()), sequence: id }];
      const [pushed] = await pushNight({
        ...partner,
        bridgeUrl,
        files,
        now,
        ...(retryDelaysMs === undefined ? {} : { retryDelaysMs }),
      });
      if (pushed !== undefined) accounts.sent(id, pushed.batchId);
    }
  };
  const timer = setInterval(() => {
    running = running.then(async () => {
      if (!stopped) await tick().catch(() => undefined);
    });
  }, tickMs);
  return {
    stop: async () => {
      stopped = true;
      clearInterval(timer);
      await running;
    },
  };
}

function chinaDay(nowMs: number): string {
  return new Date(nowMs + 8 * 3_600_000).toISOString().slice(0, 10);
}

function shareOf(body: unknown): number | undefined {
  if (typeof body !== 'object' || body === null || !('share' in body)) return undefined;
  const { share } = body;
  return typeof share === 'number' && share > 0 && share <= 1 ? share : undefined;
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
