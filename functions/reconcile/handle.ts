import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import * as z from 'zod';
import { businessNight } from '../../adapters/clock/business-date.ts';
import { processBatch } from '../../adapters/queue/process-batch.ts';
import { reconcileMessageSchema } from '../../schemas/message.ts';
import type { Reconciling } from './environment.ts';
import { lookAtNight, type Night, startNight } from './night.ts';
import { compareOneRange, compareUnit } from './unit.ts';

/** Of an EventBridge rule; a repeat of the event says the same time. */
const tickSchema = z.object({ time: z.iso.datetime({ offset: true }) });
/** The look at what of the night is done; without a time, of the night that has just gone by. */
const morningSchema = z.object({ type: z.literal('morning'), time: z.iso.datetime({ offset: true }).optional() });
const clockSchema = z.union([morningSchema, tickSchema]);

/** Compares both sides: told by the clock it sends a message per programme and kind, and told by a message it compares. */
export function handlerOf(
  reconciling: Reconciling,
): (event: SQSEvent | Record<string, unknown>) => Promise<SQSBatchResponse | Night> {
  return async (event) => {
    if ('Records' in event) return await compareAll(reconciling, event as SQSEvent);
    const told = clockSchema.parse(event);
    if (!('type' in told)) return await startNight(reconciling, businessNight(new Date(told.time)));
    const at = told.time === undefined ? reconciling.clock.now() : new Date(told.time);
    return await lookAtNight(reconciling, businessNight(at));
  };
}

async function compareAll(reconciling: Reconciling, event: SQSEvent): Promise<SQSBatchResponse> {
  return await processBatch({
    event,
    log: reconciling.log,
    release: (failed) => reconciling.queue.release(reconciling.ownQueue, failed),
    parse: (body) => reconcileMessageSchema.parse(body),
    handle: async (message, _record, log) => {
      const own = { ...reconciling, log };
      if (message.type === 'unit') await compareUnit(own, message);
      else await compareOneRange(own, message, message.range);
    },
  });
}
