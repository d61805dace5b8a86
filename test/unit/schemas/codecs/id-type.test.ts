import { expect, test } from 'vitest';
import { idTypeWordCodec } from '../../../../schemas/codecs/id-type.ts';

test('a type of document is read by either of its names and written by its official one', () => {
  const names = [
    ['居民身份证', '01'],
    ['港澳台居民居住证', '02'],
    ['外国人永久居留身份证', '03'],
  ] as const;
  for (const [word, code] of names) {
    expect(idTypeWordCodec.decode(word, '')).toBe(code);
    expect(idTypeWordCodec.encode(code)).toBe(word);
  }
  expect(
    ['身份证', '二代身份证', '港澳台居住证', '外国人永久居留证', '护照', '01'].map((word) =>
      idTypeWordCodec.decode(word, ''),
    ),
  ).toEqual(['01', '01', '02', '03', { refused: 'code.unknown' }, { refused: 'code.unknown' }]);
});
