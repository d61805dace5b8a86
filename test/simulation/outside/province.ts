import { signedHeaders } from '../../../local/simulators/signature.ts';
import { type OutsideAnswer, type OutsideRequest, type OutsideSettings, problem, unsigned } from './http.ts';
import { type Books, type Held, openBooks, type ProvinceKnobs, type Webhook } from './province-books.ts';
import { figuresOf, paidTwiceIn, type ProvinceFigures } from './province-figures.ts';
import { takeStep } from './province-reviews.ts';
import { answerApi } from './province-routes.ts';

export interface ProvinceSettings extends OutsideSettings {
  /** Signs the platform's webhooks at that moment. */
  readonly webhookSecret: () => string;
  readonly knobs?: Partial<ProvinceKnobs>;
}

export interface DueWebhook {
  readonly id: string;
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
  readonly dueAt: Date;
}

/** 粤工惠 as a state machine: it moves only when it is called or asked what is due. */
export interface ProvinceModel {
  handle(request: OutsideRequest): OutsideAnswer;
  /** Events to be posted by now, signed. One of a record waits until those before it were taken, as the platform sends them. */
  dueWebhooks(now: Date): readonly DueWebhook[];
  /** The bridge answered 2xx. */
  delivered(id: string): void;
  /** It never gets there, and nobody is told so. */
  lost(id: string): void;
  /** It did not: the event is due again later. */
  notDelivered(id: string): void;
  /** When something happens next by itself; `null` when nothing does. */
  nextDue(): Date | null;
  setKnobs(change: Partial<ProvinceKnobs>): void;
  /** Its memory of attempts is lost, and none is kept from now on. */
  forgetDuplicates(): void;
  /** The next call with records is answered by a time-out, and takes effect so much later. */
  landLate(ms: number): void;
  figures(): ProvinceFigures;
  paidTwice(): readonly (readonly Held[])[];
  /** Attempts that changed something more than once. */
  appliedTwice(): readonly string[];
  records(): readonly Held[];
}

/** Waits after the 1st, 2nd, … try; the last one from then on. */
const RETRY_DELAYS_MS = [1000, 2000, 5000, 30_000, 300_000] as const;
const RETRY_DELAY_MAX_MS = 300_000;

export function createProvinceModel(settings: ProvinceSettings): ProvinceModel {
  const { now } = settings;
  const books = openBooks(settings.knobs ?? {});
  const late = new Map<OutsideRequest, number>();
  let lateMs: number | null = null;
  const random = (): number => settings.random.next();

  /** Everything that happens by itself until then, in its order. */
  const moveTo = (nowMs: number): void => {
    for (let next = nextMove(books, late); next !== null && next.ms <= nowMs; next = nextMove(books, late)) {
      if ('key' in next) takeStep(books, next.ms, next.key);
      else {
        late.delete(next.request);
        answerApi(books, next.ms, random, next.request);
      }
    }
  };

  return {
    handle: (request) => {
      const nowMs = now().getTime();
      moveTo(nowMs);
      const refused = unsigned(settings, request);
      if (refused !== undefined) return refused;
      if (lateMs !== null && request.method === 'POST') {
        late.set(request, nowMs + lateMs);
        lateMs = null;
        return problem(504, 'server.timeout', 'no answer in time');
      }
      return answerApi(books, nowMs, random, request);
    },
    dueWebhooks: (at) => {
      moveTo(at.getTime());
      return headsOf(books)
        .filter(({ dueMs }) => dueMs <= at.getTime())
        .map(({ id, body, dueMs }) => ({
          id,
          body,
          // Signed when it is sent: most of what is due is only looked at.
          get headers() {
            return { ...signedHeaders(settings.webhookSecret(), id, at.getTime(), body) };
          },
          dueAt: new Date(dueMs),
        }));
    },
    delivered: (id) => void books.webhooks.delete(id),
    lost: (id) => void books.webhooks.delete(id),
    notDelivered: (id) => {
      const webhook = books.webhooks.get(id);
      if (webhook === undefined) return;
      const dueMs = now().getTime() + (RETRY_DELAYS_MS[webhook.tries] ?? RETRY_DELAY_MAX_MS);
      books.webhooks.set(id, { ...webhook, tries: webhook.tries + 1, dueMs });
    },
    nextDue: () => {
      const dues = [nextMove(books, late)?.ms ?? Infinity, ...headsOf(books).map(({ dueMs }) => dueMs)];
      const dueMs = Math.min(...dues);
      return dueMs === Infinity ? null : new Date(dueMs);
    },
    setKnobs: (change) => {
      books.knobs = { ...books.knobs, ...change };
    },
    forgetDuplicates: () => {
      books.attempts.clear();
      books.remembers = false;
    },
    landLate: (ms) => {
      lateMs = ms;
    },
    figures: () => figuresOf(books),
    paidTwice: () => paidTwiceIn(books),
    appliedTwice: () => [...books.effects].flatMap(([attemptId, times]) => (times > 1 ? [attemptId] : [])),
    records: () => [...books.records.values()],
  };
}

type Move = { readonly ms: number } & ({ readonly key: string } | { readonly request: OutsideRequest });

/** What happens by itself next: a step of a record, or a late call taking effect. */
function nextMove(books: Books, late: ReadonlyMap<OutsideRequest, number>): Move | null {
  let next: Move | null = null;
  for (const [request, ms] of late) if (next === null || ms < next.ms) next = { ms, request };
  for (const [key, ms] of books.walks) if (next === null || ms < next.ms) next = { ms, key };
  return next;
}

/** The first event of each record that was not taken yet. */
function headsOf(books: Books): readonly Webhook[] {
  const heads = new Map<string, Webhook>();
  for (const webhook of books.webhooks.values()) {
    const head = heads.get(webhook.stream);
    if (head === undefined || webhook.sequence < head.sequence) heads.set(webhook.stream, webhook);
  }
  return [...heads.values()].toSorted((left, right) => left.dueMs - right.dueMs);
}
