import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';

import type { Log } from '../log/log.ts';

export interface BatchWork<Message> {
  readonly event: SQSEvent;
  /** The body's JSON as a message; throws on anything else. */
  readonly parse: (body: unknown) => Message;
  /** Throws when the message must come again. */
  readonly handle: (message: Message, record: SQSRecord, log: Log) => Promise<void>;
  readonly log: Log;
  /** What the lines about this message are found by: the batch it is part of, the event it tells. @default its own id */
  readonly correlate?: (message: Message) => string | null;
  /** Messages handled at a time. @default 1 */
  readonly concurrency?: number;
  /** Time the function has left, ms. Below TIME_KEPT_MS no further message is begun: those left come again at once. */
  readonly remainingMs?: () => number;
  /** Lets messages that failed come again after a wait of their own, long before the queue's visibility ends, which is six time-outs. */
  readonly release?: (failed: readonly FailedMessage[]) => Promise<void>;
}

/** A message that has to come again. */
export interface FailedMessage {
  readonly receiptHandle: string;
  readonly delaySeconds: number;
}

/** What a message that has been begun may still take: a function that runs out of time reports nothing, and all it did comes again. */
export const TIME_KEPT_MS = 45_000;
/** Failures wait 5 s, then twice as long each time, at most 15 min. */
const RELEASE_BASE_SECONDS = 5;
const RELEASE_MAX_SECONDS = 900;

/**
 * Handles each message of a batch on its own: one that fails comes again alone, or goes to the dead-letter queue after the last receive.
 * Register, process, response, after Powertools' batch processor.
 */
export async function processBatch<Message>(work: BatchWork<Message>): Promise<SQSBatchResponse> {
  const registered = work.event.Records.values();
  const failed: SQSRecord[] = [];
  const unbegun: SQSRecord[] = [];
  const lanes = Array.from({ length: work.concurrency ?? 1 }, async () => {
    // The lanes share one iterator, so each record is taken once.
    for (const record of registered) {
      if (work.remainingMs !== undefined && work.remainingMs() < TIME_KEPT_MS) unbegun.push(record);
      else if (!(await succeeds(record, work))) failed.push(record);
    }
  });
  await Promise.all(lanes);
  if (unbegun.length > 0) work.log.warn('queue.time-short', { count: unbegun.length });
  await releaseAll(work, [
    ...failed.map((record) => ({ receiptHandle: record.receiptHandle, delaySeconds: delayAfter(record) })),
    ...unbegun.map(({ receiptHandle }) => ({ receiptHandle, delaySeconds: 0 })),
  ]);
  return { batchItemFailures: [...failed, ...unbegun].map(({ messageId }) => ({ itemIdentifier: messageId })) };
}

function delayAfter({ attributes }: SQSRecord): number {
  const times = Number(attributes.ApproximateReceiveCount);
  return Math.min(RELEASE_MAX_SECONDS, RELEASE_BASE_SECONDS * 2 ** Math.max(0, times - 1));
}

/** Only a convenience: a message that is not released comes again when its visibility ends. */
async function releaseAll<Message>(
  { release, log }: BatchWork<Message>,
  messages: readonly FailedMessage[],
): Promise<void> {
  if (release === undefined || messages.length === 0) return;
  try {
    await release(messages);
  } catch (error) {
    log.warn('queue.release-failed', { failed: messages.length, error });
  }
}

async function succeeds<Message>(
  record: SQSRecord,
  { parse, handle, correlate, log }: BatchWork<Message>,
): Promise<boolean> {
  let own = log.withCorrelation(record.messageId);
  const receiveCount = Number(record.attributes.ApproximateReceiveCount);
  let message: Message;
  try {
    message = parse(JSON.parse(record.body));
  } catch (error) {
    own.error('queue.message-malformed', { receiveCount, error });
    return false;
  }
  own = log.withCorrelation(correlate?.(message) ?? record.messageId);
  try {
    await handle(message, record, own);
    return true;
  } catch (error) {
    own.error('queue.message-failed', { messageId: record.messageId, receiveCount, error });
    return false;
  }
}
