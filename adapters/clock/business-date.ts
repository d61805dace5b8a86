const CHINA_OFFSET_MS = 8 * 60 * 60 * 1000;
const NOON_MS = 12 * 60 * 60 * 1000;

/** The calendar date in China at an instant, `YYYY-MM-DD`. China keeps UTC+8 all year, so no time-zone data is needed. */
export function businessDate(instant: Date): string {
  return new Date(instant.getTime() + CHINA_OFFSET_MS).toISOString().slice(0, 10);
}

/**
 * The night an instant belongs to, `YYYY-MM-DD`: the day in China on whose evening it began. Nights go from noon to noon, so what is
 * asked for at two in the morning is of the day that has ended.
 */
export function businessNight(instant: Date): string {
  return businessDate(new Date(instant.getTime() - NOON_MS));
}

/** The minute in China at an instant as a number of twelve digits, later ones higher: `202611232330`. */
export function businessMinute(instant: Date): number {
  const local = new Date(instant.getTime() + CHINA_OFFSET_MS).toISOString();
  return Number(local.slice(0, 16).replaceAll(/\D/g, ''));
}
