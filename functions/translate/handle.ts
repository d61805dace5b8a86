import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { batchIdOfWork } from '../../adapters/ledger/batches.ts';
import { processBatch } from '../../adapters/queue/process-batch.ts';
import { type EventMessage, translateMessageSchema } from '../../schemas/message.ts';
import { translateChunk } from './chunk.ts';
import type { Translating } from './environment.ts';
import { translateEvents } from './events.ts';

/** Chunks of one invocation under way at once: each waits mostly for the ledger. */
const MESSAGES_AT_ONCE = 4;

/** Decides in the ledger what is new, and turns that into the destination's wire form. */
export function handlerOf(translating: Translating): (event: SQSEvent, context: Context) => Promise<SQSBatchResponse> {
  return async (event, context) => {
    const { log } = translating;
    // Events are small and many: those of one invocation share their reads and go out in one delivery.
    const together = translateEvents(translating, eventsIn(event));
    // Whoever handles an event awaits it below, perhaps only after it has failed.
    together.catch(() => undefined);
    return await processBatch({
      event,
      log,
      release: (failed) => translating.queue.release(translating.translateQueue, failed),
      remainingMs: () => context.getRemainingTimeInMillis(),
      concurrency: MESSAGES_AT_ONCE,
      parse: (body) => translateMessageSchema.parse(body),
      correlate: (message) => (message.type === 'event' ? message.webhookId : batchIdOfWork(message)),
      handle: async (message, _record, own) => {
        if (message.type === 'chunk') await translateChunk({ ...translating, log: own }, message);
        else if ((await together).has(message.webhookId)) throw new Error('the event could not be read');
      },
    });
  };
}

function eventsIn(event: SQSEvent): readonly EventMessage[] {
  return event.Records.flatMap((record) => {
    const parsed = translateMessageSchema.safeParse(safeJson(record.body));
    return parsed.success && parsed.data.type === 'event' ? [parsed.data] : [];
  });
}

function safeJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
