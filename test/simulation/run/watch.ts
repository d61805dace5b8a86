import { type RecordItem, toRecord } from '../../../adapters/ledger/records.ts';
import type { Item } from '../../../adapters/ledger/table.ts';
import { IN_FLIGHT_HORIZON_MS } from '../../../core/delivery.ts';
import { unpackTransitions } from '../../../core/ledger/history.ts';
import { readInstructions } from '../../../local/simulators/bank/payout-file.ts';
import type { Mishap, Weather } from '../kernel/weather.ts';
import type { OutsideAnswer, OutsideRequest } from '../outside/http.ts';

type Handle = (request: OutsideRequest) => OutsideAnswer;

/** Looks on while money leaves: what no end state shows any more, as the other side forgives it, is seen as it happens. */
export interface Watch {
  readonly province: (handle: Handle) => Handle;
  readonly bank: (handle: Handle) => Handle;
  /** The table was put back: what it showed as not yet sent has to be asked after. */
  readonly restored: (atMs: number) => void;
  /** Attempts of payments that left for the province. */
  readonly sent: () => ReadonlySet<string>;
  readonly violations: () => readonly string[];
}

/** In these the ledger, a clock or the province itself says otherwise, and a repeat is right. */
const REPEATS: readonly Mishap[] = [
  'clock-jump',
  'table-restored',
  'province-forgets-duplicates',
  'province-lands-late',
  'lambda-timeout',
];
/** In these two workers may be at the same piece of work: one asks what the other has just found out. */
const BESIDE: readonly Mishap[] = [
  'clock-jump',
  'duplicate-message',
  'visibility-expiry',
  'batch-misreport',
  'lost-delete',
  'two-sweepers',
  'operator-replay',
  'table-restored',
  'old-and-new-code',
  'stop-and-restart',
  'lambda-timeout',
];
const BULK = '/api/v1/payments/bulk';
const ATTEMPT = '/api/v1/attempts/';

export function createWatch(settings: {
  readonly nowMs: () => number;
  readonly weather: Weather;
  /** Whether an answer may take longer than a sender is believed to be alive. */
  readonly hasLongDelays: boolean;
  /** From when on money may leave. */
  readonly signedAtMs: number;
  readonly items: () => readonly Item[];
}): Watch {
  const { nowMs, weather, hasLongDelays, signedAtMs, items } = settings;
  const violations = new Set<string>();
  const sent = new Set<string>();
  /** What the other side has had, by the call it came in: the same call again is the network's doing. */
  const had = new Map<string, OutsideRequest>();
  const mayRepeat = hasLongDelays || REPEATS.some((mishap) => weather.has(mishap));
  const mayBeBeside = hasLongDelays || BESIDE.some((mishap) => weather.has(mishap));
  let restoredAtMs: number | null = null;

  const leaves = (name: string, request: OutsideRequest): void => {
    if (nowMs() < signedAtMs) violations.add('history: money left before two people had signed it off');
    const before = had.get(name);
    if (before !== undefined && before !== request && !mayRepeat)
      violations.add(`sent again: ${name}, which had arrived, and nobody has asked`);
  };
  const payments = (): readonly RecordItem[] =>
    items()
      .filter(({ pk, kind }) => kind === 'payment' && String(pk).startsWith('R#'))
      .map(toRecord);
  const asked = (isMeant: (item: RecordItem) => boolean, name: string): void => {
    if (mayBeBeside) return;
    const early = payments().filter(
      (item) => isMeant(item) && item.state === 'IN_DOUBT' && nowMs() - Date.parse(item.at) < IN_FLIGHT_HORIZON_MS,
    );
    if (early.length > 0) violations.add(`asked too soon: ${name} may still have been on its way`);
  };
  /** Straight from a PENDING the restored table showed to the call. */
  const unasked = (isMeant: (item: RecordItem) => boolean): void => {
    if (restoredAtMs === null || weather.has('clock-jump')) return;
    for (const { attemptId, history } of payments().filter(isMeant)) {
      const [before, last] = unpackTransitions(history).slice(-2);
      if (before?.state === 'PENDING' && last?.state === 'SENDING' && before.at.getTime() + 1000 < restoredAtMs)
        violations.add(`sent again: ${attemptId}, after the table was put back, and nobody has asked`);
    }
  };

  return {
    province: (handle) => (request) => {
      const { method, path } = request;
      if (method === 'GET' && path.startsWith(ATTEMPT)) {
        const attempt = decodeURIComponent(path.slice(ATTEMPT.length));
        asked(({ attemptId }) => attemptId === attempt, attempt);
      }
      if (method !== 'POST' || path !== BULK) return handle(request);
      const attempts = attemptsIn(request.body, 'records');
      for (const attempt of attempts) {
        sent.add(attempt);
        leaves(attempt, request);
      }
      unasked(({ attemptId }) => attempts.includes(attemptId));
      const answer = handle(request);
      if (answer.status === 200) for (const attempt of attemptsIn(answer.body, 'results')) had.set(attempt, request);
      return answer;
    },
    bank: (handle) => (request) => {
      const { method, path } = request;
      const file = path.slice(path.lastIndexOf('/') + 1).replace('.txt', '');
      if (method === 'GET') asked(({ instruction }) => instruction?.file === file, file);
      if (method !== 'PUT') return handle(request);
      const numbers = numbersIn(request.body);
      for (const number of numbers) leaves(number, request);
      unasked(({ instruction }) => instruction?.file === file);
      const answer = handle(request);
      if (answer.status === 200 || answer.status === 201) for (const number of numbers) had.set(number, request);
      return answer;
    },
    restored: (atMs) => {
      restoredAtMs = Math.max(restoredAtMs ?? 0, atMs);
    },
    sent: () => sent,
    violations: () => [...violations],
  };
}

function numbersIn(body: Buffer): readonly string[] {
  const read = readInstructions(body);
  return typeof read === 'string' ? [] : read.details.map(({ number }) => number);
}

function attemptsIn(body: Buffer, list: 'records' | 'results'): readonly string[] {
  const parsed = JSON.parse(body.toString('utf8')) as Readonly<
    Record<string, readonly { readonly attemptId: string; readonly outcome?: string }[]>
  >;
  return (parsed[list] ?? []).flatMap(({ attemptId, outcome }) => (outcome === 'busy' ? [] : [attemptId]));
}
