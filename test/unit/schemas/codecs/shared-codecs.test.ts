import { describe, expect, test } from 'vitest';
import { accountCodec } from '../../../../schemas/codecs/account.ts';
import { certificateNumberCodec } from '../../../../schemas/codecs/certificate-number.ts';
import { isRefusal, type Codec } from '../../../../schemas/codecs/codec.ts';
import { educationCodec } from '../../../../schemas/codecs/education.ts';
import { hoursCodec } from '../../../../schemas/codecs/hours.ts';
import { fenCodec } from '../../../../schemas/codecs/money.ts';
import { sexDigitCodec, sexUnionDigitCodec, sexWordCodec } from '../../../../schemas/codecs/sex.ts';
import { yearCodec } from '../../../../schemas/codecs/year.ts';

const TODAY = '2026-11-23';
const OPENID = 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6-';

function read<T>(codec: Codec<T>, cell: string): T | string {
  const value = codec.decode(cell, TODAY);
  return isRefusal(value) ? value.refused : value;
}

describe('分 as text', () => {
  test.each([
    ['150000', '150000'],
    ['1', '1'],
    ['007', '7'],
    ['150,000', '150000'],
    ['1,234,567', '1234567'],
    ['１５００００分', '150000'],
    ['150000 分', '150000'],
    ['999999999999999', '999999999999999'],
    ['999,999,999,999,999', '999999999999999'],
    ['1000000000000000', 'money.format'],
    ['1,000,000,000,000,000', 'money.format'],
    ['1500,00', 'money.format'],
    ['', 'money.format'],
    ['分', 'money.format'],
    ['x150000', 'money.format'],
    ['150000元', 'money.format'],
    ['1.5E+5', 'money.format'],
    ['150000.5', 'money.precision'],
    ['150000.00', 'money.precision'],
    ['-150000', 'money.negative'],
    ['−1.5', 'money.negative'],
    ['0', 'money.zero'],
    ['000', 'money.zero'],
  ])('%s is %s', (cell, expected) => {
    expect(read(fenCodec, cell)).toBe(expected);
  });

  test('is written as it is', () => {
    expect(fenCodec.encode('150000')).toBe('150000');
  });
});

describe('学时', () => {
  test.each([
    ['36', '36'],
    ['36学时', '36'],
    ['36 课时', '36'],
    ['３６', '36'],
    ["'036", '36'],
    ['99999', '99999'],
    ['100000', 'hours.format'],
    ['0', 'hours.format'],
    ['36.5', 'hours.format'],
    ['-36', 'hours.format'],
    ['a36', 'hours.format'],
    ['36小时', 'hours.format'],
    ['36学时半', 'hours.format'],
  ])('%s is %s', (cell, expected) => {
    expect(read(hoursCodec, cell)).toBe(expected);
  });

  test('are written bare', () => {
    expect(hoursCodec.encode('36')).toBe('36');
  });
});

describe('a year', () => {
  test.each([
    ['2025', 2025],
    ['２０２５年', 2025],
    ['2025年度', 2025],
    ['1900', 1900],
    ['2999', 2999],
    ['1899', 'date.invalid'],
    ['3000', 'date.invalid'],
    ['25', 'date.invalid'],
    ['20255', 'date.invalid'],
    ['公元2025', 'date.invalid'],
    ['2025度', 'date.invalid'],
    ['2025年初', 'date.invalid'],
  ])('%s is %s', (cell, expected) => {
    expect(read(yearCodec, cell)).toBe(expected);
  });

  test('is written in four digits', () => {
    expect(yearCodec.encode(2025)).toBe('2025');
  });
});

describe('an account', () => {
  test.each([
    ['6222021234567894', '6222021234567894'],
    ['６２２２０２１２３４５６７８９４', '6222021234567894'],
    [OPENID, OPENID],
    [`'${OPENID}`, OPENID],
    [OPENID.slice(0, -1), 'bank-card.format'],
    [`${OPENID}x`, 'bank-card.format'],
    [`x${OPENID}`, 'bank-card.format'],
    [OPENID.replace('o', 'O'), 'bank-card.format'],
    [OPENID.replace('_', '.'), 'bank-card.format'],
  ])('%s is %s', (cell, expected) => {
    expect(read(accountCodec, cell)).toBe(expected);
  });

  test('is warned about by Luhn only where it is a bank card', () => {
    expect(accountCodec.caution?.('6221558812340000')).toBe('bank-card.luhn');
    expect(accountCodec.caution?.('4111111111111111')).toBeUndefined();
    expect(accountCodec.caution?.(OPENID)).toBeUndefined();
    expect(accountCodec.encode(OPENID)).toBe(OPENID);
  });
});

describe("an issuer's own certificate number", () => {
  test.each([
    ['ＪＹ-2025-0001', 'JY-2025-0001'],
    ['粤职培字〔2025〕第12号', '粤职培字〔2025〕第12号'],
    ['1'.repeat(32), '1'.repeat(32)],
    ['1'.repeat(33), 'certificate.format'],
    ["'", 'certificate.format'],
    ['JY 2025', 'certificate.format'],
    ['JY\u00002025', 'certificate.format'],
    ['𠮷'.repeat(32), '𠮷'.repeat(32)],
  ])('%s is %s', (cell, expected) => {
    expect(read(certificateNumberCodec, cell)).toBe(expected);
  });

  test('is written as it is', () => {
    expect(certificateNumberCodec.encode('JY-1')).toBe('JY-1');
  });
});

describe('sex', () => {
  test('in words; 9 leaves the cell empty', () => {
    expect(['男', '女', '男性', '女性', '未知'].map((cell) => read(sexWordCodec, cell))).toEqual([
      '1',
      '2',
      '1',
      '2',
      'code.unknown',
    ]);
    expect((['1', '2', '9'] as const).map((sex) => sexWordCodec.encode(sex))).toEqual(['男', '女', '']);
    expect(sexWordCodec.carries?.('9')).toBe(true);
  });

  test('in the digits of the standard', () => {
    expect(['0', '1', '2', '9', '3'].map((cell) => read(sexDigitCodec, cell))).toEqual([
      '9',
      '1',
      '2',
      '9',
      'code.unknown',
    ]);
    expect(sexDigitCodec.encode('9')).toBe('9');
  });

  test("in the digits of a union's form, which can't say 9", () => {
    expect(['1', '0', '2'].map((cell) => read(sexUnionDigitCodec, cell))).toEqual(['1', '2', 'code.unknown']);
    expect(sexUnionDigitCodec.encode('2')).toBe('0');
    expect(sexUnionDigitCodec.carries?.('9')).toBe(false);
  });
});

test('education: every code of GB/T 4658 has a word, and 本科 alone has no code', () => {
  const codes = ['10', '20', '21', '30', '31', '40', '60', '70', '80', '90'] as const;
  expect(codes.map((code) => educationCodec.encode(code))).toEqual([
    '研究生',
    '大学本科',
    '大学本科毕业',
    '大学专科',
    '大学专科毕业',
    '中等职业',
    '普通高中',
    '初中',
    '小学',
    '其他',
  ]);
  for (const code of codes) expect(read(educationCodec, educationCodec.encode(code))).toBe(code);
  const synonyms = '研究生教育 大学本科教育 本科毕业 大学专科教育 专科毕业 大专毕业 中等职业教育 中专 技校 职高 高中';
  expect(synonyms.split(' ').map((word) => read(educationCodec, word))).toEqual(
    '10 20 21 30 31 31 40 40 40 40 60'.split(' '),
  );
  for (const word of ['本科', '大专', '博士']) expect(read(educationCodec, word)).toBe('code.unknown');
});
