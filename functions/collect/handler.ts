import * as z from 'zod';
import { collect, type Collected } from './collect.ts';
import { connect } from './environment.ts';

const collecting = connect();
/** Of an EventBridge rule; a repeat of the event says the same time. */
const tickSchema = z.object({ time: z.iso.datetime({ offset: true }) });

/** Asks a system that does not push for what it has, every night, and lands it as its own push would. */
export async function handler(event: unknown): Promise<readonly Collected[]> {
  const { time } = tickSchema.parse(event);
  return await collect(collecting, new Date(time));
}
