import type { ReceivedFromQueue, SqsEngine } from '../engines/sqs.ts';
import type { FunctionHost } from './function-host.ts';

export type EventSourceSettings = {
  readonly queueName: string;
  readonly queueArn: string;
  readonly region: string;
  readonly batchSize: number;
  readonly windowMs: number;
  readonly concurrencyMax: number;
  readonly reportsBatchItemFailures: boolean;
};

export type EventSource = { readonly stop: () => Promise<void> };

const RECEIVE_MAX = 10;
const POLL_SECONDS = 1;
const PAYLOAD_BYTES_MAX = 6 * 1024 * 1024;

/**
 * Lambda's poller for one SQS event source: gathers up to `batchSize` messages (waiting up to the window for more), runs up to
 * `concurrencyMax` batches at once, deletes what was done. What was not done stays invisible until its visibility time-out ends, as on
 * AWS; beyond maxReceiveCount the queue itself moves it to its dead-letter queue.
 */
export function startEventSource(
  sqs: SqsEngine,
  host: FunctionHost,
  settings: EventSourceSettings,
  onLine: (line: string) => void,
): EventSource {
  const running = new Set<Promise<void>>();
  const state = { stopping: false };
  const poll = async (): Promise<void> => {
    while (!state.stopping) {
      if (running.size >= settings.concurrencyMax) {
        await Promise.race(running);
        continue;
      }
      const batch = await gather(sqs, settings, () => state.stopping);
      if (batch.length === 0) continue;
      const work = processBatch(sqs, host, settings, batch, onLine).finally(() => running.delete(work));
      running.add(work);
    }
  };
  const polling = poll().catch((error: unknown) =>
    onLine(`${host.name}: polling ${settings.queueName} ended: ${String(error)}`),
  );
  return {
    async stop() {
      state.stopping = true;
      await polling;
      await Promise.all(running);
    },
  };
}

async function gather(
  sqs: SqsEngine,
  settings: EventSourceSettings,
  stopping: () => boolean,
): Promise<readonly ReceivedFromQueue[]> {
  const batch: ReceivedFromQueue[] = [];
  let bytes = 0;
  let windowEnd = Infinity;
  while (batch.length < settings.batchSize && bytes < PAYLOAD_BYTES_MAX / 2) {
    const waitSeconds = batch.length === 0 ? POLL_SECONDS : Math.min(POLL_SECONDS, (windowEnd - Date.now()) / 1000);
    if (batch.length > 0 && (settings.windowMs === 0 || waitSeconds <= 0 || stopping())) break;
    const received = await sqs.receive(
      settings.queueName,
      Math.min(RECEIVE_MAX, settings.batchSize - batch.length),
      waitSeconds,
    );
    if (batch.length === 0) {
      if (received.length === 0) return batch;
      windowEnd = Date.now() + settings.windowMs;
    }
    for (const one of received) bytes += one.received.Body.length;
    batch.push(...received);
  }
  return batch;
}

async function processBatch(
  sqs: SqsEngine,
  host: FunctionHost,
  settings: EventSourceSettings,
  batch: readonly ReceivedFromQueue[],
  onLine: (line: string) => void,
): Promise<void> {
  try {
    const response = await host.invoke(JSON.stringify({ Records: batch.map((one) => recordOf(one, settings)) }));
    const failed = settings.reportsBatchItemFailures ? failedIds(response, batch) : new Set<string>();
    if (failed === 'all') {
      onLine(`${host.name}: its batch response is not valid; the whole batch goes back to ${settings.queueName}`);
      return;
    }
    const done = batch.filter(({ received }) => !failed.has(received.MessageId));
    sqs.remove(
      settings.queueName,
      done.map(({ received }) => received.ReceiptHandle),
    );
  } catch (error) {
    onLine(
      `${host.name}: ${error instanceof Error ? error.message : String(error)}; ${batch.length} message(s) go back to ${settings.queueName}`,
    );
  }
}

/**
 * Lambda's rules: nothing, null or an empty list means all done; an id that is empty, missing or not of this batch, or a response of
 * another shape, means all failed.
 */
export function failedIds(
  response: string,
  batch: readonly { readonly received: { readonly MessageId: string } }[],
): ReadonlySet<string> | 'all' {
  const parsed: unknown = JSON.parse(response);
  if (parsed === null || (typeof parsed === 'object' && !('batchItemFailures' in parsed))) return new Set();
  const failures: unknown =
    typeof parsed === 'object' ? (parsed as { batchItemFailures: unknown }).batchItemFailures : undefined;
  if (failures === null) return new Set();
  if (!Array.isArray(failures)) return 'all';
  const known = new Set(batch.map(({ received }) => received.MessageId));
  const ids = (failures as readonly ({ itemIdentifier?: unknown } | null)[]).map((failure) => failure?.itemIdentifier);
  return ids.every((id) => typeof id === 'string' && known.has(id)) ? new Set(ids as readonly string[]) : 'all';
}

function recordOf({ received, message }: ReceivedFromQueue, settings: EventSourceSettings): object {
  const attributes = Object.entries(received.MessageAttributes ?? {}).map(
    ([name, { DataType, StringValue, BinaryValue }]) => [
      name,
      {
        dataType: DataType,
        stringValue: StringValue,
        binaryValue: BinaryValue,
        stringListValues: [],
        binaryListValues: [],
      },
    ],
  );
  return {
    messageId: received.MessageId,
    receiptHandle: received.ReceiptHandle,
    body: received.Body,
    attributes: {
      ApproximateReceiveCount: String(message.approximateReceiveCount),
      SentTimestamp: String(message.sentTimestamp),
      SenderId: '000000000000',
      ApproximateFirstReceiveTimestamp: String(message.approximateFirstReceiveTimestamp ?? message.sentTimestamp),
    },
    messageAttributes: Object.fromEntries(attributes) as object,
    md5OfBody: received.MD5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN: settings.queueArn,
    awsRegion: settings.region,
  };
}
