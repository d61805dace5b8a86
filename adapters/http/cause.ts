import { AnswerMalformed, AnswerTooLarge, ConnectionLost, HttpError, NeverReached, TimedOut } from './http-error.ts';

export interface Progress {
  /** The connection stood, so the request may be on its way. */
  readonly connected: boolean;
  /** Our own total time ran out. */
  readonly timedOut: boolean;
}

/** Codes of Node's HTTP parser and of its gzip, Brotli and Zstandard decoders. */
const UNREADABLE = /^(?:HPE_|Z_|ERR_BROTLI|ERR__ERROR|ZSTD_error)/;

/** What an error of the HTTP library means. The message names host and system code only: the library's error carries the request's body. */
export function causeOf(error: unknown, host: string, { connected, timedOut }: Progress): HttpError {
  const own = [error, causeIn(error)].find((each) => each instanceof HttpError);
  if (own !== undefined) return own;
  if (timedOut) return new TimedOut(`${host}: time ran out ${connected ? 'after' : 'before'} connecting`, connected);
  const code = codeOf(error) ?? codeOf(causeIn(error)) ?? 'unknown';
  if (!connected) return new NeverReached(`${host}: ${code}`, false);
  if (code === 'HPE_HEADER_OVERFLOW') return new AnswerTooLarge(`${host}: ${code}`, true);
  if (UNREADABLE.test(code)) return new AnswerMalformed(`${host}: ${code}`, true);
  return new ConnectionLost(`${host}: ${code}`, true);
}

function causeIn(error: unknown): unknown {
  return error instanceof Error ? error.cause : undefined;
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
