import { describe, expect, test } from 'vitest';
import { isRefusal, type Codec } from '../../../../schemas/codecs/codec.ts';
import { dayCodec, pastDayCodec } from '../../../../schemas/codecs/date.ts';
import { ethnicCodec } from '../../../../schemas/codecs/ethnic.ts';
import { yuanCodec } from '../../../../schemas/codecs/money.ts';
import { nameCodec } from '../../../../schemas/codecs/name.ts';
import { regionCodec } from '../../../../schemas/codecs/region.ts';
import { identifierCodec } from '../../../../schemas/codecs/text.ts';
import { rfc3339Codec, timestampCodec } from '../../../../schemas/codecs/timestamp.ts';
import { fenValue, yearValue } from '../../../../schemas/codecs/value.ts';

const TODAY = '2026-11-23';

function read<T>(codec: Pick<Codec<T>, 'decode'>, cell: string): T | string {
  const value = codec.decode(cell, TODAY);
  return isRefusal(value) ? value.refused : value;
}

describe('money, in yuan', () => {
  test.each([
    ['1500', '150000'],
    ['1500.00', '150000'],
    ['1500.5', '150050'],
    ['1,500.00', '150000'],
    ['1,234,567.89', '123456789'],
    ['１５００元', '150000'],
    ['１，５００．００', '150000'],
    ['¥1,500', '150000'],
    ['￥ 1500.00 元', '150000'],
    ['0.01', '1'],
    ['150000', '15000000'],
    ['9999999999999.99', '999999999999999'],
    ['99999999999999', 'money.format'],
    ['', 'money.format'],
    ['1,50.00', 'money.format'],
    ['15,00', 'money.format'],
    ['1500.', 'money.format'],
    ['.5', 'money.format'],
    ['1.5E+3', 'money.format'],
    ['一千五百', 'money.format'],
    ['1500美元', 'money.format'],
    ['-1500', 'money.negative'],
    ['－1500.00', 'money.negative'],
    ['−1500', 'money.negative'],
    ['(1,500.00)', 'money.negative'],
    ['¥-1500', 'money.negative'],
    ['-x', 'money.format'],
    ['- 1500', 'money.negative'],
    ['-¥ 1,500.00元', 'money.negative'],
    ['( ¥1500 )', 'money.negative'],
    ['(1500元)', 'money.negative'],
    ['¥−1500', 'money.negative'],
    ['-1500.005', 'money.negative'],
    ['(1500', 'money.format'],
    ['1500)', 'money.format'],
    ['-1500)', 'money.format'],
    ['1500-', 'money.format'],
    ['x1500', 'money.format'],
    ['1500x', 'money.format'],
    ['1500元x', 'money.format'],
    ['1500元元', 'money.format'],
    ['1500.00.00', 'money.format'],
    ['1 500', 'money.format'],
    ['1,5000', 'money.format'],
    ['1500,000', 'money.format'],
    ['0,150', 'money.format'],
    ['01500', 'money.format'],
    ['1,234,567,890,123', '123456789012300'],
    ['1,234,567,890,123,456', 'money.format'],
    ['12', '1200'],
    ['7', '700'],
    ['12.34', '1234'],
    ['12345678901234.00', 'money.format'],
    ['0.1', '10'],
    ['0.10元', '10'],
    ['0.000', 'money.precision'],
    ['1500.005', 'money.precision'],
    ['0', 'money.zero'],
    ['0.00', 'money.zero'],
  ])('%s is %s', (cell, expected) => {
    expect(read(yuanCodec, cell)).toBe(expected);
  });

  test('is written with two decimals', () => {
    expect(['1', '12', '150000', '999999999999999'].map(yuanCodec.encode)).toEqual([
      '0.01',
      '0.12',
      '1500.00',
      '9999999999999.99',
    ]);
  });
});

test.each([
  [150_000, '150000'],
  [0, 'money.zero'],
  [-1, 'money.negative'],
  [1.5, 'money.precision'],
  [2 ** 60, 'money.format'],
  ['150000', 'row.field-type'],
])('分 as JSON %s is %s', (value, expected) => {
  const decoded = fenValue.decode(value, TODAY);
  expect(isRefusal(decoded) ? decoded.refused : decoded).toBe(expected);
});

test('分 that JSON can not hold exactly is never written', () => {
  expect(() => fenValue.encode('9007199254740993')).toThrow(
    new RangeError('the amount is not an exact integer in JSON'),
  );
  expect(fenValue.encode('9007199254740991')).toBe(9_007_199_254_740_991);
});

describe('days', () => {
  test.each([
    ['2024-03-05', '2024-03-05'],
    ['2024-3-5', '2024-03-05'],
    ['2024年3月5日', '2024-03-05'],
    ['２０２４年０３月０５日', '2024-03-05'],
    ['20240305', '2024-03-05'],
    ['2024.3.5', '2024-03-05'],
    ['2024/3/5', '2024-03-05'],
    ['45356', '2024-03-05'],
    ['45356.0', '2024-03-05'],
    ['2024-03-05 00:00:00', '2024-03-05'],
    ['2024-02-29', '2024-02-29'],
    ['2023-02-29', 'date.invalid'],
    ['1900-02-29', 'date.invalid'],
    ['2024-04-31', 'date.invalid'],
    ['2024年13月1日', 'date.invalid'],
    ['20241301', 'date.invalid'],
    ['2024-03-05 12:30:00', 'date.invalid'],
    ['2024/3-5', 'date.invalid'],
    ['昨天', 'date.invalid'],
    ['0000-00-00', 'date.invalid'],
    ['2024.1', 'date.ambiguous'],
    ['2024.10', 'date.ambiguous'],
    ['2024-03', 'date.ambiguous'],
    ['2024年3月', 'date.ambiguous'],
    ['202403', 'date.ambiguous'],
    ['2024', 'date.ambiguous'],
    ['2024.13', 'date.invalid'],
    ['2024年3月5号', '2024-03-05'],
    ["'2024-03-05", '2024-03-05'],
    ["2024-03-05'", 'date.invalid'],
    ['2024-03-05 0:00', '2024-03-05'],
    ['2024-03-05  00:00:00', '2024-03-05'],
    ["' 2024-03-05", '2024-03-05'],
    ['2024-03-05T00:00:00.000', '2024-03-05'],
    ['2024/3/5 00:00', '2024-03-05'],
    ['20240305 00:00:00', '2024-03-05'],
    ['2024-03-05 00:00:01', 'date.invalid'],
    ['2024-03-05 00:00x', 'date.invalid'],
    ['2024-03-05 00:00 00:00', 'date.invalid'],
    ['2024-03-0500:00', 'date.invalid'],
    ['2024-03-05 000:00', 'date.invalid'],
    ['2024 0:00-03-05', 'date.invalid'],
    ['x2024-03-05', 'date.invalid'],
    ['2024-03-05x', 'date.invalid'],
    ['12024-03-05', 'date.invalid'],
    ['2024-03-055', 'date.invalid'],
    ['x20240305', 'date.invalid'],
    ['20240305x', 'date.invalid'],
    ['202403051', 'date.invalid'],
    ['2024030', 'date.invalid'],
    ['x2024/3/5', 'date.invalid'],
    ['2024/3/5x', 'date.invalid'],
    ['2024/003/5', 'date.invalid'],
    ['2024.3.005', 'date.invalid'],
    ['x2024年3月5日', 'date.invalid'],
    ['2024年3月5日x', 'date.invalid'],
    ['2024年003月5日', 'date.invalid'],
    ['2024年12月31日', '2024-12-31'],
    ['2024/12/31', '2024-12-31'],
    ['2024-12-31', '2024-12-31'],
    ['2024.12.31', '2024-12-31'],
    ['45356.00', '2024-03-05'],
    ['45356.5', 'date.invalid'],
    ['x45356', 'date.invalid'],
    ['45356x', 'date.invalid'],
    ['45356.0x', 'date.invalid'],
    ['00001', 'date.invalid'],
    ['10000', '1927-05-18'],
    ['1900-01-01', '1900-01-01'],
    ['1899-12-31', 'date.invalid'],
    ['1899/12/31', 'date.invalid'],
    ['x2024.1', 'date.invalid'],
    ['2024.1x', 'date.invalid'],
    ['2024.001', 'date.invalid'],
    ['2024/12', 'date.ambiguous'],
    ['2024年12月', 'date.ambiguous'],
    ['2024年13月', 'date.invalid'],
    ['202413', 'date.invalid'],
    ['2024-13', 'date.invalid'],
    ['2024/0', 'date.invalid'],
    ['2024年', 'date.ambiguous'],
    ['1999', 'date.ambiguous'],
    ['1850', 'date.invalid'],
    ['2150', 'date.invalid'],
    ['x2024', 'date.invalid'],
    ['2024x', 'date.invalid'],
    ['2024年x', 'date.invalid'],
  ])('%s is %s', (cell, expected) => {
    expect(read(dayCodec, cell)).toBe(expected);
    expect(read(pastDayCodec, cell)).toBe(expected);
  });

  test('of facts end today', () => {
    expect(read(pastDayCodec, '2026-11-23')).toBe('2026-11-23');
    expect(read(pastDayCodec, '2026年11月24日')).toBe('date.future');
    expect(read(dayCodec, '2026-11-24')).toBe('2026-11-24');
  });
});

describe('更新时间', () => {
  test.each([
    ['2026-11-22 23:05:00', '2026-11-22T23:05:00+08:00'],
    ['2026-11-22T23:05:00+08:00', '2026-11-22T23:05:00+08:00'],
    ['2026-11-22T15:05:00Z', '2026-11-22T23:05:00+08:00'],
    ['2026-11-22T17:05:00Z', '2026-11-23T01:05:00+08:00'],
    ['2026-11-22T15:05:00.120Z', '2026-11-22T23:05:00.12+08:00'],
    ['2026-11-22T15:05:00.000Z', '2026-11-22T23:05:00+08:00'],
    ['2026-11-22T10:05:00-05:00', '2026-11-22T23:05:00+08:00'],
    ['２０２６-11-22 23:05:00', '2026-11-22T23:05:00+08:00'],
    ['2026-11-24 23:59:59', '2026-11-24T23:59:59+08:00'],
    ['2026-11-25 00:00:00', '2026-11-25T00:00:00+08:00'],
    ['2026-11-25 00:00:01', 'date.future'],
    ['2026-11-24T16:00:00.5Z', 'date.future'],
    ['2026-11-24T16:00:01Z', 'date.future'],
    ['2026-11-22', 'date.invalid'],
    ['2026-11-22T23:05:00', 'date.invalid'],
    ['2026-11-31 23:05:00', 'date.invalid'],
    ['2026-11-22 24:00:00', 'date.invalid'],
    ['2026-11-22 23:60:00', 'date.invalid'],
    ['2026-11-22T23:05:00+24:00', 'date.invalid'],
    ['2026/11/22 23:05:00', 'date.invalid'],
    ['2026-11-22 00:00:00', '2026-11-22T00:00:00+08:00'],
    ['2026-11-22 23:59:59', '2026-11-22T23:59:59+08:00'],
    ['2026-11-22 23:05:60', 'date.invalid'],
    ['x2026-11-22 23:05:00', 'date.invalid'],
    ['2026-11-22 23:05:00x', 'date.invalid'],
    ['1900-01-01 00:00:00', '1900-01-01T00:00:00+08:00'],
    ['1899-12-31 00:00:00', 'date.invalid'],
    ['2026-11-22t15:05:00z', '2026-11-22T23:05:00+08:00'],
    ['2026-11-22 15:05:00Z', '2026-11-22T23:05:00+08:00'],
    ['2026-11-22T15:05:00.123456789Z', '2026-11-22T23:05:00.123456789+08:00'],
    ['2026-11-22T15:05:00.1234567891Z', 'date.invalid'],
    ['2026-11-22T15:05:00.Z', 'date.invalid'],
    ['2026-11-22T23:05:00.50+08:00', '2026-11-22T23:05:00.5+08:00'],
    ['2026-11-22T23:05:00.050+08:00', '2026-11-22T23:05:00.05+08:00'],
    ['2026-11-22T23:05:00.000+08:00', '2026-11-22T23:05:00+08:00'],
    ['x2026-11-22T15:05:00Z', 'date.invalid'],
    ['2026-11-22T15:05:00Zx', 'date.invalid'],
    ['2026-11-22T15:60:00Z', 'date.invalid'],
    ['2026-11-31T15:05:00Z', 'date.invalid'],
    ['2026-11-22T23:05:00+23:00', '2026-11-22T08:05:00+08:00'],
    ['2026-11-22T23:05:00+08:60', 'date.invalid'],
    ['2026-11-22T23:05:00+05:30', '2026-11-23T01:35:00+08:00'],
    ['2026-11-22T23:05:00+05:59', '2026-11-23T01:06:00+08:00'],
    ['2026-11-22T23:05:00-00:30', '2026-11-23T07:35:00+08:00'],
    ['2026-01-01T00:05:00+09:30', '2025-12-31T22:35:00+08:00'],
    ['2026-11-22T05:05:09+09:00', '2026-11-22T04:05:09+08:00'],
    ['２０２６-11-31 23:05:00', 'date.invalid'],
    ['２０２６-11-22T15:05:00Z', '2026-11-22T23:05:00+08:00'],
  ])('%s is %s', (cell, expected) => {
    expect(read(timestampCodec, cell)).toBe(expected);
    expect(read(rfc3339Codec, cell)).toBe(expected);
  });

  test('is written in local time, or in full where it has a fraction', () => {
    expect(timestampCodec.encode('2026-11-22T23:05:00+08:00')).toBe('2026-11-22 23:05:00');
    expect(timestampCodec.encode('2026-11-22T23:05:00.12+08:00')).toBe('2026-11-22T23:05:00.12+08:00');
  });
});

test('dots in names become one dot, and nothing else changes', () => {
  for (const dot of '•‧・･．·') expect(read(nameCodec, `阿卜杜拉${dot}买买提`)).toBe('阿卜杜拉·买买提');
  expect(read(nameCodec, '㛃𬱖　ＡＢ')).toBe('㛃𬱖　ＡＢ');
});

test('identifiers lose a leading quote and full width', () => {
  expect(read(identifierCodec, "'ＸＬ２０２６０００１")).toBe('XL20260001');
  expect(read(identifierCodec, "'")).toBe('row.field-missing');
});

test('peoples are known with and without 族', () => {
  expect(['汉', '汉族', '基诺族', '其他'].map((cell) => read(ethnicCodec, cell))).toEqual(['01', '01', '56', '97']);
  expect(read(ethnicCodec, '其他族')).toBe('code.unknown');
  expect(ethnicCodec.encode('05')).toBe('维吾尔族');
});

test('regions are those of Guangdong', () => {
  expect(['440000', '440100', '440106', '442000'].map((cell) => read(regionCodec, cell))).toEqual([
    '440000',
    '440100',
    '440106',
    '442000',
  ]);
  expect(['110105', '441000', '4401', '44010X'].map((cell) => read(regionCodec, cell))).toEqual(
    Array<string>(4).fill('code.unknown'),
  );
});

test('a year is a whole number', () => {
  expect(yearValue.decode(2026, TODAY)).toBe(2026);
  expect(yearValue.decode('2026', TODAY)).toEqual({ refused: 'row.field-type' });
  expect(yearValue.encode(2026)).toBe(2026);
  for (const year of [1900, 2999]) expect(yearValue.decode(year, TODAY)).toBe(year);
  for (const year of [2026.5, 1899, 3000, Number.NaN])
    expect(yearValue.decode(year, TODAY)).toEqual({ refused: 'date.invalid' });
});
