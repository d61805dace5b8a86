import type { Handling } from './sqs-actions.ts';

/**
 * Where fauxqs 2.4.1 does other than SQS says it does. The model does as SQS; what differs is left out of the comparison here, or told
 * under one name, and nowhere else. Besides, no test sends what fauxqs takes and SQS refuses: bodies of more than 256 KiB, empty bodies
 * in a batch, ids of more than 80 letters, delays beyond 900 s; nor what it refuses and SQS takes: characters beyond U+FFFF.
 */

/** Of a handle that a queue has given out. */
export interface HandleState {
  readonly isLast: boolean;
  readonly isDeleted: boolean;
  readonly hiddenUntilMs: number;
}

/** Whether both answer alike for a handle; undefined for one the queue never gave out. */
export function isComparable(what: Handling['what'], state: HandleState | undefined, nowMs: number): boolean {
  // SQS refuses a handle it never gave (ReceiptHandleIsInvalid); fauxqs takes any for one whose message is gone.
  if (state === undefined) return what === 'hide';
  // While nobody has received the message again, SQS still deletes by a handle whose time is over, and lets it hide nothing
  // (localstack/localstack#9632); fauxqs has forgotten it.
  return !state.isLast || state.isDeleted || state.hiddenUntilMs > nowMs;
}

/**
 * fauxqs puts the prefix of the older protocol's codes before names that have none there. For a handle that may hide nothing any more SQS
 * says InvalidParameterValue (aws/aws-sdk-net#1927); fauxqs the names of the API's documentation, two of them.
 */
export function comparableCode(name: string): string {
  const code = name.replace('AWS.SimpleQueueService.', '');
  return code === 'MessageNotInflight' || code === 'ReceiptHandleIsInvalid' ? 'InvalidParameterValue' : code;
}
