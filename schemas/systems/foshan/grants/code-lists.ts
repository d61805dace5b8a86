import type { Applicant } from '../../../canonical/applicant.ts';
import { codeList, codeSet } from '../../../codecs/code-list.ts';

export const idTypeCodec = codeList<Applicant['idType']>([
  ['二代证', '01'],
  ['港澳台居民居住证', '02'],
]);

export const frontlineCodec = codeList<boolean>([
  ['一线', true],
  ['二线', false],
]);

export const priorityTagsCodec = codeSet<Applicant['priorityTags'][number]>(
  [
    ['青年产业工人', 'NEW_GEN'],
    ['新业态', 'NEW_FORM'],
    ['制造业', 'MANUFACTURING'],
    ['劳模', 'MODEL_WORKER'],
    ['五一劳动奖章', 'MAY_DAY_MEDAL'],
  ],
  '；',
  '无',
);

export const educationLevelCodec = codeList<Applicant['educationLevel']>([
  ['专升本', '21'],
  ['高起专', '31'],
]);

/** 初审 is the unit union's, 复审 the city's; 待公示 has passed both. */
export const statusCodec = codeList<Applicant['status']>([
  ['已受理', 'SUBMITTED'],
  ['初审中', 'UNIT_REVIEW'],
  ['复审中', 'CITY_REVIEW'],
  ['待公示', 'APPROVED'],
  ['公示中', 'PUBLIC_NOTICE'],
  ['待拨付', 'PAYABLE'],
  ['已拨付', 'CLOSED'],
  ['退件', 'REJECTED'],
]);
