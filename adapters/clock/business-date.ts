const CHINA_OFFSET_MS = 8 * 60 * 60 * 1000;

/** The calendar date in China at an instant, `YYYY-MM-DD`. China keeps UTC+8 all year, so no time-zone data is needed. */
export function businessDate(instant: Date): string {
  return new Date(instant.getTime() + CHINA_OFFSET_MS).toISOString().slice(0, 10);
}

/** The minute in China at an instant as a number of twelve digits, later ones higher: `202611232330`. */
export function businessMinute(instant: Date): number {
  const local = new Date(instant.getTime() + CHINA_OFFSET_MS).toISOString();
  return Number(local.slice(0, 16).replaceAll(/\D/g, ''));
}
