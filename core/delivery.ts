import { type CallResult, RETRY_AFTER_CAP_MS } from './circuit.ts';

/** What became of one record in one call, before deciding what that means (DESIGN §6). */
export type Answer =
  /** The destination answered for this record. */
  | { readonly kind: 'answered'; readonly outcome: DestinationOutcome; readonly code: string | null }
  /** The whole call was answered with an HTTP status that settles nothing. */
  | { readonly kind: 'status'; readonly status: number; readonly retryAfterMs: number | null }
  /** The call never reached the destination. */
  | { readonly kind: 'never-reached' }
  /** The call may have taken effect: time-out, connection lost, an answer we could not read. */
  | { readonly kind: 'no-answer' }
  /** No call was made: the destination's form can't say it. */
  | { readonly kind: 'unsayable'; readonly code: string }
  /** No call was made that settles it: none may begin before this many milliseconds. `refused`: a call for it and others was, as a whole. */
  | { readonly kind: 'not-called'; readonly waitMs: number; readonly refused: boolean };

/** The destination's word on one record. */
export const DESTINATION_OUTCOMES = ['applied', 'unchanged', 'stale', 'refused', 'busy'] as const;
export type DestinationOutcome = (typeof DESTINATION_OUTCOMES)[number];

export type Verdict =
  | { readonly kind: 'delivered'; readonly code: string | null }
  /** Try again with the same attempt id, not before this many milliseconds. `tried`: it counts towards giving up. */
  | { readonly kind: 'due'; readonly waitMs: number; readonly tried: boolean }
  /** The destination says the record is wrong, and will say so again. */
  | { readonly kind: 'rejected'; readonly code: string }
  /** We, or the destination, cannot: a person has to look. */
  | { readonly kind: 'quarantined'; readonly code: string }
  /** Money that may or may not have moved: ask before anything else, not before this many milliseconds. */
  | { readonly kind: 'in-doubt'; readonly waitMs: number };

export interface DeliveryContext {
  readonly money: boolean;
  /** Who was called: whose the problem's code is. */
  readonly side: 'province' | 'city' | 'rail';
  /** Tries of this attempt so far, this one included; from 1. */
  readonly tries: number;
  /** How often it came up to be sent, this time included: being asked to wait is no try, but the waits grow. */
  readonly rounds: number;
  /** Whether the destination was only asked what became of the attempt: whatever it says, nothing moved by it. */
  readonly asked: boolean;
  /** A number in [0, 1) for the jitter. */
  readonly random: number;
}

/** Waits double from 1 s to 15 min. */
export const BACKOFF_BASE_MS = 1_000;
export const BACKOFF_CAP_MS = 900_000;
/** After this many tries (about 2 h with full jitter) a person has to look. Money in doubt is asked for without end. */
export const TRIES_MAX = 16;
/** How long a payment may still be under way at the destination after a call without an answer. */
export const IN_FLIGHT_HORIZON_MS = 15_000;

/** Maps one answer to what happens next. Pure: same answer and context, same verdict. */
export function verdictOn(answer: Answer, context: DeliveryContext): Verdict {
  switch (answer.kind) {
    case 'answered':
      return onOutcome(answer.outcome, answer.code, context);
    case 'status':
      return onStatus(answer.status, answer.retryAfterMs, context);
    case 'never-reached':
      return again(context, null);
    case 'no-answer':
      return unlessMoney(context, null);
    case 'unsayable':
      return { kind: 'rejected', code: answer.code };
    case 'not-called':
      return { kind: 'due', waitMs: answer.waitMs, tried: answer.refused };
  }
}

/**
 * Whether a call was refused as a whole because of what it held, so that it is worth sending in parts. Certain to have had no effect:
 * it is the other side that says the request is wrong (RFC 9110 §15.5). Not 409, of money: what is in conflict may have been taken.
 */
export function isRefusedWhole(answer: Answer, money: boolean): boolean {
  if (answer.kind !== 'status' || answer.status < 400 || answer.status >= 500) return false;
  return !PASSING_STATUSES.has(answer.status) && !(money && answer.status === 409);
}

/** What one call says of the destination, going by the answers for its records; `null` where no call was made. */
export function callResult(answers: readonly Answer[]): CallResult | null {
  const called = answers.filter(({ kind }) => kind !== 'unsayable' && kind !== 'not-called');
  const [first] = called;
  if (first === undefined) return null;
  if (first.kind === 'status') {
    const { status, retryAfterMs: asked } = first;
    return { failed: status === 408 || status >= 500, retryAfterMs: status === 429 || status >= 500 ? asked : null };
  }
  const failed = called.every(({ kind }) => kind === 'never-reached' || kind === 'no-answer');
  return { failed, retryAfterMs: null };
}

/** Exponential backoff with full jitter: between 0 and the cap of this try. */
export function backoffMs(tries: number, random: number): number {
  const cap = Math.min(BACKOFF_CAP_MS, BACKOFF_BASE_MS * 2 ** Math.min(tries - 1, 30));
  return Math.floor(cap * random);
}

/** `Retry-After` in both of its forms (RFC 9110 §10.2.3): seconds, or an HTTP date. `null` where absent or unreadable. */
export function retryAfterMs(header: string | undefined, now: Date): number | null {
  if (header === undefined) return null;
  const text = header.trim();
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  // Date.parse takes nearly anything for a date, and what bears no zone for local time.
  if (!HTTP_DATE.test(text)) return null;
  const at = Date.parse(text.endsWith('GMT') ? text : `${text} GMT`);
  return Number.isNaN(at) ? null : Math.max(0, at - now.getTime());
}

/** The three forms of RFC 9110 §5.6.7: `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT`, `Sun Nov  6 08:49:37 1994`. */
const HTTP_DATE =
  /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} [\d:]{8} GMT$|^[A-Z][a-z]{5,8}, \d{2}-[A-Z][a-z]{2}-\d{2} [\d:]{8} GMT$|^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d [\d:]{8} \d{4}$/;

function onOutcome(outcome: DestinationOutcome, code: string | null, context: DeliveryContext): Verdict {
  switch (outcome) {
    case 'applied':
    case 'unchanged':
      return { kind: 'delivered', code: code ?? outcome };
    case 'stale':
      return {
        kind: 'rejected',
        code: code ?? (context.side === 'province' ? 'province.stale' : `${context.side}.refused`),
      };
    case 'refused':
      return { kind: 'rejected', code: code ?? `${context.side}.refused` };
    case 'busy':
      return again(context, null);
  }
}

function onStatus(status: number, waitMs: number | null, context: DeliveryContext): Verdict {
  // Whatever it is, it is no word on the attempt that was asked about.
  if (context.asked) return again(context, waitMs);
  if (status === 429) return asItAsked(context, waitMs);
  // Taken, perhaps, without a word on any record.
  if (status < 400) return unlessMoney(context, null);
  // A gateway that gave up says nothing about what happened behind it; some say 503 for a connection lost on the way back.
  if (status >= 500 || status === 408) return unlessMoney(context, waitMs);
  // Our credential, not the record, is at fault: nothing was applied, and it will pass once the secret is put right.
  if (status === 401 || status === 403) return again(context, waitMs);
  // A rail that knows the number may have paid by it: a refusal that is no word that nothing was paid.
  if (status === 409 && context.side === 'rail') return { kind: 'quarantined', code: 'rail.conflict' };
  return {
    kind: 'quarantined',
    code: context.side === 'province' ? 'province.call-refused' : `${context.side}.refused`,
  };
}

/** A call that may have taken effect: harmless to repeat, but for money. */
function unlessMoney(context: DeliveryContext, waitMs: number | null): Verdict {
  if (!context.money || context.asked) return again(context, waitMs);
  return { kind: 'in-doubt', waitMs: Math.max(IN_FLIGHT_HORIZON_MS, Math.min(RETRY_AFTER_CAP_MS, waitMs ?? 0)) };
}

function again(context: DeliveryContext, waitMs: number | null): Verdict {
  if (context.tries >= TRIES_MAX && !context.asked) return { kind: 'quarantined', code: `${context.side}.unavailable` };
  const wait = backoffMs(context.tries, context.random);
  return { kind: 'due', waitMs: withAsked(waitMs, wait), tried: !context.asked };
}

/** It is there and will take the record: that leads to no quarantine, however often. */
function asItAsked(context: DeliveryContext, waitMs: number | null): Verdict {
  const wait = backoffMs(waitMs === null ? context.rounds : context.tries, context.random);
  return { kind: 'due', waitMs: withAsked(waitMs, wait), tried: false };
}

function withAsked(waitMs: number | null, wait: number): number {
  return waitMs === null ? wait : Math.min(RETRY_AFTER_CAP_MS, waitMs + wait);
}

/** They pass by themselves, or once our credential is put right. */
const PASSING_STATUSES: ReadonlySet<number> = new Set([401, 403, 408, 429]);
