/** What may befall one call to AWS or to an outside system. */
export const CALL_FAULTS = [
  /** The execution environment dies before the call leaves. */
  'crash-before',
  /** It dies after the call took effect, before the answer. */
  'crash-after',
  /** The call takes effect, the answer never comes. */
  'lost-answer',
  /** Refused for now: AWS throttles, an outside system says 429. */
  'throttle',
  /** The call takes effect, its answer is lost, and the SDK, or a proxy on the way, makes it again. */
  'duplicate',
] as const;
export type CallFault = (typeof CALL_FAULTS)[number];

/** Further mishaps of calls, not tried exhaustively but at random. */
export const RANDOM_CALL_FAULTS = [
  ...CALL_FAULTS,
  /** Of a call with many entries only some are carried out; the others say to come again. */
  'partial',
  /** The answer takes minutes; the function may run out of time. */
  'long-delay',
  /** HTTP alone: a status that is not the truth. */
  'wrong-status',
  /** HTTP alone: 503, and nothing was done. */
  'unavailable',
] as const;
export type RandomCallFault = (typeof RANDOM_CALL_FAULTS)[number];

/** Where a call comes from: the function that makes it and what it asks for: `translate dynamodb.TransactWriteItems R+M+P`. */
export interface CallSite {
  readonly fn: string;
  readonly call: string;
  /** Families of items, paths, queues: what the call is about. */
  readonly about: string;
}

export function siteName({ fn, call, about }: CallSite): string {
  return `${fn} ${call} ${about}`;
}

/** Says what befalls a call, the `nth` of its site in the run, from 0; `null` = nothing. */
export type FaultPlan = (site: string, nth: number) => RandomCallFault | null;
