import stringWidth from 'string-width';
import { maskLine } from '../../core/mask.ts';
import { byGravity } from '../../core/reconcile/codes.ts';
import type { Discrepancy } from '../../schemas/discrepancy.ts';
import type { ReportSource } from '../../core/reconcile/report.ts';
import type { DiscrepancyLine } from '../../core/reconcile/sides.ts';
import { FIELD_NAMES } from '../../schemas/field-names.ts';
import { valueName } from './words.ts';

/** What a sheet of one code has to know before its first row. */
export interface CodeSurvey {
  readonly code: Discrepancy;
  readonly lines: number;
  readonly hasCity: boolean;
  readonly hasProvince: boolean;
  /** Every field some line has, in the order of the neutral form. */
  readonly fields: readonly FieldSurvey[];
}

export interface FieldSurvey {
  readonly field: string;
  /** Whether the sides say different things of it in some line. */
  readonly differs: boolean;
  /** The widest value of the first lines, in columns of a terminal: a Chinese character takes two. */
  readonly width: number;
}

/** The source's lines as they may be shown, all of them or those of one code. */
export async function* shownLines(
  { lines, masked }: ReportSource,
  code?: Discrepancy,
): AsyncGenerator<DiscrepancyLine> {
  for await (const line of lines()) {
    if (code === undefined || line.code === code) yield masked ? maskLine(line) : line;
  }
}

/** Every code that occurs, gravest first. One pass over the lines. */
export async function surveyOf(source: ReportSource): Promise<readonly CodeSurvey[]> {
  const found = new Map<Discrepancy, Found>();
  for await (const line of shownLines(source)) {
    let code = found.get(line.code);
    if (code === undefined) {
      code = { lines: 0, hasCity: false, hasProvince: false, fields: new Map() };
      found.set(line.code, code);
    }
    see(code, line);
  }
  return [...found].toSorted(([a], [b]) => byGravity(a, b)).map(([code, seen]) => surveyed(code, seen));
}

/** What both sides say of a field; undefined where a side does not. */
export function valuesOf(
  line: DiscrepancyLine,
  field: string,
): { readonly city: string | undefined; readonly province: string | undefined; readonly differs: boolean } {
  const difference = line.differs.find((each) => each.field === field);
  return {
    city: line.city?.fields[field] ?? difference?.city,
    province: line.province?.fields[field] ?? difference?.province,
    differs: difference !== undefined,
  };
}

interface Found {
  lines: number;
  hasCity: boolean;
  hasProvince: boolean;
  readonly fields: Map<string, { differs: boolean; width: number }>;
}

/** Widths are a matter of looks: lines after these are not measured. */
const MEASURED_LINES = 500;

function see(code: Found, line: DiscrepancyLine): void {
  code.lines += 1;
  code.hasCity ||= line.city !== null;
  code.hasProvince ||= line.province !== null;
  for (const field of fieldsOf(line)) {
    let seen = code.fields.get(field);
    if (seen === undefined) {
      seen = { differs: false, width: 0 };
      code.fields.set(field, seen);
    }
    const { city, province, differs } = valuesOf(line, field);
    seen.differs ||= differs || (city !== undefined && province !== undefined && city !== province);
    if (code.lines > MEASURED_LINES) continue;
    for (const value of [city, province]) {
      if (value !== undefined) seen.width = Math.max(seen.width, stringWidth(valueName(field, value)));
    }
  }
}

function fieldsOf({ city, province, differs }: DiscrepancyLine): ReadonlySet<string> {
  return new Set([
    ...Object.keys(city?.fields ?? {}),
    ...Object.keys(province?.fields ?? {}),
    ...differs.map(({ field }) => field),
  ]);
}

const ORDER = new Map(Object.keys(FIELD_NAMES).map((field, at) => [field, at]));

function placeOf(field: string): number {
  return ORDER.get(field === 'state' ? 'status' : field) ?? ORDER.size;
}

function surveyed(code: Discrepancy, { lines, hasCity, hasProvince, fields }: Found): CodeSurvey {
  const inOrder = [...fields].toSorted(([a], [b]) => placeOf(a) - placeOf(b) || (a < b ? -1 : 1));
  return { code, lines, hasCity, hasProvince, fields: inOrder.map(([field, seen]) => ({ field, ...seen })) };
}
