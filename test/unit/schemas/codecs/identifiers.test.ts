import { describe, expect, test } from 'vitest';
import { bankCardCodec } from '../../../../schemas/codecs/bank-card.ts';
import { checkCharacter, citizenIdCodec, sexOfCitizenId } from '../../../../schemas/codecs/citizen-id.ts';
import { educationLevelOf } from '../../../../schemas/codecs/degree-certificate.ts';
import {
  IDENTIFIER_KINDS,
  identify,
  isIdentifierKind,
  type IdentifierKind,
} from '../../../../schemas/codecs/identify.ts';
import { mobileCodec } from '../../../../schemas/codecs/mobile.ts';
import { organisationCheckCharacter, usccCheckCharacter, usccCodec } from '../../../../schemas/codecs/uscc.ts';

const TODAY = '2026-11-23';

/** kind, value, normal form or problem code, warnings. */
type Case = readonly [IdentifierKind, string, { normal: string } | { problem: string }, readonly string[]];

const ok = (normal: string): { normal: string } => ({ normal });
const bad = (problem: string): { problem: string } => ({ problem });

const PUBLISHED: readonly Case[] = [
  ['citizen-id', '11010519491231002X', ok('11010519491231002X'), []],
  ['citizen-id', '440524188001010014', ok('440524188001010014'), ['citizen-id.region-retired']],
  ['citizen-id', '34052419800101001X', ok('34052419800101001X'), []],
  ['citizen-id', '340524198001010013', bad('citizen-id.check-digit'), []],
  ['citizen-id', '440106199002290010', bad('citizen-id.date'), []],
  ['citizen-id', '810000199408230021', ok('810000199408230021'), []],
  ['citizen-id', '911398199012310021', ok('911398199012310021'), []],
  ['citizen-id', '440106900307001', ok('44010619900307001X'), []],
  ['citizen-id', '440199199003070013', ok('440199199003070013'), []],
  ['citizen-id', '440199199003070021', ok('440199199003070021'), []],
  ['uscc', '91440300708461136T', ok('91440300708461136T'), []],
  ['uscc', '531000005000160090', ok('531000005000160090'), []],
  ['uscc', '91350211M00013FA1N', ok('91350211M00013FA1N'), ['uscc.pilot']],
  ['uscc', '91110108551385082F', bad('uscc.check-digit'), []],
  ['uscc', '91440199MA0000007A', ok('91440199MA0000007A'), []],
  ['uscc', '81440100MC0000004Q', ok('81440100MC0000004Q'), []],
  ['bank-card', '6221558812340000', ok('6221558812340000'), ['bank-card.luhn']],
  ['degree-certificate', '104765201605701784', ok('104765201605701784'), []],
];

const DAMAGED_OR_ODD: readonly Case[] = [
  ['citizen-id', '１１０１０５１９４９１２３１００２ｘ', ok('11010519491231002X'), []],
  ['citizen-id', "'11010519491231002x", ok('11010519491231002X'), []],
  ['citizen-id', '11010519491231002Ⅹ', ok('11010519491231002X'), []],
  ['citizen-id', ' 11010519491231002X　', ok('11010519491231002X'), []],
  ['citizen-id', '440102199003070014', ok('440102199003070014'), ['citizen-id.region-retired']],
  ['citizen-id', '4.40106E+17', bad('citizen-id.excel-damaged'), []],
  ['citizen-id', '4.4010619900307e17', bad('citizen-id.excel-damaged'), []],
  ['citizen-id', '4.401061990030E+17', bad('citizen-id.excel-damaged'), []],
  ['citizen-id', '440106199003070000', bad('citizen-id.excel-damaged'), []],
  // Damage is told before a date that can't be.
  ['citizen-id', '440106199013990000', bad('citizen-id.excel-damaged'), []],
  ['citizen-id', "'11010519491231002X", ok('11010519491231002X'), []],
  ['citizen-id', '44E+17', bad('citizen-id.excel-damaged'), []],
  ['citizen-id', '-4.4E-17', bad('citizen-id.excel-damaged'), []],
  ['citizen-id', '4.E17', bad('citizen-id.excel-damaged'), []],
  ['citizen-id', '12.40106E+17', bad('citizen-id.excel-damaged'), []],
  ['citizen-id', 'A4.4E+17', bad('citizen-id.length'), []],
  ['citizen-id', '4.4E+17A', bad('citizen-id.length'), []],
  ['citizen-id', 'E+17', bad('citizen-id.length'), []],
  ['citizen-id', '44010619900307', bad('citizen-id.length'), []],
  ['citizen-id', '44010619900307-013', bad('citizen-id.format'), []],
  ['citizen-id', '44010619900307001/', bad('citizen-id.format'), []],
  ['citizen-id', '44010619900307001:', bad('citizen-id.format'), []],
  ['citizen-id', '440106179912310010', bad('citizen-id.date'), []],
  ['citizen-id', '440106180001010010', bad('citizen-id.check-digit'), []],
  ['citizen-id', 'FRA110100022950', bad('citizen-id.check-digit'), []],
  ['citizen-id', 'FRA110101022950', bad('citizen-id.date'), []],
  ['citizen-id', '4401061990030700131', bad('citizen-id.length'), []],
  ['citizen-id', '44010619900307A013', bad('citizen-id.format'), []],
  ['citizen-id', '44010619900307001A', bad('citizen-id.format'), []],
  ['citizen-id', '44010690030700A', bad('citizen-id.format'), []],
  // Wrong format and wrong date: the format comes first. Wrong date and check digit: the date.
  ['citizen-id', '44010619901399A013', bad('citizen-id.format'), []],
  ['citizen-id', '440106199013990013', bad('citizen-id.date'), []],
  ['citizen-id', '440199202611240014', bad('citizen-id.date'), []],
  ['citizen-id', '440106901399001', bad('citizen-id.date'), []],
  ['citizen-id', '', bad('row.field-missing'), []],
  ['mobile', ' \u3000', bad('row.field-missing'), []],
  ['uscc', '91440300708461136t', ok('91440300708461136T'), []],
  ['uscc', '9144030070846113', bad('uscc.format'), []],
  ['uscc', '9144030070846113IT', bad('uscc.format'), []],
  ['uscc', '91440300708461137T', bad('uscc.check-digit'), []],
  // A pilot code whose organisation code fails its own check is simply wrong.
  ['uscc', '91350211M00013FA2N', bad('uscc.check-digit'), []],
  ['bank-card', '4111111111111111', ok('4111111111111111'), []],
  ['bank-card', '６２２１５５８８１２３４００００', ok('6221558812340000'), ['bank-card.luhn']],
  ['bank-card', '622155881234000', bad('bank-card.format'), []],
  ['bank-card', '62215588123400001234', bad('bank-card.format'), []],
  ['bank-card', '6.22156E+15', bad('bank-card.format'), []],
  ['degree-certificate', '10476520160570178', ok('10476520160570178'), []],
  ['degree-certificate', '104763201605701784', bad('certificate.format'), []],
  ['degree-certificate', '104765201609701784', bad('certificate.format'), []],
  ['degree-certificate', '1047652016057017845', bad('certificate.format'), []],
  ['skill-certificate', '4401001234567890123456', ok('4401001234567890123456'), []],
  ['skill-certificate', 's4401001234567890123456', ok('S4401001234567890123456'), []],
  ['skill-certificate', '44010012345678901234AB', ok('44010012345678901234AB'), ['certificate.layout-unknown']],
  ['skill-certificate', '4401001234567890123456A', ok('4401001234567890123456A'), ['certificate.layout-unknown']],
  ['skill-certificate', 'A440100123456789012345B', ok('A440100123456789012345B'), ['certificate.layout-unknown']],
  ['skill-certificate', 'AA440100123456789012345', ok('AA440100123456789012345'), ['certificate.layout-unknown']],
  ['skill-certificate', '440100123456789012345', bad('certificate.format'), []],
  ['skill-certificate', '44010012345678901234-6', bad('certificate.format'), []],
  ['mobile', '13812345678', ok('13812345678'), []],
  ['mobile', '１９８１２３４５６７８', ok('19812345678'), []],
  ['mobile', '12812345678', bad('mobile.format'), []],
  ['mobile', '+8613812345678', bad('mobile.format'), []],
];

describe.each([...PUBLISHED, ...DAMAGED_OR_ODD])('%s %s', (kind, value, expected, warnings) => {
  test('is known for what it is', () => {
    const normal = 'normal' in expected ? expected.normal : null;
    const problem = 'problem' in expected ? expected.problem : null;
    expect(identify(kind, value, TODAY)).toEqual({ kind, value, valid: problem === null, normal, warnings, problem });
  });
});

test("the old form of a foreigner's permit is checked by its machine-readable-zone digit", () => {
  // F=15 R=27 A=10: 7·15+3·27+1·10, then 1101 900101 5 with 7 3 1 … = 225.
  expect(identify('citizen-id', 'fra110190010155', TODAY)).toMatchObject({ valid: true, normal: 'FRA110190010155' });
  expect(identify('citizen-id', 'FRA110190010156', TODAY).problem).toBe('citizen-id.check-digit');
  expect(identify('citizen-id', 'FRA110190130155', TODAY).problem).toBe('citizen-id.date');
  expect(identify('citizen-id', 'FR1110190010155', TODAY).problem).toBe('citizen-id.format');
});

test('a birth date is in the future only after today', () => {
  const bornToday = '440199202611230013';
  expect(identify('citizen-id', bornToday, '2026-11-23').problem).not.toBe('citizen-id.date');
  expect(identify('citizen-id', bornToday, '2026-11-22').problem).toBe('citizen-id.date');
});

test('the check character of an organisation is X for ten and 0 for eleven', () => {
  expect(organisationCheckCharacter('D2143569')).toBe('X');
  expect(organisationCheckCharacter('00000000')).toBe('0');
});

describe('a region code that is no longer in use', () => {
  const idIn = (region: string): string => {
    const first17 = `${region}19900307001`;
    return first17 + checkCharacter(first17);
  };

  test.each(['440102', '440107', '440116', '440321', '440684', '440782', '441283', '445323', '441000', '441100'])(
    '%s is a warning',
    (region) => {
      expect(identify('citizen-id', idIn(region), TODAY)).toMatchObject({
        valid: true,
        warnings: ['citizen-id.region-retired'],
      });
    },
  );

  test.each(['442527', '442101', '442999', '449001'])(
    '%s, of the 地区 and of cities under the province, too',
    (region) => {
      expect(identify('citizen-id', idIn(region), TODAY).warnings).toEqual(['citizen-id.region-retired']);
    },
  );

  test.each(['440106', '440199', '441900', '442000', '445281', '110105', '999999', '000000', '810000', '512501'])(
    '%s says nothing',
    (region) => {
      expect(identify('citizen-id', idIn(region), TODAY)).toMatchObject({ valid: true, warnings: [] });
    },
  );
});

test('the sex is told by an odd or even place 17, and not at all by the old form of a foreigner', () => {
  expect(['440199199003070013', '440199199003070021', 'FRA110190010155'].map((id) => sexOfCitizenId(id))).toEqual([
    '1',
    '2',
    '9',
  ]);
});

test('unions of every kind have codes like any organisation', () => {
  for (const kind of ['81', '82', '89']) {
    const first17 = `${kind}440100MC0000004`;
    const code = first17 + usccCheckCharacter(first17);
    expect(identify('uscc', code, TODAY)).toMatchObject({ valid: true, normal: code, warnings: [] });
  }
});

test('the level a degree states is 31 or 21, or higher', () => {
  expect(['06', '05', '04', '02', '01'].map((level) => educationLevelOf(`1047652016${level}701784`))).toEqual([
    '31',
    '21',
    '21',
    null,
    null,
  ]);
});

test('what is one of the kinds is one, and nothing else', () => {
  expect(IDENTIFIER_KINDS.every((kind) => isIdentifierKind(kind))).toBe(true);
  expect(isIdentifierKind('passport')).toBe(false);
});

test('white space of any kind beside a number does not make it another', () => {
  expect(citizenIdCodec.decode('11010519491231002X\u00A0', TODAY)).toBe('11010519491231002X');
  expect(usccCodec.decode('\u00A091440300708461136T\u00A0', TODAY)).toBe('91440300708461136T');
  expect(bankCardCodec.decode('\u00A06221558812340000\u00A0', TODAY)).toBe('6221558812340000');
  expect(mobileCodec.decode('\u00A013812345678\u00A0', TODAY)).toBe('13812345678');
});
