/** What a destination takes from all execution environments together. */
export interface DeliveryLimits {
  readonly callsPerSecond: number;
  /** Calls at once after a rest. */
  readonly callsBurst: number;
  /** Execution environments at the same time. */
  readonly concurrencyMax: number;
}

/** What one execution environment may make of it. */
export interface Rate {
  readonly callsPerSecond: number;
  readonly callsBurst: number;
}

/** A token bucket: a call takes a token. Times are milliseconds since 1970. */
export interface Bucket {
  readonly tokens: number;
  readonly at: number;
}

/** The share of one environment: they know nothing of each other, so all of them together may not exceed the whole. */
export function shareOf({ callsPerSecond, callsBurst, concurrencyMax }: DeliveryLimits): Rate {
  return {
    callsPerSecond: callsPerSecond / concurrencyMax,
    callsBurst: Math.max(1, Math.floor(callsBurst / concurrencyMax)),
  };
}

export function fullBucket({ callsBurst }: Rate, now: number): Bucket {
  return { tokens: callsBurst, at: now };
}

/** How long until this many tokens are there, or as many as there can be; 0 = they are. */
export function tokenWaitMs(bucket: Bucket, rate: Rate, calls: number, now: number): number {
  const wanted = Math.min(calls, rate.callsBurst);
  const { tokens } = refilled(bucket, rate, now);
  return tokens >= wanted ? 0 : Math.ceil(((wanted - tokens) / rate.callsPerSecond) * 1000);
}

/** One token less; only where `tokenWaitMs` of one is 0. */
export function withdrawn(bucket: Bucket, rate: Rate, now: number): Bucket {
  const { tokens, at } = refilled(bucket, rate, now);
  return { tokens: tokens - 1, at };
}

/** The token of a call that was not made. */
export function returned(bucket: Bucket, rate: Rate): Bucket {
  return { ...bucket, tokens: Math.min(rate.callsBurst, bucket.tokens + 1) };
}

/** A clock that steps back fills nothing. */
function refilled({ tokens, at }: Bucket, { callsPerSecond, callsBurst }: Rate, now: number): Bucket {
  const elapsed = Math.max(0, now - at);
  return { tokens: Math.min(callsBurst, tokens + (elapsed * callsPerSecond) / 1000), at: now };
}
