import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { processBatch } from '../../adapters/queue/process-batch.ts';
import { replayMessageSchema } from '../../schemas/message.ts';
import type { Replaying } from './environment.ts';
import { planReplay } from './plan.ts';
import { runPart } from './run.ts';

/** Below this no further step is begun; a message of its own goes on. */
const TIME_KEPT_MS = 60_000;

/** Makes plans of replays, and runs them part by part. */
export function handlerOf(
  replaying: Replaying,
): (event: SQSEvent, context: Pick<Context, 'getRemainingTimeInMillis'>) => Promise<SQSBatchResponse> {
  return async (event, context) => {
    const hasTime = (): boolean => context.getRemainingTimeInMillis() > TIME_KEPT_MS;
    return await processBatch({
      event,
      log: replaying.log,
      release: (failed) => replaying.queue.release(replaying.ownQueue, failed),
      parse: (body) => replayMessageSchema.parse(body),
      handle: async (message, _record, log) => {
        const own = { ...replaying, log };
        if (message.type === 'plan') await planReplay(own, message.replayId, hasTime);
        else await runPart(own, message.replayId, message.part);
      },
    });
  };
}
