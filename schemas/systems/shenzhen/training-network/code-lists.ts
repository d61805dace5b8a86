import type { Certificate } from '../../../canonical/certificate.ts';
import { codeList } from '../../../codecs/code-list.ts';

export const idTypeCodec = codeList<Certificate['idType']>(
  [
    ['居民身份证', '01'],
    ['港澳台居民居住证', '02'],
    ['外国人永久居留身份证', '03'],
  ],
  [['身份证', '01']],
);

/** The five grades of 职业技能等级, by number and by name; either half alone is read. */
export const skillLevelCodec = codeList<NonNullable<Certificate['skillLevel']>>(
  [
    ['一级/高级技师', '1'],
    ['二级/技师', '2'],
    ['三级/高级工', '3'],
    ['四级/中级工', '4'],
    ['五级/初级工', '5'],
  ],
  [
    ['一级', '1'],
    ['高级技师', '1'],
    ['二级', '2'],
    ['技师', '2'],
    ['三级', '3'],
    ['高级工', '3'],
    ['四级', '4'],
    ['中级工', '4'],
    ['五级', '5'],
    ['初级工', '5'],
  ],
);

export const verificationCodec = codeList<Certificate['verification']>([
  ['未核查', 'DECLARED'],
  ['核查中', 'VERIFYING'],
  ['核查一致', 'VERIFIED'],
  ['核查不一致', 'MISMATCH'],
  ['查无记录', 'NOT_FOUND'],
  ['无法核查', 'UNVERIFIABLE'],
  ['已申领补贴', 'CLAIMED'],
  ['已撤销', 'REVOKED'],
]);
