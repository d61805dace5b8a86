import { CliError } from './cli-error.ts';

const UTC8_MS = 8 * 60 * 60 * 1000;

/** The date in Guangdong (UTC+8), `YYYY-MM-DD`. */
export function localDate(now: Date): string {
  return new Date(now.getTime() + UTC8_MS).toISOString().slice(0, 10);
}

/** A time as a clock in Guangdong shows it, to the second: `2026-11-23 10:00:00`. */
export function localTime(at: string): string {
  return new Date(new Date(at).getTime() + UTC8_MS).toISOString().slice(0, 19).replace('T', ' ');
}

/** `--as-of`, or today. Throws CliError. */
export function asOfDate(option: string | undefined, now: Date): string {
  if (option === undefined) return localDate(now);
  const time = Date.parse(`${option}T00:00:00Z`);
  if (/^\d{4}-\d{2}-\d{2}$/.test(option) && !Number.isNaN(time) && new Date(time).toISOString().startsWith(option))
    return option;
  throw new CliError(
    'usage.date',
    { zh: `日期 ${option} 不存在或格式不对`, en: `${option} is not a date` },
    { zh: '写成 2026-11-23 的形式。', en: 'Write it as 2026-11-23.' },
  );
}

/** `--year`. Throws CliError. */
export function programmeYear(option: string | undefined): number | undefined {
  if (option === undefined) return undefined;
  if (/^20\d{2}$/.test(option)) return Number(option);
  throw new CliError(
    'usage.year',
    { zh: `年度 ${option} 不对`, en: `${option} is not a year` },
    { zh: '写成四位数字，例如 2025。', en: 'Write four digits, such as 2025.' },
  );
}
