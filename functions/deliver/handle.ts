import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { batchIdOfWork } from '../../adapters/ledger/batches.ts';
import { processBatch } from '../../adapters/queue/process-batch.ts';
import { deliverMessageSchema } from '../../schemas/message.ts';
import { deliver } from './deliver.ts';
import type { Delivering } from './environment.ts';
import { askLastWord } from './last-word.ts';

/** Sends what translate prepared to the one destination of this function. */
export function handlerOf(delivering: Delivering): (event: SQSEvent) => Promise<SQSBatchResponse> {
  return async (event) => {
    return await processBatch({
      event,
      log: delivering.log,
      release: (failed) => delivering.queue.release(delivering.ownQueue, failed),
      parse: (body) => deliverMessageSchema.parse(body),
      correlate: (message) => (message.type === 'question' ? message.webhookId : batchIdOfWork(message)),
      handle: (message, record, log) =>
        message.type === 'question'
          ? askLastWord({ ...delivering, log }, message)
          : deliver({ ...delivering, log }, message, record.messageId + record.receiptHandle.slice(-16)),
    });
  };
}
