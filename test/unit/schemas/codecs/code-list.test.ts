import { describe, expect, test } from 'vitest';
import { accountCodec } from '../../../../schemas/codecs/account.ts';
import { bankCardCodec } from '../../../../schemas/codecs/bank-card.ts';
import { certificateNumberCodec } from '../../../../schemas/codecs/certificate-number.ts';
import { citizenIdCodec } from '../../../../schemas/codecs/citizen-id.ts';
import { codeList, codeSet, oneOf, someOf } from '../../../../schemas/codecs/code-list.ts';
import { isRefusal, refusal } from '../../../../schemas/codecs/codec.ts';
import { dayCodec, pastDayCodec } from '../../../../schemas/codecs/date.ts';
import { degreeCertificateCodec } from '../../../../schemas/codecs/degree-certificate.ts';
import { educationCodec } from '../../../../schemas/codecs/education.ts';
import { ethnicCodec } from '../../../../schemas/codecs/ethnic.ts';
import { hoursCodec } from '../../../../schemas/codecs/hours.ts';
import { mobileCodec } from '../../../../schemas/codecs/mobile.ts';
import { fenCodec, yuanCodec } from '../../../../schemas/codecs/money.ts';
import { nameCodec } from '../../../../schemas/codecs/name.ts';
import { regionCodec } from '../../../../schemas/codecs/region.ts';
import { sexWordCodec } from '../../../../schemas/codecs/sex.ts';
import { skillCertificateCodec } from '../../../../schemas/codecs/skill-certificate.ts';
import { identifierCodec, textCodec } from '../../../../schemas/codecs/text.ts';
import { rfc3339Codec, timestampCodec } from '../../../../schemas/codecs/timestamp.ts';
import { usccCodec } from '../../../../schemas/codecs/uscc.ts';
import { booleanValue, fenValue, text, yearValue } from '../../../../schemas/codecs/value.ts';
import { yearCodec } from '../../../../schemas/codecs/year.ts';

const TODAY = '2026-11-23';
const UNKNOWN = { refused: 'code.unknown' };
const WRONG_TYPE = { refused: 'row.field-type' };

const COLOURS = [
  ['红', 'RED'],
  ['绿', 'GREEN'],
  ['蓝', 'BLUE'],
] as const;
const DARK = [['墨绿', 'GREEN']] as const;

describe('a code list', () => {
  const colour = codeList<string>(COLOURS, DARK);

  test('knows its words and its synonyms, and nothing else', () => {
    expect(['红', '墨绿', '蓝', '黑', ''].map((word) => colour.decode(word, TODAY))).toEqual([
      'RED',
      'GREEN',
      'BLUE',
      UNKNOWN,
      UNKNOWN,
    ]);
  });

  test('writes words, never synonyms, and no word for a value it has none for', () => {
    expect(colour.encode('GREEN')).toBe('绿');
    expect(colour.carries?.('GREEN')).toBe(true);
    expect(colour.carries?.('BLACK')).toBe(false);
    expect(() => colour.encode('BLACK')).toThrow(new RangeError('the code list has no word for BLACK'));
  });

  test('tells its name, its words and its synonyms', () => {
    expect(colour).toMatchObject({ name: 'code-list', words: COLOURS, synonyms: DARK });
    expect(codeList<string>(COLOURS)).not.toHaveProperty('synonyms');
  });
});

describe('a set of a code list', () => {
  const colours = codeSet<string>(COLOURS, '、', '无');

  test.each([
    ['无', []],
    ['红', ['RED']],
    ['蓝、红', ['RED', 'BLUE']],
    ['绿 、 绿、红', ['RED', 'GREEN']],
    ['红、黑', UNKNOWN],
    ['红、、蓝', UNKNOWN],
    ['红、无', UNKNOWN],
    ['红,蓝', UNKNOWN],
  ])('%s is %j', (cell, expected) => {
    expect(colours.decode(cell, TODAY)).toEqual(expected);
  });

  test('is written in the order given, or as the word for none', () => {
    expect(colours.encode(['RED', 'BLUE'])).toBe('红、蓝');
    expect(colours.encode([])).toBe('无');
    expect(() => colours.encode(['RED', 'BLACK'])).toThrow(RangeError);
    expect(['RED,BLUE', 'RED,BLACK', 'BLACK'].map((set) => colours.carries?.(set.split(',')))).toEqual([
      true,
      false,
      false,
    ]);
    expect(colours.carries?.([])).toBe(true);
    expect(colours).toMatchObject({ name: 'code-set', words: COLOURS });
  });

  test('may have a separator of several characters', () => {
    expect(codeSet<string>(COLOURS, ' / ', '-').decode('红 / 蓝', TODAY)).toEqual(['RED', 'BLUE']);
  });

  test('gives the same frozen set each time, so that no reader can change another one', () => {
    expect(colours.decode('红', TODAY)).toBe(colours.decode('红', TODAY));
    expect(Object.isFrozen(colours.decode('红', TODAY))).toBe(true);
  });
});

test('one of a list, in JSON', () => {
  const colour = oneOf(['RED', 'GREEN']);
  expect(['RED', ' GREEN ', 'BLACK', 1, true].map((value) => colour.decode(value, TODAY))).toEqual([
    'RED',
    'GREEN',
    UNKNOWN,
    WRONG_TYPE,
    WRONG_TYPE,
  ]);
  expect(colour.encode('RED')).toBe('RED');
  expect(colour).toMatchObject({
    name: 'code-list',
    words: [
      ['RED', 'RED'],
      ['GREEN', 'GREEN'],
    ],
  });
});

test('some of a list, in JSON: in the order of the list, each once', () => {
  const colours = someOf(['RED', 'GREEN', 'BLUE']);
  expect(colours.decode(['BLUE', 'RED', 'BLUE'], TODAY)).toEqual(['RED', 'BLUE']);
  expect(colours.decode([], TODAY)).toEqual([]);
  expect(colours.decode(['RED', 'BLACK'], TODAY)).toEqual(UNKNOWN);
  expect(colours.decode(['RED', 1], TODAY)).toEqual(WRONG_TYPE);
  expect(colours.decode('RED', TODAY)).toEqual(WRONG_TYPE);
  expect(colours.encode(['BLUE'])).toEqual(['BLUE']);
  expect(colours).toMatchObject({ name: 'code-set', words: expect.arrayContaining([['BLUE', 'BLUE']]) as unknown });
});

test('every codec tells what kind of value it reads', () => {
  const named = {
    account: accountCodec,
    'bank-card': bankCardCodec,
    'certificate-number': certificateNumberCodec,
    'citizen-id': citizenIdCodec,
    day: dayCodec,
    'past-day': pastDayCodec,
    'degree-certificate': degreeCertificateCodec,
    education: educationCodec,
    ethnic: ethnicCodec,
    hours: hoursCodec,
    mobile: mobileCodec,
    yuan: yuanCodec,
    name: nameCodec,
    region: regionCodec,
    'code-list': sexWordCodec,
    'skill-certificate': skillCertificateCodec,
    identifier: identifierCodec,
    text: textCodec,
    timestamp: timestampCodec,
    uscc: usccCodec,
    boolean: booleanValue,
  };
  for (const [name, codec] of Object.entries(named)) expect(codec.name).toBe(name);
  expect([fenCodec.name, fenValue.name]).toEqual(['fen', 'fen']);
  expect([yearCodec.name, yearValue.name]).toEqual(['year', 'year']);
  expect(rfc3339Codec.name).toBe('timestamp');
});

describe('a text codec in JSON', () => {
  test('keeps all the codec tells of itself', () => {
    const codec = { ...codeList<string>(COLOURS, DARK), caution: () => 'uscc.pilot' as const };
    const { decode: _decode, encode, ...told } = codec;
    expect(text(codec)).toMatchObject({ ...told, encode });
    expect(Object.keys(text({ decode: codec.decode, encode })).toSorted()).toEqual(['decode', 'encode']);
  });

  test('reads strings, trimmed, and nothing else', () => {
    const colour = text(codeList<string>(COLOURS));
    expect([' 红 ', '黑', 1, null].map((value) => colour.decode(value, TODAY))).toEqual([
      'RED',
      UNKNOWN,
      WRONG_TYPE,
      WRONG_TYPE,
    ]);
  });

  test('passes the day on', () => {
    expect(text(pastDayCodec).decode('2026-11-24', '2026-11-23')).toEqual({ refused: 'date.future' });
    expect(text(pastDayCodec).decode('2026-11-24', '2026-11-24')).toBe('2026-11-24');
  });
});

test('a truth value in JSON is nothing but a truth value', () => {
  expect([true, false, 'true', 1].map((value) => booleanValue.decode(value, TODAY))).toEqual([
    true,
    false,
    WRONG_TYPE,
    WRONG_TYPE,
  ]);
  expect(booleanValue.encode(true)).toBe(true);
});

test('a refusal is known among values, and can not be changed', () => {
  expect(isRefusal(refusal('code.unknown'))).toBe(true);
  for (const value of [null, undefined, 'refused', {}, []]) expect(isRefusal(value)).toBe(false);
  expect(Object.isFrozen(refusal('code.unknown'))).toBe(true);
});
