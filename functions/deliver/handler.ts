import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { processBatch } from '../../adapters/queue/process-batch.ts';
import { deliveryMessageSchema } from '../../schemas/message.ts';
import { deliver } from './deliver.ts';
import { connect } from './environment.ts';

const delivering = connect();

/** Sends what translate prepared to the one destination of this function. */
export async function handler(event: SQSEvent): Promise<SQSBatchResponse> {
  return await processBatch({
    event,
    log: delivering.log,
    release: (failed) => delivering.queue.release(delivering.ownQueue, failed),
    parse: (body) => deliveryMessageSchema.parse(body),
    handle: (message, record) => deliver(delivering, message, record.messageId + record.receiptHandle.slice(-16)),
  });
}
