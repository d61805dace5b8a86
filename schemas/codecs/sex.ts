import { codeList } from './code-list.ts';
import type { Codec } from './codec.ts';

type Sex = '1' | '2' | '9';

/** 男 and 女. 9 (not told) is not written: the cell stays empty, and the ID number tells the sex where it can. */
export const sexWordCodec: Codec<Sex> = {
  ...codeList<Sex>(
    [
      ['男', '1'],
      ['女', '2'],
    ],
    [
      ['男性', '1'],
      ['女性', '2'],
    ],
  ),
  encode: (sex) => WORDS[sex],
  carries: () => true,
};
const WORDS: Readonly<Record<Sex, string>> = { '1': '男', '2': '女', '9': '' };

/** The digits of GB/T 2261.1: 1 男, 2 女, 9 未说明; 0 未知 is read as 9, since neither tells anything. */
export const sexDigitCodec: Codec<Sex> = codeList<Sex>(
  [
    ['1', '1'],
    ['2', '2'],
    ['9', '9'],
  ],
  [['0', '9']],
);

/** The form some unions use against the standard: 1 男, 0 女. Never to be guessed: 0 means another thing in GB/T 2261.1. */
export const sexUnionDigitCodec: Codec<Sex> = codeList<Sex>([
  ['1', '1'],
  ['0', '2'],
]);
