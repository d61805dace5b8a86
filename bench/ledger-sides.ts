import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency';
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import { DynamoDBDocumentClient, PutCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { readAliases } from '../adapters/ledger/aliases.ts';
import { writePayments } from '../adapters/ledger/payments.ts';
import { readRecords, type RecordItem, recordKeyOf, toItem, writeRecords } from '../adapters/ledger/records.ts';
import type { Table } from '../adapters/ledger/table.ts';
import { slices } from '../core/slices.ts';
import type { LedgerTask } from './ledger-work.ts';

/** Does all of the work; throws where any of it was not done. */
export type Side = (tasks: readonly LedgerTask[]) => Promise<void>;

const LINES_PER_CHUNK = 500;
/** As many as translate's own event source hands over at once. */
const MESSAGES_PER_INVOCATION = 50;

/**
 * A chunk as translate and deliver take it: aliases and what stands are read, all lines accepted; read again, then marked delivered;
 * payments are marked SENDING in between.
 */
export function ours(table: Table): Side {
  return async (tasks) => {
    for (const chunk of slices(tasks, LINES_PER_CHUNK)) {
      await readAliases(
        table,
        chunk.map(({ alias }) => alias),
      );
      const changed = chunk.filter(({ before }) => before !== null);
      const sources = ['guangzhou/degree-subsidy', 'province/yuegonghui'];
      await readRecords(
        table,
        changed.flatMap(({ accepted: { recordKey } }) => sources.map((source) => ({ recordKey, source }))),
      );
      await write(table, chunk, ({ accepted }) => accepted, true);
      await readRecords(
        table,
        chunk.map(({ accepted }) => accepted),
      );
      if (chunk.some(({ sending }) => sending !== null)) await write(table, chunk, ({ sending }) => sending, false);
      await write(table, chunk, ({ delivered }) => delivered, false);
    }
  };
}

async function write(
  table: Table,
  chunk: readonly LedgerTask[],
  stepOf: (task: LedgerTask) => RecordItem | null,
  isFirst: boolean,
): Promise<void> {
  const writes = chunk.flatMap((task) => {
    const record = stepOf(task);
    if (record === null) return [];
    const expectedFence = isFirst && task.before === null ? null : record.fence - 1;
    return [{ record, expectedFence, claim: isFirst ? task.claim : null, code: null }];
  });
  const isMoney = writes.some(({ record }) => record.kind === 'payment');
  const results = await (isMoney ? writePayments(table, writes) : writeRecords(table, writes));
  if (results.some((result) => result !== 'won')) throw new Error('a write was lost');
}

/**
 * A message a record, 50 an invocation: Powertools' batch processor over a handler that Powertools makes idempotent, and in it the same
 * conditional writes, with the document client its examples use.
 */
export function powertools(table: Table, idempotencyTable: string): Side {
  const documents = DynamoDBDocumentClient.from(table.client);
  const config = new IdempotencyConfig({ eventKeyJmesPath: 'messageId', throwOnNoIdempotencyKey: true });
  const persistenceStore = new DynamoDBPersistenceLayer({
    tableName: idempotencyTable,
    awsSdkV3Client: table.client,
  });
  return async (tasks) => {
    const byMessage = new Map(tasks.map((task) => [task.accepted.messageId, task]));
    const handle = makeIdempotent(
      async ({ messageId }: { readonly messageId: string }): Promise<string> => {
        const task = byMessage.get(messageId);
        if (task === undefined) throw new Error('no such task');
        const { accepted, sending, delivered, claim } = task;
        const first = task.before === null ? null : accepted.fence - 1;
        await writeAlone(documents, table.name, accepted, first, claim);
        if (sending !== null) await writeAlone(documents, table.name, sending, sending.fence - 1, null);
        await writeAlone(documents, table.name, delivered, delivered.fence - 1, null);
        return delivered.state;
      },
      { persistenceStore, config },
    );
    config.registerLambdaContext(CONTEXT);
    for (const messages of slices(tasks, MESSAGES_PER_INVOCATION)) {
      const event = { Records: messages.map(({ accepted }) => messageOf(accepted)) };
      const processor = new BatchProcessor(EventType.SQS);
      const { batchItemFailures } = await processPartialResponse(
        event,
        async ({ body }: { readonly body: string }) => await handle(JSON.parse(body) as { readonly messageId: string }),
        processor,
      );
      if (batchItemFailures.length > 0) throw new Error(`${batchItemFailures.length} records failed`);
    }
  };
}

type Context = Parameters<IdempotencyConfig['registerLambdaContext']>[0];
/** All of Lambda's context that is asked for. */
const CONTEXT = { getRemainingTimeInMillis: () => 120_000 } as unknown as Context;

async function writeAlone(
  documents: DynamoDBDocumentClient,
  TableName: string,
  record: RecordItem,
  expectedFence: number | null,
  claim: string | null,
): Promise<void> {
  const put = {
    TableName,
    Item: toItem(record),
    ConditionExpression: expectedFence === null ? 'attribute_not_exists(pk)' : 'fence = :fence',
    ...(expectedFence === null ? {} : { ExpressionAttributeValues: { ':fence': expectedFence } }),
  };
  if (record.kind !== 'payment') {
    await documents.send(new PutCommand(put));
    return;
  }
  const { recordKey, source, tenant, fence, state, fen, at, attemptId, batchId, messageId } = record;
  const entry = {
    pk: `M#${at.slice(0, 10)}#00`,
    sk: `${recordKey}#${source}#${String(fence).padStart(6, '0')}`,
    state,
    fen,
    at,
    attemptId,
    batchId,
    messageId,
    tenant,
    code: null,
  };
  const absent = { TableName, ConditionExpression: 'attribute_not_exists(pk)' };
  const claimed =
    claim === null ? [] : [{ Put: { ...absent, Item: { pk: `P#${claim}`, sk: '0', recordKey, source, tenant } } }];
  await documents.send(
    new TransactWriteCommand({ TransactItems: [{ Put: put }, { Put: { ...absent, Item: entry } }, ...claimed] }),
  );
}

function messageOf({ messageId, recordKey, source }: RecordItem) {
  return {
    messageId,
    receiptHandle: messageId,
    body: JSON.stringify({ messageId, ...recordKeyOf({ recordKey, source }) }),
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: '0',
      SenderId: '',
      ApproximateFirstReceiveTimestamp: '0',
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws-cn:sqs:cn-north-1:000000000000:records',
    awsRegion: 'cn-north-1',
  };
}
