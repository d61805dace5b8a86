/** Before noon people speak of the night that has just gone by: it closes the books of the day before. */
const HALF_DAY_MS = 12 * 3_600_000;
const CHINA_OFFSET_MS = 8 * 3_600_000;
const DAY_MS = 24 * 3_600_000;

/** The day whose books are closed at an instant: until noon in China the day before. `YYYY-MM-DD`. */
export function nightAt(instant: Date): string {
  return dateOf(instant.getTime() + CHINA_OFFSET_MS - HALF_DAY_MS);
}

/** The day before a day. */
export function dayBefore(day: string): string {
  return dateOf(Date.parse(day) - DAY_MS);
}

function dateOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
