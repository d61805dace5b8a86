import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';

import type { Log } from '../log/log.ts';

export interface BatchWork<Message> {
  readonly event: SQSEvent;
  /** The body's JSON as a message; throws on anything else. */
  readonly parse: (body: unknown) => Message;
  /** Throws when the message must come again. */
  readonly handle: (message: Message, record: SQSRecord, log: Log) => Promise<void>;
  readonly log: Log;
  /** Messages handled at a time. @default 1 */
  readonly concurrency?: number;
  /** Lets messages that failed come again after a wait of their own, long before the queue's visibility ends, which is six time-outs. */
  readonly release?: (failed: readonly FailedMessage[]) => Promise<void>;
}

/** A message that has to come again. */
export interface FailedMessage {
  readonly receiptHandle: string;
  readonly delaySeconds: number;
}

/** Failures wait 5 s, then twice as long each time, at most 15 min. */
const RELEASE_BASE_SECONDS = 5;
const RELEASE_MAX_SECONDS = 900;

/**
 * Handles each message of a batch on its own: one that fails comes again alone, or goes to the dead-letter queue after the last receive.
 * Register, process, response, after Powertools' batch processor.
 */
export async function processBatch<Message>(work: BatchWork<Message>): Promise<SQSBatchResponse> {
  const registered = work.event.Records.values();
  const failures = new Set<string>();
  const lanes = Array.from({ length: work.concurrency ?? 1 }, async () => {
    // The lanes share one iterator, so each record is taken once.
    for (const record of registered) {
      if (!(await succeeds(record, work))) failures.add(record.messageId);
    }
  });
  await Promise.all(lanes);
  await releaseFailed(work, failures);
  return { batchItemFailures: [...failures].map((itemIdentifier) => ({ itemIdentifier })) };
}

/** Only a convenience: a message that is not released comes again when its visibility ends. */
async function releaseFailed<Message>(
  { event, release, log }: BatchWork<Message>,
  failures: ReadonlySet<string>,
): Promise<void> {
  if (release === undefined || failures.size === 0) return;
  const failed = event.Records.filter((record) => failures.has(record.messageId)).map((record) => {
    const times = Number(record.attributes.ApproximateReceiveCount);
    return {
      receiptHandle: record.receiptHandle,
      delaySeconds: Math.min(RELEASE_MAX_SECONDS, RELEASE_BASE_SECONDS * 2 ** Math.max(0, times - 1)),
    };
  });
  try {
    await release(failed);
  } catch (error) {
    log.warn('queue.release-failed', { failed: failed.length, error });
  }
}

async function succeeds<Message>(record: SQSRecord, { parse, handle, log }: BatchWork<Message>): Promise<boolean> {
  const own = log.withCorrelation(record.messageId);
  const receiveCount = Number(record.attributes.ApproximateReceiveCount);
  let message: Message;
  try {
    message = parse(JSON.parse(record.body));
  } catch (error) {
    own.error('queue.message-malformed', { receiveCount, error });
    return false;
  }
  try {
    await handle(message, record, own);
    return true;
  } catch (error) {
    own.error('queue.message-failed', { receiveCount, error });
    return false;
  }
}
