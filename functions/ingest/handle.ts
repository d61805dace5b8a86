import type { S3Event, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { batchIdOf } from '../../adapters/landing/landing.ts';
import { processBatch } from '../../adapters/queue/process-batch.ts';
import type { Ingesting } from './environment.ts';
import { ingest } from './ingest.ts';

/** Takes in what a city has uploaded: validated, compared with the last night, cut into chunks. */
export function handlerOf(ingesting: Ingesting): (event: SQSEvent) => Promise<SQSBatchResponse> {
  return async (event) => {
    return await processBatch({
      event,
      log: ingesting.log,
      release: (failed) => ingesting.queue.release(ingesting.ownQueue, failed),
      parse: (body) => objectsIn(body as S3Event),
      handle: async (objects) => {
        for (const object of objects)
          await ingest({ ...ingesting, log: ingesting.log.withCorrelation(batchIdOf(object)) }, object);
      },
    });
  };
}

/** Keys of the new objects; S3's own test message names none. */
function objectsIn(event: S3Event): readonly string[] {
  return (event.Records ?? []).map((record) => decodeURIComponent(record.s3.object.key.replaceAll('+', ' ')));
}
