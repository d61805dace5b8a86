import fc from 'fast-check';
import { isoDay } from '../../schemas/codecs/calendar.ts';
import { checkCharacter, oldPermitCheckDigit } from '../../schemas/codecs/citizen-id.ts';
import { normalIdentifier } from '../../schemas/codecs/text.ts';
import { organisationCheckCharacter, usccCheckCharacter } from '../../schemas/codecs/uscc.ts';

/** The last day of the values made here. */
export const TODAY = '2026-11-23';

const digits = (length: number): fc.Arbitrary<string> =>
  fc.nat(10 ** length - 1).map((value) => String(value).padStart(length, '0'));

/** Text of people: commas, quotation marks, line breaks, characters beyond the basic plane. U+FFFD is text that was lost before. */
export const text = fc.oneof(
  fc.constantFrom('广州开放大学', '机电一体化技术', '某某（广州）有限公司', 'a,b"c', '行\n二', '㛃𬱖'),
  fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
    .map((made) => made.trim())
    .filter((made) => made !== '' && !made.includes('\uFFFD')),
);
export const name = fc.constantFrom('张三', '欧阳娜娜', '阿卜杜拉·买买提', '㛃𬱖', '𠮷田', 'Ａlex Müller');
/** Numbers another system gave a thing. */
export const number = fc
  .stringMatching(/^[A-Z]{2}\d{4}-?\d{1,8}$/)
  .filter((made) => made !== '' && normalIdentifier(made) === made);

export const day = fc
  .record({
    year: fc.integer({ min: 1950, max: 2025 }),
    month: fc.integer({ min: 1, max: 12 }),
    day: fc.integer({ min: 1, max: 28 }),
  })
  .map((made) => isoDay(made.year, made.month, made.day));
const clock = fc
  .tuple(fc.nat(23), fc.nat(59), fc.nat(59))
  .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'));
export const time = fc
  .tuple(day, clock, fc.constantFrom('', '', '', '.5', '.123456789'))
  .map(([on, at, fraction]) => `${on}T${at}${fraction}+08:00`);

/** County 440199 does not exist; the others are a retired county, a permit of Hong Kong and a foreigner's. */
const longId = fc
  .tuple(fc.constantFrom('440199', '440524', '810000', '911398'), day, digits(3))
  .map(([region, born, sequence]) => region + born.replaceAll('-', '') + sequence)
  .map((first17) => first17 + checkCharacter(first17));
const oldPermit = fc
  .tuple(fc.stringMatching(/^[A-Z]{3}$/), digits(4), day, digits(1))
  .map(([country, region, born, sequence]) => country + region + born.replaceAll('-', '').slice(2) + sequence)
  .map((first14) => first14 + oldPermitCheckDigit(first14));
export const idNumber = fc.oneof({ weight: 5, arbitrary: longId }, { weight: 1, arbitrary: oldPermit });

export const uscc = fc
  .tuple(fc.constantFrom('91', '81', '82', '89', '53'), digits(6), fc.stringMatching(/^[0-9A-HJ-NPQRTUWXY]{8}$/))
  .map(([kind, region, organisation]) => kind + region + organisation + organisationCheckCharacter(organisation))
  .map((first17) => first17 + usccCheckCharacter(first17));

export const mobile = fc.tuple(fc.integer({ min: 13, max: 19 }), digits(9)).map(([prefix, rest]) => `${prefix}${rest}`);

export const bankAccount = fc.stringMatching(/^\d{16,19}$/);
export const openid = fc.stringMatching(/^o[A-Za-z0-9_-]{27}$/);
export const fen = fc.bigInt({ min: 1n, max: 999_999_999_999_999n }).map(String);
export const year = fc.integer({ min: 2012, max: 2030 });
export const hours = fc.integer({ min: 1, max: 99_999 }).map(String);

/** The parts of a degree's number but its level: school, type, year, the serial number's 5 or 6 digits. */
const degreeParts = fc.tuple(
  digits(5),
  fc.constantFrom('1', '5', '6', '7', '8'),
  fc.integer({ min: 1990, max: 2026 }),
  fc.nat(1),
  fc.constantFrom(5, 6),
  digits(6),
);
const LEVEL_DIGITS: Readonly<Record<string, readonly string[]>> = { '31': ['06'], '21': ['04', '05'] };

/** A number that states the level of education it is asked for. */
export const degreeNumber: fc.Arbitrary<(educationLevel: string) => string> = degreeParts.map(
  ([school, type, since, pick, length, serial]) =>
    (educationLevel) => {
      const levels = LEVEL_DIGITS[educationLevel] ?? ['05'];
      return `${school}${type}${since}${levels[pick % levels.length]}${serial.slice(0, length)}`;
    },
);
export const skillNumber = fc.stringMatching(/^(?:\d{22}|[A-Z]\d{21,22})$/);
