import type { Certificate } from '../../../canonical/certificate.ts';
import { certificateNumberCodec } from '../../../codecs/certificate-number.ts';
import { citizenIdCodec } from '../../../codecs/citizen-id.ts';
import { pastDayCodec } from '../../../codecs/date.ts';
import { nameCodec } from '../../../codecs/name.ts';
import { identifierCodec, textCodec } from '../../../codecs/text.ts';
import { text, yearValue } from '../../../codecs/value.ts';
import { addConstants, uncarriedConstants } from '../../constants.ts';
import { objectMapping } from '../../object-mapping.ts';
import { cardTypeValue, recordStateValue } from './code-lists.ts';
import { epochValue, hoursValue } from './numbers.ts';
import { LEARNING } from './programme.ts';

/** A person watched one 微课堂 course or one 直播课 to its end. */
export const certificateMapping = objectMapping<Certificate>({
  kind: 'certificate',
  version: 1,
  members: [
    { member: 'learnId', field: 'declarationNo', codec: text(identifierCodec), required: true, owner: 'city' },
    { member: 'learnYear', field: 'programmeYear', codec: yearValue, required: true, owner: 'city' },
    { member: 'userName', field: 'name', codec: text(nameCodec), required: true, owner: 'city' },
    { member: 'cardType', field: 'idType', codec: cardTypeValue, required: true, owner: 'city' },
    { member: 'cardNo', field: 'idNumber', codec: text(citizenIdCodec), required: true, owner: 'city' },
    { member: 'proofNo', field: 'certificateNo', codec: text(certificateNumberCodec), required: true, owner: 'city' },
    { member: 'provider', field: 'schoolName', codec: text(textCodec), required: true, owner: 'city' },
    { member: 'courseName', field: 'major', codec: text(textCodec), required: true, owner: 'city' },
    { member: 'classHours', field: 'learningHours', codec: hoursValue, required: true, owner: 'city' },
    { member: 'finishDate', field: 'graduatedOn', codec: text(pastDayCodec), required: true, owner: 'city' },
    { member: 'recordState', field: 'verification', codec: recordStateValue, required: true, owner: 'city' },
    { member: 'updateTime', field: 'updatedAt', codec: epochValue, required: true, owner: 'city' },
  ],
  unmappable: { verification: ['NOT_FOUND', 'UNVERIFIABLE'] },
  ignored: [
    {
      wire: 'courseType',
      reason: {
        zh: '微课堂或直播课，是上课的方式，不改变学习证明',
        en: 'MICRO (微课堂) or LIVE (直播课): how it was taught does not change what was learned',
      },
    },
    {
      wire: 'openid',
      reason: { zh: '小程序内的用户标识，别处没有意义', en: "the mini program's own user id, meaningless elsewhere" },
    },
    {
      wire: 'phone',
      reason: { zh: '学习记录不需要联系方式，个人信息从少', en: 'a learning record needs no way to reach a person' },
    },
  ],
  rules: [],
  complete: (draft) => {
    addConstants(draft, LEARNING);
  },
  uncarried: (record) => [
    ...uncarriedConstants(record, LEARNING),
    ...(record.learningHours === undefined ? ['learningHours'] : []),
  ],
});
