import type { DiscrepancyLine, SideOfLine } from './reconcile/sides.ts';

/**
 * The value of a canonical field as it is shown to whoever may not see it whole (DOMAIN §5): a name 张*三 or 张*, an ID number
 * `440106********001X`, a mobile number `138****0000`, a bank account or WeChat openid its last four characters. Application numbers and
 * everything else stay. Masking what is masked changes nothing.
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

function maskSide({ row, fields }: SideOfLine): SideOfLine {
  return {
    row,
    fields: Object.fromEntries(Object.entries(fields).map(([field, value]) => [field, mask(field, value)])),
  };
}

const MASKS: ReadonlyMap<string, (value: string) => string> = new Map([
  ['name', maskName],
  ['payeeName', maskName],
  ['idNumber', (value) => shown(value, 6, 4)],
  ['mobile', (value) => shown(value, 3, 4)],
  ['accountNo', (value) => shown(value, 0, 4)],
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
