import * as z from 'zod';
import { collect, type Collected } from './collect.ts';
import type { Collecting } from './environment.ts';

/** Of an EventBridge rule; a repeat of the event says the same time. */
const tickSchema = z.object({ time: z.iso.datetime({ offset: true }) });

/** Asks a system that does not push for what it has, every night, and lands it as its own push would. */
export function handlerOf(collecting: Collecting): (event: unknown) => Promise<readonly Collected[]> {
  return async (event) => {
    const { time } = tickSchema.parse(event);
    return await collect(collecting, new Date(time));
  };
}
