import type { Comparison } from './sides.ts';

/** A miss waits this long for the other side to say it, counted from its 更新时间 to the end of the day (CONTRACT §1). */
export const SUSPENSE_DAYS = 3;

/** How old a 更新时间 (RFC 3339) is at the end of the `asOf` day, 24:00 at UTC+8, in whole days begun at none; never negative. */
export function ageInDays(updatedAt: string, asOf: string): number {
  return Math.max(0, Math.floor(ageInMs(updatedAt, asOf) / DAY_MS));
}

/** Whether what was last changed then may yet be said by the other side: exactly three days are too old. */
export function mayYetCome(updatedAt: string, { asOf }: Pick<Comparison, 'asOf'>): boolean {
  return ageInMs(updatedAt, asOf) < SUSPENSE_DAYS * DAY_MS;
}

const DAY_MS = 86_400_000;

/** @throws RangeError of a time or day that is none */
function ageInMs(updatedAt: string, asOf: string): number {
  const age = Date.parse(`${asOf}T00:00:00+08:00`) + DAY_MS - Date.parse(updatedAt);
  if (Number.isNaN(age)) throw new RangeError('not a timestamp, or not a day to count back from');
  return age;
}
