import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What becomes of one request. */
export type Turn =
  | { readonly kind: 'apply' }
  /** The whole call: a status without effect. */
  | { readonly kind: 'status'; readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  /** The connection breaks, before or after the records were taken. */
  | { readonly kind: 'hang-up'; readonly after: boolean }
  /** Each record gets this outcome and nothing is remembered. */
  | { readonly kind: 'say'; readonly outcome: string; readonly code?: string }
  /** 200 with this text. */
  | { readonly kind: 'text'; readonly text: string }
  /** Applied, but the answer comes when this has come. */
  | { readonly kind: 'late'; readonly until: Promise<void> };

export interface TestProvince {
  readonly url: string;
  /** What the next requests to an intake meet, one after the other; then everything is applied. */
  readonly script: Turn[];
  /** The same for questions after an attempt; then they are answered from what was applied. */
  readonly asked: Turn[];
  /** Attempt ids in the order they came, each time they came. */
  readonly attempts: string[];
  /** Records that took effect: attempt id → the record, once each. */
  readonly effects: Map<string, Readonly<Record<string, unknown>>>;
  readonly questions: string[];
  /** A call that holds one of these attempts is refused whole, with 422. */
  readonly poison: Set<string>;
  /** Records in each call to the province's intake, in order, refused calls too. */
  readonly callSizes: number[];
  /** Files put into the city's outbox, name → bodies. */
  readonly files: Map<string, string[]>;
  readonly stop: () => Promise<void>;
}

/** A destination of a few lines: 粤工惠's intake and attempts, and a city's outbox, doing as the script says. */
export async function startDestination(): Promise<TestProvince> {
  const script: Turn[] = [];
  const asked: Turn[] = [];
  const attempts: string[] = [];
  const questions: string[] = [];
  const effects: TestProvince['effects'] = new Map();
  const files: TestProvince['files'] = new Map();
  const poison: TestProvince['poison'] = new Set();
  const callSizes: number[] = [];
  const state = { script, asked, attempts, questions, effects, poison, callSizes, files };
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => answer(state, request, body, response));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    ...state,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

type State = Omit<TestProvince, 'url' | 'stop'>;
type Taken = { readonly attemptId: string; readonly record: Readonly<Record<string, unknown>> };

function answer(state: State, request: IncomingMessage, body: Buffer, response: ServerResponse): void {
  const url = request.url ?? '';
  if (request.method === 'GET') return answerQuestion(state, decodeURIComponent(url.split('/').at(-1) ?? ''), response);
  const turn = state.script.shift() ?? { kind: 'apply' };
  if (turn.kind === 'late') return void turn.until.then(() => take(state, request, body, { kind: 'apply' }, response));
  take(state, request, body, turn, response);
}

function take(state: State, request: IncomingMessage, body: Buffer, turn: Turn, response: ServerResponse): void {
  const url = request.url ?? '';
  if (turn.kind === 'status') return send(response, turn.status, '{}', turn.headers);
  if (turn.kind === 'text') return send(response, 200, turn.text);
  if (request.method === 'PUT') return takeFile(state, url, body, turn, response);
  const { records } = JSON.parse(body.toString('utf8')) as { records: Taken[] };
  state.callSizes.push(records.length);
  if (records.some(({ attemptId }) => state.poison.has(attemptId))) return send(response, 422, '{}');
  state.attempts.push(...records.map(({ attemptId }) => attemptId));
  if (turn.kind === 'say') {
    const results = records.map(({ attemptId }) => ({ attemptId, outcome: turn.outcome, code: turn.code }));
    return send(response, 200, JSON.stringify({ results }));
  }
  if (turn.kind === 'hang-up' && !turn.after) return void response.destroy();
  for (const { attemptId, record } of records) if (!state.effects.has(attemptId)) state.effects.set(attemptId, record);
  if (turn.kind === 'hang-up') return void response.destroy();
  const results = records.map(({ attemptId }) => ({ attemptId, outcome: 'applied' }));
  send(response, 200, JSON.stringify({ results }));
}

function takeFile({ files }: State, url: string, body: Buffer, turn: Turn, response: ServerResponse): void {
  if (turn.kind === 'hang-up' && !turn.after) return void response.destroy();
  const name = url.split('/').at(-1) ?? '';
  const known = files.get(name);
  files.set(name, [...(known ?? []), body.toString('base64')]);
  if (turn.kind === 'hang-up') return void response.destroy();
  send(response, known === undefined ? 201 : 200, '{}');
}

function answerQuestion({ questions, asked, effects }: State, attemptId: string, response: ServerResponse): void {
  questions.push(attemptId);
  const turn = asked.shift() ?? { kind: 'apply' };
  if (turn.kind === 'status') return send(response, turn.status, '{}', turn.headers);
  if (turn.kind === 'text') return send(response, 200, turn.text);
  if (turn.kind === 'hang-up') return void response.destroy();
  if (turn.kind === 'say') return send(response, 200, JSON.stringify({ attemptId, outcome: turn.outcome }));
  if (!effects.has(attemptId)) return send(response, 404, JSON.stringify({ code: 'attempt.not-found' }));
  send(response, 200, JSON.stringify({ attemptId, outcome: 'applied' }));
}

function send(
  response: ServerResponse,
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
}
