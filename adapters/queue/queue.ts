import { ChangeMessageVisibilityBatchCommand, SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';

import { slices } from '../../core/slices.ts';
import type { FailedMessage } from './process-batch.ts';
import { QueueError } from './queue-error.ts';

const BATCH_MESSAGES_MAX = 10;
/** SQS counts the bodies of one call together. */
const BATCH_BYTES_MAX = 256 * 1024;

export interface SendOptions {
  /** How long the messages stay invisible, 0 to 900 seconds. @default the queue's own delay */
  readonly delaySeconds?: number;
}

export interface Queue {
  readonly send: (url: string, message: object, options?: SendOptions) => Promise<void>;
  /** Sends every message, at least once each, in order of the list but with no promise of order on the queue. Throws `QueueError`. */
  readonly sendAll: (url: string, messages: readonly object[], options?: SendOptions) => Promise<void>;
  /** Makes received messages visible again after their delay; one that is gone already stays gone. */
  readonly release: (url: string, failed: readonly FailedMessage[]) => Promise<void>;
}

export function createQueue({ sqs }: { readonly sqs: SQSClient }): Queue {
  const sendAll: Queue['sendAll'] = async (url, messages, options = {}) => {
    const pending = messages.map((message, index) => ({ index, body: JSON.stringify(message) }));
    let sent = 0;
    for (const batch of batches(pending)) {
      const unsent = await sendWithOneRetry(sqs, url, batch, options);
      if (unsent !== undefined) {
        const after = pending.slice(sent + batch.length).map((entry) => entry.index);
        throw new QueueError('queue.send-failed', [...unsent.indices, ...after], unsent.reason, {
          cause: unsent.cause,
        });
      }
      sent += batch.length;
    }
  };
  return {
    sendAll,
    send: (url, message, options) => sendAll(url, [message], options),
    release: (url, failed) => release(sqs, url, failed),
  };
}

async function release(sqs: SQSClient, url: string, failed: readonly FailedMessage[]): Promise<void> {
  for (const slice of slices(failed, BATCH_MESSAGES_MAX)) {
    const Entries = slice.map(({ receiptHandle, delaySeconds }, position) => ({
      Id: String(position),
      ReceiptHandle: receiptHandle,
      VisibilityTimeout: delaySeconds,
    }));
    await sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: url, Entries }));
  }
}

interface Entry {
  readonly index: number;
  readonly body: string;
}

interface Unsent {
  readonly indices: readonly number[];
  readonly reason: string;
  readonly cause?: unknown;
}

/** Only the entries SQS refused are sent again; a second refusal is reported. A failed call has been retried by the SDK already. */
async function sendWithOneRetry(
  sqs: SQSClient,
  url: string,
  batch: readonly Entry[],
  options: SendOptions,
): Promise<Unsent | undefined> {
  let rest = batch;
  let reason = '';
  for (let attempt = 0; attempt < 2; attempt += 1) {
    try {
      const failed = await sendBatch(sqs, url, rest, options);
      if (failed.size === 0) return undefined;
      reason = [...new Set(failed.values())].join(', ');
      rest = rest.filter((_, position) => failed.has(String(position)));
    } catch (cause) {
      return {
        indices: rest.map((entry) => entry.index),
        reason: cause instanceof Error ? cause.name : 'unknown',
        cause,
      };
    }
  }
  return { indices: rest.map((entry) => entry.index), reason };
}

async function sendBatch(
  sqs: SQSClient,
  url: string,
  batch: readonly Entry[],
  { delaySeconds }: SendOptions,
): Promise<Map<string, string>> {
  const Entries = batch.map((entry, position) => ({
    Id: String(position),
    MessageBody: entry.body,
    ...(delaySeconds === undefined ? {} : { DelaySeconds: delaySeconds }),
  }));
  const { Successful = [], Failed = [] } = await sqs.send(new SendMessageBatchCommand({ QueueUrl: url, Entries }));
  const confirmed = new Set(Successful.map((entry) => entry.Id));
  const codes = new Map(Failed.map((entry) => [entry.Id, entry.Code ?? 'unknown']));
  // An entry that is named in neither list is as good as refused.
  return new Map(
    Entries.filter((entry) => !confirmed.has(entry.Id)).map((entry) => [entry.Id, codes.get(entry.Id) ?? 'unanswered']),
  );
}

function batches(entries: readonly Entry[]): Entry[][] {
  const result: Entry[][] = [];
  let open: Entry[] = [];
  let bytes = 0;
  for (const entry of entries) {
    const size = Buffer.byteLength(entry.body);
    if (size > BATCH_BYTES_MAX)
      throw new QueueError(
        'queue.message-too-large',
        entries.map((each) => each.index),
        `message ${entry.index} has ${size} bytes`,
      );
    if (open.length === BATCH_MESSAGES_MAX || bytes + size > BATCH_BYTES_MAX) {
      result.push(open);
      open = [];
      bytes = 0;
    }
    open.push(entry);
    bytes += size;
  }
  if (open.length > 0) result.push(open);
  return result;
}
