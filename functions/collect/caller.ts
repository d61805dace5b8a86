import * as z from 'zod';
import { answerJson } from '../../adapters/http/http.ts';
import type { Answer } from '../../adapters/http/exchange.ts';
import { AddressRefused, AnswerMalformed, AnswerTooLarge, HttpError } from '../../adapters/http/http-error.ts';
import type { ClientCredentials } from '../../adapters/secrets/secrets.ts';
import { retryAfterMs } from '../../core/delivery.ts';
import { CollectError } from './collect-error.ts';
import type { Collecting } from './environment.ts';

/** Asks the platform: with a token that is good, at the pace it wants. */
export interface Caller {
  /** The answer's JSON. Throws CollectError. */
  readonly get: (path: string) => Promise<unknown>;
}

const TOKEN_PATH = '/oauth/token';
/** A token is renewed this long before its end: it must still be good when the call arrives. */
const TOKEN_MARGIN_MS = 5_000;
/** Where an answer says to come later without saying when. */
const WAIT_DEFAULT_MS = 1_000;
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

const tokenSchema = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() });

interface Token {
  readonly value: string;
  readonly endsAtMs: number;
}

/**
 * Waiting as told (429, or 503 with `Retry-After`) is no retry: nothing was asked yet. Anything else that goes wrong ends the run.
 */
export function createCaller(collecting: Collecting, credentials: ClientCredentials): Caller {
  const { clock, http } = collecting;
  const pace = paceOf(collecting);
  let token: Token | undefined;

  const freshToken = async (): Promise<Token> => {
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: credentials.clientId,
      client_secret: credentials.clientSecret,
    });
    const askedAtMs = clock.now().getTime();
    const answer = await pace(() => http.post(TOKEN_PATH, form.toString(), FORM));
    const parsed = tokenSchema.safeParse(read(answer));
    if (!parsed.success) throw new CollectError('city.answer-malformed', 'an answer without a token');
    return { value: parsed.data.access_token, endsAtMs: askedAtMs + parsed.data.expires_in * 1000 - TOKEN_MARGIN_MS };
  };
  const ask = async (path: string): Promise<Answer> => {
    if (token === undefined || token.endsAtMs <= clock.now().getTime()) token = await freshToken();
    const authorization = `Bearer ${token.value}`;
    return await pace(() => http.get(path, { authorization }));
  };
  return {
    get: async (path) => {
      const answer = await ask(path);
      if (answer.status !== UNAUTHORIZED) return read(answer);
      // It may have been taken back before its end; a new one that is refused, too, is no matter of time.
      token = undefined;
      return read(await ask(path));
    },
  };
}

/** Sends a call, and again each time the platform says when to come back, as long as the run has time for it. */
function paceOf({ clock, pause, runMs }: Collecting): (call: () => Promise<Answer>) => Promise<Answer> {
  const endsAtMs = clock.now().getTime() + runMs;
  return async (call) => {
    for (;;) {
      if (clock.now().getTime() >= endsAtMs) throw new CollectError('city.timed-out', 'the run took too long');
      const answer = await answerOf(call);
      const waitMs = waitOf(answer, clock.now());
      if (waitMs === null) return answer;
      if (clock.now().getTime() + waitMs >= endsAtMs)
        throw new CollectError('city.rate-limited', `status ${answer.status}: to come again is too late for this run`);
      await pause(waitMs);
    }
  };
}

function waitOf({ status, headers }: Answer, now: Date): number | null {
  const waitMs = retryAfterMs(headers['retry-after'], now);
  if (status === TOO_MANY) return Math.max(waitMs ?? WAIT_DEFAULT_MS, WAIT_MS_MIN);
  return status === UNAVAILABLE && waitMs !== null ? Math.max(waitMs, WAIT_MS_MIN) : null;
}

async function answerOf(call: () => Promise<Answer>): Promise<Answer> {
  try {
    return await call();
  } catch (cause) {
    if (cause instanceof AddressRefused || !(cause instanceof HttpError)) throw cause;
    const unreadable = cause instanceof AnswerMalformed || cause instanceof AnswerTooLarge;
    const code = unreadable ? 'city.answer-malformed' : 'city.unavailable';
    throw new CollectError(cause.code === 'http.timed-out' ? 'city.timed-out' : code, cause.code, { cause });
  }
}

function read(answer: Answer): unknown {
  const { status } = answer;
  if (status === OK) {
    try {
      return answerJson(answer);
    } catch (cause) {
      throw new CollectError('city.answer-malformed', 'an answer that is not JSON', { cause });
    }
  }
  if (status === CONFLICT) throw new CollectError('city.pages-changed', 'the cursor is of other data');
  if (status === UNAUTHORIZED || status === FORBIDDEN)
    throw new CollectError('city.unauthorized', `status ${status}: the client is not let in`);
  throw new CollectError(status >= 500 ? 'city.unavailable' : 'city.refused', `status ${status}`);
}

const OK = 200;
const UNAUTHORIZED = 401;
const FORBIDDEN = 403;
const CONFLICT = 409;
const TOO_MANY = 429;
const UNAVAILABLE = 503;
/** `Retry-After: 0` would be a loop. */
const WAIT_MS_MIN = 100;
