import { describe, expect, test } from 'vitest';
import { accountCodec } from '../../../../schemas/codecs/account.ts';
import { bankCardCodec, passesLuhn } from '../../../../schemas/codecs/bank-card.ts';
import { certificateNumberCodec } from '../../../../schemas/codecs/certificate-number.ts';
import { checkCharacter, citizenIdCodec, oldPermitCheckDigit } from '../../../../schemas/codecs/citizen-id.ts';
import { isRefusal, type Codec } from '../../../../schemas/codecs/codec.ts';
import { dayCodec, pastDayCodec } from '../../../../schemas/codecs/date.ts';
import { degreeCertificateCodec } from '../../../../schemas/codecs/degree-certificate.ts';
import { mobileCodec } from '../../../../schemas/codecs/mobile.ts';
import { nameCodec } from '../../../../schemas/codecs/name.ts';
import { regionCodec } from '../../../../schemas/codecs/region.ts';
import { skillCertificateCodec } from '../../../../schemas/codecs/skill-certificate.ts';
import {
  identifierCodec,
  normalCapitals,
  normalIdentifier,
  textCodec,
  trimmed,
} from '../../../../schemas/codecs/text.ts';
import { rfc3339Codec } from '../../../../schemas/codecs/timestamp.ts';
import {
  isPilotUscc,
  organisationCheckCharacter,
  usccCheckCharacter,
  usccCodec,
} from '../../../../schemas/codecs/uscc.ts';

const TODAY = '2026-11-23';

/** One codec, normal forms it writes as they are. */
const NORMAL: readonly (readonly [string, Codec<string>, readonly string[]])[] = [
  ['bank-card', bankCardCodec, ['6221558812340000', '6222021234567890123']],
  ['account', accountCodec, ['6221558812340000', 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6-']],
  ['certificate number', certificateNumberCodec, ['JY-2025-1']],
  ['citizen id', citizenIdCodec, ['44010619900307001X', 'FRA110190010155']],
  ['day', dayCodec, ['2024-03-05']],
  ['past day', pastDayCodec, ['2024-03-05']],
  ['degree certificate', degreeCertificateCodec, ['104765201605701784']],
  ['mobile', mobileCodec, ['13812345678', '19912345678']],
  ['name', nameCodec, ['阿卜杜拉·买买提']],
  ['region', regionCodec, ['440000', '440100']],
  ['skill certificate', skillCertificateCodec, ['4401001234567890123456', 'S440100123456789012345']],
  ['identifier', identifierCodec, ['XL-2026-1', '粤2026']],
  ['text', textCodec, ['机电 一体化']],
  ['time', rfc3339Codec, ['2026-11-22T23:05:00+08:00', '2026-11-22T23:05:00.12+08:00']],
  ['uscc', usccCodec, ['91440300708461136T']],
];

describe.each(NORMAL)('the normal form of a %s', (_, codec, forms) => {
  test('is read and written as it is', () => {
    for (const form of forms) {
      expect(codec.decode(form, TODAY)).toBe(form);
      expect(codec.encode(form)).toBe(form);
      expect(codec.carries?.(form) ?? true).toBe(true);
    }
  });
});

describe.each(NORMAL.filter(([name]) => !['name', 'text', 'identifier', 'certificate number'].includes(name)))(
  'a %s',
  (_, codec, forms) => {
    test('has nothing before it or after it', () => {
      for (const form of forms)
        for (const more of [`?${form}`, `${form}?`, `${form} ${form}`])
          expect(isRefusal(codec.decode(more, TODAY)), more).toBe(true);
    });
  },
);

test('a wallet is no bank card', () => {
  expect(bankCardCodec.carries?.('oUpF8uMuAJO_M2pxb1Q9zNjWeS6-')).toBe(false);
});

test('Luhn doubles every second digit from the right, whatever the length', () => {
  for (const good of ['4111111111111111', '6011000990139424', '79927398713', '0', '91', '59'])
    expect(passesLuhn(good)).toBe(true);
  for (const bad of ['4111111111111112', '79927398710', '1', '92']) expect(passesLuhn(bad)).toBe(false);
});

test('check characters of organisations take every letter at its value', () => {
  expect(organisationCheckCharacter('A0000000')).toBe('3');
  expect(organisationCheckCharacter('Y0000000')).toBe('8');
  expect(organisationCheckCharacter('00000009')).toBe('4');
  expect(organisationCheckCharacter('xxMA000000', 2)).toBe('7');
  expect(usccCheckCharacter('91440300708461136')).toBe('T');
  expect(usccCheckCharacter('00000000000000000')).toBe('0');
});

test('a pilot code is one whose total is wrong, not any that begins so', () => {
  expect(isPilotUscc('91350211M00013FA1N')).toBe(true);
  const right = `91350211M00013FA1${usccCheckCharacter('91350211M00013FA1')}`;
  expect(isPilotUscc(right)).toBe(false);
  expect(usccCodec.caution?.(right)).toBeUndefined();
  expect(isPilotUscc('91110108551385082F')).toBe(false);
});

test('check characters of people: all eleven, and letters of the old form from 10 on', () => {
  const found = new Set(
    Array.from({ length: 40 }, (_, at) => checkCharacter(`44019919900307${String(at).padStart(3, '0')}`)),
  );
  expect([...found].toSorted().join('')).toBe('0123456789X');
  expect(
    ['AAA000000000000', 'BAA000000000000', 'ZAA000000000000', 'AA9000000000000', 'A0A000000000000'].map(
      oldPermitCheckDigit,
    ),
  ).toEqual(['0', '7', '5', '9', '0']);
});

test('identifiers lose full width, a leading quote and white space, and nothing else', () => {
  expect(normalIdentifier("' 'ＡＢ１２ ")).toBe('AB12');
  expect(normalIdentifier('甲')).toBe('甲');
  expect(normalIdentifier("a'b")).toBe("a'b");
  expect(normalIdentifier('a b')).toBe('a b');
  expect(normalIdentifier('')).toBe('');
  expect(normalCapitals('abｃ-Z9é')).toBe('ABC-Z9é');
});

test('white space is taken off the ends, of every kind, and never from within', () => {
  for (const space of [' ', '\t', '\u00A0', '\u3000', '\uFEFF', '\u2003', '\n', '\u0085\u2028 '])
    for (const text of [`${space}甲 乙`, `甲 乙${space}`, `${space}甲 乙${space}`])
      expect(trimmed(text)).toBe(text.trim());
  expect(trimmed('  ')).toBe('');
  expect(trimmed('')).toBe('');
  expect(trimmed('𠮷')).toBe('𠮷');
});
