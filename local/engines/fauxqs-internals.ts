import type { buildApp } from 'fauxqs';

/**
 * fauxqs's own entry (`startFauxqs`) listens on every interface of the machine; on loopback alone it must be put together from its
 * parts, which its package.json does not export. The version is pinned, and test/integration/local covers what is used here.
 */
export async function loadFauxqs(): Promise<Fauxqs> {
  const root = import.meta.resolve('fauxqs');
  const [app, store, persistence, sns] = await Promise.all([
    import(root) as Promise<{ buildApp: typeof buildApp }>,
    import(new URL('./sqs/sqsStore.js', root).href) as Promise<{ SqsStore: new () => SqsStore }>,
    import(new URL('./persistence.js', root).href) as Promise<{
      PersistenceManager: new (dataDir: string) => Persistence;
    }>,
    import(new URL('./sns/snsStore.js', root).href) as Promise<{ SnsStore: new () => object }>,
  ]);
  return {
    buildApp: app.buildApp as unknown as Fauxqs['buildApp'],
    createSqsStore: () => new store.SqsStore(),
    createSnsStore: () => new sns.SnsStore(),
    openPersistence: (dataDir) => corrected(new persistence.PersistenceManager(dataDir)),
  };
}

/**
 * 2.4.1 waits for the disk at every change of a message, in the process that also answers everything else. The write-ahead log is kept
 * without that: it outlives the process however that ends, if not a power failure. It also clears the receive count of a message made
 * visible again, which its own schema refuses: ChangeMessageVisibility to 0 failed.
 */
function corrected(persistence: Persistence): Persistence {
  persistence.db.exec('PRAGMA synchronous = NORMAL');
  const ready = persistence.db.prepare(
    'UPDATE sqs_messages SET receipt_handle = NULL, visibility_deadline = NULL WHERE message_id = ?',
  );
  persistence.updateMessageReady = (messageId) => void ready.run(messageId);
  return persistence;
}

export type Fauxqs = {
  readonly buildApp: (options: {
    logger: boolean;
    defaultRegion: string;
    stores: { sqsStore: SqsStore; snsStore: object };
  }) => {
    listen(options: { port: number; host: string }): Promise<string>;
    close(): Promise<void>;
  };
  readonly createSqsStore: () => SqsStore;
  readonly createSnsStore: () => object;
  readonly openPersistence: (dataDir: string) => Persistence;
};

export type SqsStore = {
  host: string;
  persistence: Persistence | undefined;
  createQueue(name: string, url: string, arn: string, attributes: Record<string, string>): SqsQueue;
  getQueueByName(name: string): SqsQueue | undefined;
  getQueueByArn(arn: string): SqsQueue | undefined;
  allQueues(): Iterable<SqsQueue>;
  processAllTimers(): void;
  shutdown(): void;
};

export type SqsQueue = {
  readonly name: string;
  readonly attributes: Record<string, string>;
  persistence: Persistence | undefined;
  readonly messages: readonly SqsMessage[];
  readonly delayedMessages: readonly SqsMessage[];
  readonly inflightMessages: ReadonlyMap<string, { readonly message: SqsMessage }>;
  setAttributes(attributes: Record<string, string>): void;
  changeVisibility(receiptHandle: string, timeoutSeconds: number): void;
  deleteMessage(receiptHandle: string): boolean;
  dequeue(
    countMax: number,
    visibilityTimeout: number | undefined,
    dlqResolver: (arn: string) => SqsQueue | undefined,
  ): readonly ReceivedMessage[];
  waitForMessages(seconds: number): Promise<void>;
};

export type SqsMessage = {
  readonly messageId: string;
  readonly body: string;
  readonly sentTimestamp: number;
  readonly approximateReceiveCount: number;
  readonly approximateFirstReceiveTimestamp?: number;
};

export type ReceivedMessage = {
  readonly MessageId: string;
  readonly ReceiptHandle: string;
  readonly MD5OfBody: string;
  readonly MD5OfMessageAttributes?: string;
  readonly Body: string;
  readonly MessageAttributes?: Readonly<
    Record<string, { DataType: string; StringValue?: string; BinaryValue?: string }>
  >;
};

export type Persistence = {
  readonly db: { exec(sql: string): void; prepare(sql: string): { run(parameter: string): unknown } };
  updateMessageReady: (messageId: string) => void;
  loadSqsAndSns(sqsStore: SqsStore, snsStore: object): void;
  close(): void;
};
