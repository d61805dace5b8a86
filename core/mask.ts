import type { DiscrepancyLine, SideOfLine } from './reconcile/sides.ts';

/**
 * The value of a canonical field as it is shown to whoever may not see it whole (DOMAIN §5): a name 张*三 or 张*, an ID number
 * `440106********001X`, a mobile number `138****0000`, a bank account or WeChat openid its last four characters, as of every long number in
 * the reason of a failed payment. Application numbers and everything else stay. Masking what is masked changes nothing.
 */
export function mask(field: string, value: string): string {
  return MASKS.get(field)?.(value) ?? value;
}

/** A line of `--discrepancies`, its values masked. */
export function maskLine(line: DiscrepancyLine): DiscrepancyLine {
  return {
    ...line,
    city: line.city === null ? null : maskSide(line.city),
    province: line.province === null ? null : maskSide(line.province),
    differs: line.differs.map(({ field, city, province }) => ({
      field,
      city: mask(field, city),
      province: mask(field, province),
    })),
  };
}

/**
 * The fields of one record, masked together: the names it holds are masked in its free text, too.
 *
 * @param names those that may stand in it @default the record's own
 */
export function maskFields(
  fields: Readonly<Record<string, string>>,
  names: readonly string[] = namesIn(fields),
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(fields).map(([field, value]) => [
      field,
      mask(field, field === FREE_TEXT ? withoutNames(value, names) : value),
    ]),
  );
}

/** The names a record holds. */
export function namesIn(fields: Readonly<Record<string, string>>): readonly string[] {
  return NAMES.flatMap((field) => fields[field] ?? []);
}

function maskSide({ row, fields }: SideOfLine): SideOfLine {
  return { row, fields: maskFields(fields) };
}

/** What a person or a bank wrote: nobody knows what of it names somebody, but the record's own names are known. */
const FREE_TEXT = 'reasonCode';
const NAMES = ['name', 'payeeName'] as const;
/** Longer than a date, as long as the shortest account. */
const LONG_NUMBER = /\d(?:[\s-]?\d){8,}[Xx]?/g;

function withoutNames(text: string, names: readonly string[]): string {
  return names.reduce((left, name) => (name.length < 2 ? left : left.replaceAll(name, maskName(name))), text);
}

const MASKS: ReadonlyMap<string, (value: string) => string> = new Map([
  ['name', maskName],
  ['payeeName', maskName],
  ['idNumber', (value) => shown(value, 6, 4)],
  ['mobile', (value) => shown(value, 3, 4)],
  ['accountNo', (value) => shown(value, 0, 4)],
  [FREE_TEXT, (value) => value.replaceAll(LONG_NUMBER, (number) => shown(number, 0, 4))],
]);

function maskName(name: string): string {
  const characters = [...name];
  const hidden = Math.max(1, characters.length - 2);
  if (characters.length < 2) return '*'.repeat(characters.length);
  const last = characters.length === 2 ? '' : characters.at(-1);
  return `${characters[0]}${'*'.repeat(hidden)}${last}`;
}

/** As many stars as characters are hidden; of a value too short for its form, so that most of it would show, nothing is shown. */
function shown(value: string, first: number, last: number): string {
  const characters = [...value];
  const hidden = characters.length - first - last;
  if (hidden < HIDDEN_MIN) return '*'.repeat(characters.length);
  return `${characters.slice(0, first).join('')}${'*'.repeat(hidden)}${characters.slice(-last).join('')}`;
}

/** Of a mobile number; of every other form more is hidden. */
const HIDDEN_MIN = 4;
