const CHINA_OFFSET_MS = 8 * 60 * 60 * 1000;

/** The calendar date in China at an instant, `YYYY-MM-DD`. China keeps UTC+8 all year, so no time-zone data is needed. */
export function businessDate(instant: Date): string {
  return localIso(instant).slice(0, 10);
}

/** An instant as RFC 3339 with China's offset, to the second: `2026-11-22T23:05:00+08:00`. */
export function businessTime(instant: Date): string {
  return `${localIso(instant).slice(0, 19)}+08:00`;
}

function localIso(instant: Date): string {
  return new Date(instant.getTime() + CHINA_OFFSET_MS).toISOString();
}
