import type { Nightly } from '../schemas/nightly.ts';

/** A batch as far as its coming is concerned. */
export interface Come {
  readonly system: string;
  readonly kind: string;
  /** `YYYY-MM-DD` in China. */
  readonly businessDate: string;
}

export interface Overdue extends Nightly {
  /** The day whose file is not here. */
  readonly businessDate: string;
}

/**
 * Whose file of the last night is not here although its hour has passed. A system that has sent nothing of the kind among `come` is not
 * in operation, so it is not expected; a later day's file stands for an earlier one's.
 */
export function overdueAt(nightly: readonly Nightly[], come: readonly Come[], now: Date): readonly Overdue[] {
  return nightly.flatMap((each) => {
    const own = come.filter(({ system, kind }) => system === each.system && kind === each.kind);
    const businessDate = lastDayDue(each.by, now);
    const isHere = own.some((batch) => batch.businessDate >= businessDate);
    return own.length === 0 || isHere ? [] : [{ ...each, businessDate }];
  });
}

/** The newest day whose file should be here: its next morning has come to the hour. */
function lastDayDue(by: string, now: Date): string {
  const [hours = 0, minutes = 0] = by.split(':').map(Number);
  const sinceHour = now.getTime() + CHINA_OFFSET_MS - (hours * 60 + minutes) * 60_000;
  return new Date(sinceHour - DAY_MS).toISOString().slice(0, 10);
}

/** UTC+8 all year. */
const CHINA_OFFSET_MS = 8 * 3_600_000;
const DAY_MS = 86_400_000;
