import { codeList } from './code-list.ts';

/** 证件类型 in words, and in the digits agreed with the province: 01 居民身份证, 02 港澳台居民居住证, 03 外国人永久居留身份证. */
export const idTypeWordCodec = codeList<'01' | '02' | '03'>(
  [
    ['居民身份证', '01'],
    ['港澳台居民居住证', '02'],
    ['外国人永久居留身份证', '03'],
  ],
  [
    ['身份证', '01'],
    ['二代身份证', '01'],
    ['港澳台居住证', '02'],
    ['外国人永久居留证', '03'],
  ],
);
