import { neutralised } from '../../files/csv-write.ts';
import { yuan } from '../figures.ts';
import { type Style, styleIndex } from './styles.ts';

/** What a cell holds, as the XML of it says it; `null` is an empty cell without a look. */
export interface Cell {
  /** `v` of a number cell. */
  readonly number?: string;
  readonly text?: string;
  readonly style: Style;
}

/** Text, as it is; one that begins like a formula is neutralised. */
export function text(value: string, style: Style = 'text'): Cell {
  return { text: neutralised(value), style };
}

export function count(value: number, style: 'count' | 'countTotal' | 'countDiffers' = 'count'): Cell {
  return { number: String(value), style };
}

/** 分 as a decimal string in a number cell of yuan, without a float in between; text where a spreadsheet would round it. */
export function money(fen: string, style: 'money' | 'moneyTotal' | 'moneyDiffers' = 'money'): Cell {
  if (!FEN.test(fen)) return { text: neutralised(fen), style };
  const digits = fen.replace('-', '');
  if (digits.length > SPREADSHEET_DIGITS) return { text: yuan(fen), style };
  const padded = digits.padStart(3, '0');
  return { number: `${fen.startsWith('-') ? '-' : ''}${padded.slice(0, -2)}.${padded.slice(-2)}`, style };
}

/** `YYYY-MM-DD` as a date; what is none stays text. */
export function day(value: string, differs = false): Cell {
  const serial = DAY.test(value) ? serialOf(`${value}T00:00:00Z`) : null;
  if (serial === null) return text(value, differs ? 'textDiffers' : 'text');
  return { number: String(serial), style: differs ? 'dayDiffers' : 'day' };
}

/** RFC 3339 as date and time of China; what is none stays text. */
export function time(value: string, differs = false): Cell {
  const at = TIME.test(value) ? Date.parse(value) : Number.NaN;
  const serial = Number.isNaN(at) ? null : serialOf(new Date(at + UTC_8_MS).toISOString());
  if (serial === null) return text(value, differs ? 'textDiffers' : 'text');
  // To the tenth of a millisecond; days before the point have five digits.
  return { number: serial.toFixed(9), style: differs ? 'timeDiffers' : 'time' };
}

export function cellXml(cell: Cell, reference: string): string {
  const start = `<c r="${reference}" s="${styleIndex(cell.style)}"`;
  if (cell.number !== undefined) return `${start}><v>${cell.number}</v></c>`;
  if (cell.text === undefined || cell.text === '') return `${start}/>`;
  return `${start} t="inlineStr"><is><t xml:space="preserve">${xmlText(cell.text)}</t></is></c>`;
}

/** Text as XML holds it. What XML can't hold is shown as `U+FFFD`; what is longer than a cell is cut, and says so. */
export function xmlText(value: string): string {
  if (value.length <= CELL_CHARS_MAX && PLAIN.test(value)) return value;
  const whole = value.length > CELL_CHARS_MAX ? `${value.slice(0, CELL_CHARS_MAX - 1)}…` : value;
  const held = whole.toWellFormed().replaceAll(NO_XML, '\uFFFD').replaceAll(LOOKS_ESCAPED, '_x005F_');
  return held.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** Digits a spreadsheet shows of a number; the ones after are zeros. */
const SPREADSHEET_DIGITS = 15;
const CELL_CHARS_MAX = 32_767;
const FEN = /^-?\d+$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;
const DAY_MS = 86_400_000;
const UTC_8_MS = 8 * 3_600_000;
/** What most cells are: Chinese, letters, digits and marks that XML takes as they are. */
const PLAIN = /^[A-Za-z0-9 *·.,:()（）、，。\u3400-\u9FFF-]*$/;
// oxlint-disable-next-line no-control-regex
const NO_XML = /[\0-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g;
/** Text that looks like the escape of a character (`_x000D_`). */
const LOOKS_ESCAPED = /_(?=x[0-9A-Fa-f]{4}_)/g;

/** Days since 1899-12-30; before 1900-03-01 spreadsheets disagree on them. */
function serialOf(at: string): number | null {
  const milliseconds = Date.parse(at);
  if (Number.isNaN(milliseconds) || !new Date(milliseconds).toISOString().startsWith(at.slice(0, 10))) return null;
  const serial = (milliseconds - Date.UTC(1899, 11, 30)) / DAY_MS;
  return serial < 61 ? null : serial;
}
