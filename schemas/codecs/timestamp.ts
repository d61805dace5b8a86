import { dayAfter, dayExists, digits, isoDay, two } from './calendar.ts';
import { refusal, type Codec, type Refusal } from './codec.ts';

/**
 * 更新时间: `2026-11-22 23:05:00` (UTC+8) or RFC 3339 → RFC 3339 at +08:00, so that times sort as text. A fraction of a
 * second is kept without trailing zeros. More than a day after today is `date.future`.
 */
export const timestampCodec: Codec<string> = {
  name: 'timestamp',
  decode: (text, today) => {
    const time = decodeTimestamp(text);
    return typeof time === 'string' && time > today && isFarAhead(time, today) ? FUTURE : time;
  },
  encode: encodeLocal,
};

/** The same where the wire wants RFC 3339. */
export const rfc3339Codec: Codec<string> = { ...timestampCodec, encode: (time) => time };

const INVALID = refusal('date.invalid');
const FUTURE = refusal('date.future');
const LOCAL = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/;
const RFC3339 = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(?:[Zz]|([+-])(\d\d):(\d\d))$/;
const OFFSET_MS = 8 * 3_600_000;

/** Later than tomorrow 24:00, which is more than a day after any moment of today. */
function isFarAhead(time: string, today: string): boolean {
  return !time.startsWith(today) && time > `${dayAfter(dayAfter(today))}T00:00:00+08:00`;
}

function decodeTimestamp(text: string): string | Refusal {
  if (LOCAL.test(text)) return exists(text) ? `${text.slice(0, 10)}T${text.slice(11)}+08:00` : INVALID;
  const match = RFC3339.exec(text.normalize('NFKC'));
  if (match === null) return LOCAL.test(text.normalize('NFKC')) ? decodeTimestamp(text.normalize('NFKC')) : INVALID;
  const [, day = '', clock = '', fraction = '', sign, hours = '', minutes = ''] = match;
  if (!exists(`${day} ${clock}`) || Number(hours) > 23 || Number(minutes) > 59) return INVALID;
  const kept = fraction.replace(/0+$/, '');
  return atChinaTime(
    `${day}T${clock}`,
    (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)),
    kept === '' ? '' : `.${kept}`,
  );
}

function encodeLocal(time: string): string {
  return time.length === 25 ? `${time.slice(0, 10)} ${time.slice(11, 19)}` : time;
}

function exists(local: string): boolean {
  return (
    digits(local, 0, 4) >= 1900 &&
    dayExists(digits(local, 0, 4), digits(local, 5, 7), digits(local, 8, 10)) &&
    digits(local, 11, 13) < 24 &&
    digits(local, 14, 16) < 60 &&
    digits(local, 17, 19) < 60
  );
}

function atChinaTime(local: string, offsetMinutes: number, fraction: string): string {
  if (offsetMinutes === 480) return `${local}${fraction}+08:00`;
  const time = new Date(Date.parse(`${local}Z`) - offsetMinutes * 60_000 + OFFSET_MS);
  const day = isoDay(time.getUTCFullYear(), time.getUTCMonth() + 1, time.getUTCDate());
  return `${day}T${two(time.getUTCHours())}:${two(time.getUTCMinutes())}:${two(time.getUTCSeconds())}${fraction}+08:00`;
}
