import { readPart } from './part.ts';
import { attribute } from './xml.ts';
import type { Zip } from './zip.ts';

/** What a number stands for by its cell's format: itself, or a date shown to the day, to the month or the year, or a time of day. */
export type NumberShape = 'number' | 'day' | 'month' | 'year' | 'time';

/** The shapes of `cellXfs`, by style index (ECMA-376 part 1, §18.8.10). Throws FileError. */
export async function readStyles(zip: Zip, part: string): Promise<readonly NumberShape[]> {
  const custom = new Map<number, NumberShape>();
  const formats: number[] = [];
  let inCells = false;
  await readPart(zip, part, {
    open: (name, tag) => {
      if (name === 'numFmt') custom.set(idOf(tag), shapeOfCode(attribute(tag, 'formatCode') ?? ''));
      else if (name === 'cellXfs') inCells = true;
      else if (name === 'xf' && inCells) formats.push(idOf(tag));
    },
    close: (name) => {
      if (name === 'cellXfs') inCells = false;
    },
  });
  return formats.map((id) => custom.get(id) ?? BUILT_IN.get(id) ?? 'number');
}

/**
 * A number as its cell shows it. Digits beyond the fifteen a spreadsheet keeps are lost whatever the file says, so a longer number is
 * written `4.4010619900307E+17`: no identifier and no account may be taken from it. A date is `2024-03-05`, with `08:30:00` if it has a
 * time, `2024-03` or `2024` where no more is shown.
 */
export function shownNumber(written: string, shape: NumberShape, from1904: boolean): string {
  const value = Number(written);
  if (!Number.isFinite(value)) return written;
  const serial = from1904 ? value + DAYS_TO_1904 : value;
  if (shape === 'number' || serial < 0 || serial >= SERIAL_END) return plain(value);
  return shownDate(serial, shape);
}

const DAYS_TO_1904 = 1462;
/** 9999-12-31, the last day spreadsheets know, ends here. */
const SERIAL_END = 2_958_466;
/** 1900-02-29, which never was: serials before it are one day later than they count from the epoch. */
const PHANTOM_DAY = 60;
const EPOCH_MS = Date.UTC(1899, 11, 30);
const DAY_SECONDS = 86_400;
const EXACT_END = 1e15;
const DIGITS = 15;

function plain(value: number): string {
  if (Number.isSafeInteger(value) && Math.abs(value) < EXACT_END) return String(value);
  const kept = Number(value.toPrecision(DIGITS));
  if (Math.abs(kept) < EXACT_END) return String(kept).replace('e', 'E');
  return kept.toExponential().replace('e', 'E');
}

function shownDate(serial: number, shape: NumberShape): string {
  const seconds = Math.round(serial * DAY_SECONDS);
  const days = Math.floor(seconds / DAY_SECONDS);
  const rest = seconds - days * DAY_SECONDS;
  const time = [rest / 3600, (rest / 60) % 60, rest % 60]
    .map((part) => String(Math.floor(part)).padStart(2, '0'))
    .join(':');
  if (days === 0) return time;
  const day =
    days === PHANTOM_DAY
      ? '1900-02-29'
      : new Date(EPOCH_MS + (days < PHANTOM_DAY ? days + 1 : days) * DAY_SECONDS * 1000).toISOString().slice(0, 10);
  if (shape === 'month') return day.slice(0, 7);
  if (shape === 'year') return day.slice(0, 4);
  return rest === 0 ? day : `${day} ${time}`;
}

function idOf(tag: string): number {
  return Number(attribute(tag, 'numFmtId') ?? 0);
}

/** Formats every spreadsheet has without saying so; 27–36 and 50–58 as they are in Chinese (§18.8.30). */
const BUILT_IN: ReadonlyMap<number, NumberShape> = new Map([
  ...[14, 15, 16, 22, 28, 29, 30, 31, 51, 53, 54, 58].map((id) => [id, 'day'] as const),
  ...[17, 27, 36, 50, 52, 57].map((id) => [id, 'month'] as const),
  ...[18, 19, 20, 21, 32, 33, 34, 35, 45, 47, 55, 56].map((id) => [id, 'time'] as const),
]);

function shapeOfCode(code: string): NumberShape {
  const [positive = ''] = code.toLowerCase().split(';');
  const letters = positive.replaceAll(/"[^"]*"|\\.|_.|\*./g, '').replaceAll(/\[[^\]]*\]|general|am\/pm|a\/p/g, '');
  if (letters.includes('d')) return 'day';
  if (/[ye]/.test(letters) && !/[#0?]/.test(letters)) return letters.includes('m') ? 'month' : 'year';
  if (/[hs]/.test(letters)) return 'time';
  return /^[^#0?]*m/.test(letters) ? 'month' : 'number';
}
