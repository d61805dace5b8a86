import * as z from 'zod';
import { businessDate } from '../../adapters/clock/business-date.ts';
import { anchorNight, readAnchors } from './anchor.ts';
import { checkChains } from './check.ts';
import { dayBefore, daysToSeal } from './days.ts';
import type { Sealing } from './environment.ts';
import { sealDay } from './seal.ts';

/** Of an EventBridge rule; a repeat of the event says the same time. Without one, of now. */
const tickSchema = z.object({ time: z.iso.datetime({ offset: true }).optional() });

export interface Night {
  /** The day that has just ended, `YYYY-MM-DD` in China. */
  readonly date: string;
  readonly sealed: number;
  /** What is not as it was: each is in the log. */
  readonly findings: number;
}

/**
 * Seals the money journal of the day that has ended, and of days that were missed; looks at all chains; anchors their ends. What differs
 * keeps nothing from being anchored, but fails the function at the end, as that is what alarms hang on.
 */
export function handlerOf(sealing: Sealing): (event: unknown) => Promise<Night> {
  return async (event) => {
    const { time } = tickSchema.parse(event ?? {});
    const date = dayBefore(businessDate(time === undefined ? sealing.clock.now() : new Date(time)));
    const { days, tenants } = await daysToSeal(sealing.table, date);
    let [sealed, findings] = [0, 0];
    for (const day of days) {
      const done = await sealDay(sealing, day, tenants, date);
      sealed += done.sealed;
      findings += done.findings;
    }
    const anchors = await readAnchors(sealing);
    const checked = await checkChains(sealing, anchors);
    findings += checked.findings;
    await anchorNight(sealing, date, anchors, checked.differing);
    sealing.log.info('audit.night', { businessDate: date, count: sealed, failed: findings });
    if (findings > 0) throw new Error(`${findings} places of chains or journal are not as they were`);
    return { date, sealed, findings };
  };
}
