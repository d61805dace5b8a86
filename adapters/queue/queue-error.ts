export type QueueErrorCode = 'queue.send-failed' | 'queue.message-too-large';

/** Some messages are not on the queue. The rest of the call may be: sending all of them again is safe, as consumers recognise repeats. */
export class QueueError extends Error {
  override readonly name = 'QueueError';
  readonly code: QueueErrorCode;
  /** Positions, in the list given to `sendAll`, of the messages known or feared not to be on the queue. */
  readonly unsent: readonly number[];

  constructor(code: QueueErrorCode, unsent: readonly number[], reason: string, options?: ErrorOptions) {
    super(`${unsent.length} messages not sent: ${reason}`, options);
    this.code = code;
    this.unsent = unsent;
  }
}
