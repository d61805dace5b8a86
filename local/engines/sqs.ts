import { join } from 'node:path';
import { loadFauxqs, type ReceivedMessage, type SqsMessage, type SqsQueue, type SqsStore } from './fauxqs-internals.ts';

export type SqsEngine = {
  readonly endpoint: string;
  /** Creates the queue, or gives a known one these attributes. */
  readonly putQueue: (name: string, attributes: Readonly<Record<string, string>>) => void;
  readonly send: (queueName: string, body: string) => Promise<void>;
  /** Long poll: at most 10 messages, or none after `waitSeconds`. Beyond maxReceiveCount they go to the dead-letter queue instead. */
  readonly receive: (queueName: string, countMax: number, waitSeconds: number) => Promise<readonly ReceivedFromQueue[]>;
  readonly remove: (queueName: string, receiptHandles: readonly string[]) => void;
  /** Ends every long poll now, empty-handed. */
  readonly wake: () => void;
  readonly depths: () => Readonly<Record<string, QueueDepth>>;
  readonly stop: () => Promise<void>;
};

export type ReceivedFromQueue = { readonly received: ReceivedMessage; readonly message: SqsMessage };

/** Messages, by what keeps them from being received. */
export type QueueDepth = { readonly ready: number; readonly inFlight: number; readonly delayed: number };

/** fauxqs knows no partition: inside it every ARN is of `aws`. */
export function engineQueueArn(region: string, queueName: string): string {
  return `arn:aws:sqs:${region}:000000000000:${queueName}`;
}

/** SQS on loopback: fauxqs in this process, its state in SQLite under `dataDir`. What was in flight when it last stopped is ready again: nobody holds it any more. */
export async function startSqs(options: { dataDir: string; port?: number; region?: string }): Promise<SqsEngine> {
  const region = options.region ?? 'cn-north-1';
  const fauxqs = await loadFauxqs();
  const store = fauxqs.createSqsStore();
  const snsStore = fauxqs.createSnsStore();
  const persistence = fauxqs.openPersistence(join(options.dataDir, 'sqs'));
  // A killed process loses nothing in WAL mode without an fsync per message; only a machine that loses power could.
  persistence.db.exec('PRAGMA synchronous = NORMAL');
  persistence.loadSqsAndSns(store, snsStore);
  store.persistence = persistence;
  for (const queue of store.allQueues()) {
    queue.persistence = persistence;
    for (const receiptHandle of queue.inflightMessages.keys()) queue.changeVisibility(receiptHandle, 0);
  }
  const app = fauxqs.buildApp({ logger: false, defaultRegion: region, stores: { sqsStore: store, snsStore } });
  // Queue URLs then take the caller's Host header, an address that resolves everywhere.
  store.host = '';
  const endpoint = await app.listen({ port: options.port ?? 0, host: '127.0.0.1' });
  const queueNamed = (name: string): SqsQueue => {
    const queue = store.getQueueByName(name);
    if (queue === undefined) throw new Error(`no queue ${name}`);
    return queue;
  };
  return {
    endpoint,
    putQueue: (name, attributes) => putQueue(store, name, endpoint, engineQueueArn(region, name), attributes),
    send: (queueName, body) => send(endpoint, region, queueName, body),
    receive: (queueName, countMax, waitSeconds) => receive(store, queueNamed(queueName), countMax, waitSeconds),
    remove(queueName, receiptHandles) {
      const queue = queueNamed(queueName);
      for (const receiptHandle of receiptHandles) queue.deleteMessage(receiptHandle);
    },
    wake: () => store.shutdown(),
    depths: () => depths(store),
    async stop() {
      // Its waiters hold timers of their own and would keep the process up.
      store.shutdown();
      await app.close();
      persistence.close();
    },
  };
}

function putQueue(
  store: SqsStore,
  name: string,
  endpoint: string,
  arn: string,
  attributes: Readonly<Record<string, string>>,
): void {
  const queue = store.getQueueByName(name);
  if (queue === undefined) store.createQueue(name, `${endpoint}/000000000000/${name}`, arn, { ...attributes });
  else queue.setAttributes({ ...attributes });
}

/** Through the front door: message size, characters and checksums are the engine's to judge. */
async function send(endpoint: string, region: string, queueName: string, body: string): Promise<void> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'AmazonSQS.SendMessage',
      authorization: `AWS4-HMAC-SHA256 Credential=local/20000101/${region}/sqs/aws4_request`,
    },
    body: JSON.stringify({ QueueUrl: `${endpoint}/000000000000/${queueName}`, MessageBody: body }),
  });
  const answer = await response.text();
  if (!response.ok) throw new Error(`SendMessage to ${queueName}: ${answer}`);
}

async function receive(
  store: SqsStore,
  queue: SqsQueue,
  countMax: number,
  waitSeconds: number,
): Promise<readonly ReceivedFromQueue[]> {
  const resolveDlq = (arn: string): SqsQueue | undefined => store.getQueueByArn(arn);
  let received = queue.dequeue(countMax, undefined, resolveDlq);
  if (received.length === 0 && waitSeconds > 0) {
    await queue.waitForMessages(waitSeconds);
    received = queue.dequeue(countMax, undefined, resolveDlq);
  }
  return received.flatMap((one) => {
    const entry = queue.inflightMessages.get(one.ReceiptHandle);
    return entry === undefined ? [] : [{ received: one, message: entry.message }];
  });
}

function depths(store: SqsStore): Record<string, QueueDepth> {
  store.processAllTimers();
  return Object.fromEntries(
    [...store.allQueues()].map((queue) => [
      queue.name,
      { ready: queue.messages.length, inFlight: queue.inflightMessages.size, delayed: queue.delayedMessages.length },
    ]),
  );
}
