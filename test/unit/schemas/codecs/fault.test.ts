import fc from 'fast-check';
import { expect, test } from 'vitest';
import { faultOf } from '../../../../schemas/codecs/fault.ts';
import { IDENTIFIER_KINDS, identify, type IdentifierKind } from '../../../../schemas/codecs/identify.ts';

const TODAY = '2026-11-23';

const check = (position: number, from: number, to: number): object => ({ reason: 'check', position, from, to });
const character = (position: number, wrong: string): object => ({ reason: 'character', position, character: wrong });
const born = (from: number, to: number, text: string, why: string): object => ({ reason: 'date', from, to, text, why });
const part = (name: string, from: number, to: number, text: string): object => ({
  reason: 'part',
  part: name,
  from,
  to,
  text,
});
const length = (found: number, ...allowed: number[]): object => ({ reason: 'length', length: found, allowed });
const SCIENTIFIC = { reason: 'damaged', how: 'scientific' };
const ZEROS = { reason: 'damaged', how: 'zeros' };

const FAULTY: readonly (readonly [IdentifierKind, string, object])[] = [
  ['citizen-id', '', { reason: 'empty' }],
  ['citizen-id', '340524198001010013', check(18, 1, 17)],
  ['citizen-id', '4.40106E+17', SCIENTIFIC],
  ['citizen-id', '+4.E-7', SCIENTIFIC],
  ['citizen-id', '4E7', SCIENTIFIC],
  ['citizen-id', '12.4E+17', SCIENTIFIC],
  ['citizen-id', 'A4.4E+17', length(8, 15, 18)],
  ['citizen-id', '4.4E+17A', length(8, 15, 18)],
  ['citizen-id', '440106199003070000', ZEROS],
  ['citizen-id', '440106199013990000', ZEROS],
  // The last three digits are zeros by right, and the day is what is wrong.
  ['citizen-id', '440106190413010000', born(7, 14, '19041301', 'month')],
  ['citizen-id', '44010619900307', length(14, 15, 18)],
  ['citizen-id', '44010619900307A013', character(15, 'A')],
  ['citizen-id', 'A40106199003070013', character(1, 'A')],
  ['citizen-id', '44010619900307001A', character(18, 'A')],
  ['citizen-id', '4401061990030700X3', character(17, 'X')],
  ['citizen-id', '44010619900307𠮷013', character(15, '𠮷')],
  ['citizen-id', '44010690030700X', character(15, 'X')],
  ['citizen-id', '440106199002290010', born(7, 14, '19900229', 'day')],
  ['citizen-id', '440106199000290010', born(7, 14, '19900029', 'month')],
  ['citizen-id', '440106199013290010', born(7, 14, '19901329', 'month')],
  ['citizen-id', '440106179912310010', born(7, 14, '17991231', 'century')],
  ['citizen-id', '440106180001010010', check(18, 1, 17)],
  ['citizen-id', '440106202611240010', born(7, 14, '20261124', 'future')],
  ['citizen-id', '440106202611230010', check(18, 1, 17)],
  ['citizen-id', '440106901399001', born(7, 12, '901399', 'month')],
  ['citizen-id', '440106990229001', born(7, 12, '990229', 'day')],
  // 15 digits mean 1900, which was no leap year.
  ['citizen-id', '440106000229001', born(7, 12, '000229', 'day')],
  ['citizen-id', 'FRA110190010156', check(15, 1, 14)],
  ['citizen-id', 'FRA110100022950', check(15, 1, 14)],
  ['citizen-id', 'FRA110190130155', born(8, 13, '901301', 'month')],
  ['citizen-id', 'FRA110101022955', born(8, 13, '010229', 'day')],
  ['citizen-id', 'FR1110190010155', character(3, '1')],
  ['citizen-id', 'FRAA10190010155', character(4, 'A')],
  ['uscc', '91110108551385082F', check(18, 1, 17)],
  ['uscc', '91440300708461137T', check(17, 9, 16)],
  ['uscc', '9144030070846113IT', character(17, 'I')],
  ['uscc', '9144030A708461136T', character(8, 'A')],
  ['uscc', '91A40300708461136T', character(3, 'A')],
  ['uscc', '9I440300708461136T', character(2, 'I')],
  ['uscc', '91440300I08461136T', character(9, 'I')],
  ['uscc', 'N1440300708461136A', check(18, 1, 17)],
  ['uscc', '81440100MC0000004A', check(18, 1, 17)],
  ['uscc', '914403', length(6, 18)],
  ['bank-card', '6.22156E+15', SCIENTIFIC],
  ['bank-card', '6222A21234567894', character(5, 'A')],
  ['bank-card', '622', length(3, 16, 17, 18, 19)],
  ['degree-certificate', '1.04765E+17', SCIENTIFIC],
  ['degree-certificate', '104763201605701784', part('degree-type', 6, 6, '3')],
  ['degree-certificate', '104765211605701784', part('degree-year', 7, 10, '2116')],
  ['degree-certificate', '190475211605701784', part('degree-year', 7, 10, '2116')],
  ['degree-certificate', '104765201609701784', part('degree-level', 11, 12, '09')],
  ['degree-certificate', '10476520160570A784', character(15, 'A')],
  ['degree-certificate', '1047652016057', length(13, 17, 18)],
  ['skill-certificate', '44010012345678901234-6', character(21, '-')],
  ['skill-certificate', '440100', length(6, 22, 23)],
  ['mobile', '12812345678', part('mobile-prefix', 1, 2, '12')],
  ['mobile', '1381234567X', character(11, 'X')],
  ['mobile', '138', length(3, 11)],
];

test.each(FAULTY)('%s %s is wrong where it is wrong', (kind, value, fault) => {
  expect(identify(kind, value, TODAY).valid).toBe(false);
  expect(faultOf(kind, value, TODAY)).toEqual({ read: value, ...fault });
});

test('the value is read as its codec reads it', () => {
  expect(faultOf('citizen-id', " '34052419800101001３", TODAY)).toEqual({
    read: '340524198001010013',
    ...check(18, 1, 17),
  });
  expect(faultOf('uscc', '91110108551385082f', TODAY)).toEqual({ read: '91110108551385082F', ...check(18, 1, 17) });
});

/** What a citizen ID's problem code may be explained by. */
const EXPLAINED_BY: Readonly<Record<string, readonly string[]>> = {
  'row.field-missing': ['empty'],
  'citizen-id.excel-damaged': ['damaged'],
  'citizen-id.length': ['length'],
  'citizen-id.format': ['character'],
  'citizen-id.date': ['date'],
  'citizen-id.check-digit': ['check'],
};

test('the explanation of a citizen id never contradicts its problem code', () => {
  const nearly = fc.oneof(
    fc.stringMatching(/^\d{6}(18|19|20)\d{6}0{0,3}\d{1,4}$/),
    fc.stringMatching(/^[A-Z]{3}\d{12}$/),
    fc.stringMatching(/^\d{15}$/),
    fc.stringMatching(/^\d{17}[0-9XA]$/),
    fc.stringMatching(/^[0-9A-Z.+]{14,19}$/),
  );
  fc.assert(
    fc.property(nearly, (value) => {
      const { problem } = identify('citizen-id', value, TODAY);
      if (problem !== null) expect(EXPLAINED_BY[problem]).toContain(faultOf('citizen-id', value, TODAY).reason);
    }),
    { numRuns: (fc.readConfigureGlobal().numRuns ?? 100) * 10 },
  );
});

test('there is an explanation for whatever is refused', () => {
  fc.assert(
    fc.property(fc.constantFrom(...IDENTIFIER_KINDS), fc.string(), (kind, value) => {
      expect(faultOf(kind, value, TODAY)).toHaveProperty('reason');
    }),
  );
});
