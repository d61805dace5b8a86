/**
 * Why there is no usable answer. One class per cause, as what may be done next differs. `mayHaveTakenEffect` says whether the request
 * could have reached the other side's business: false only where that is certain.
 */
export abstract class HttpError extends Error {
  abstract readonly code: string;
  readonly mayHaveTakenEffect: boolean;

  constructor(message: string, mayHaveTakenEffect: boolean, options?: ErrorOptions) {
    super(message, options);
    this.mayHaveTakenEffect = mayHaveTakenEffect;
  }
}

/** No whole answer within the total time. Without effect only if not even the connection stood. */
export class TimedOut extends HttpError {
  override readonly name = 'TimedOut';
  readonly code = 'http.timed-out';
}

/** Name not found, connection refused, no route, TLS refused: nothing was sent. Not an answer of the other side. */
export class NeverReached extends HttpError {
  override readonly name = 'NeverReached';
  readonly code = 'http.never-reached';
}

/** The connection broke after the request was on its way, before the answer was whole. */
export class ConnectionLost extends HttpError {
  override readonly name = 'ConnectionLost';
  readonly code = 'http.connection-lost';
}

/** The answer, unpacked, is larger than the limit, or its head is. */
export class AnswerTooLarge extends HttpError {
  override readonly name = 'AnswerTooLarge';
  readonly code = 'http.answer-too-large';
}

/** An answer came but can't be read: not HTTP, broken compression, not the JSON it should be. Not a refusal. */
export class AnswerMalformed extends HttpError {
  override readonly name = 'AnswerMalformed';
  readonly code = 'http.answer-malformed';
}

/** The destination is no place we send to: another host, a private address, plain text. Nothing was sent. */
export class AddressRefused extends HttpError {
  override readonly name = 'AddressRefused';
  readonly code = 'http.address-refused';
}

/** The other side answered with a redirect, which is never followed: records go to the configured host only. */
export class RedirectRefused extends HttpError {
  override readonly name = 'RedirectRefused';
  readonly code = 'http.redirect-refused';
}
