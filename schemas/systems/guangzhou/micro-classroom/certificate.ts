import { certificateSchema, type Certificate } from '../../../canonical/certificate.ts';
import { certificateNumberCodec } from '../../../codecs/certificate-number.ts';
import { citizenIdCodec } from '../../../codecs/citizen-id.ts';
import { pastDayCodec } from '../../../codecs/date.ts';
import { hoursCodec } from '../../../codecs/hours.ts';
import { idTypeWordCodec } from '../../../codecs/id-type.ts';
import { nameCodec } from '../../../codecs/name.ts';
import { identifierCodec, textCodec } from '../../../codecs/text.ts';
import { timestampCodec } from '../../../codecs/timestamp.ts';
import { yearCodec } from '../../../codecs/year.ts';
import { addConstants, uncarriedConstants } from '../../constants.ts';
import { tableMapping } from '../../table-mapping.ts';
import { recordStateCodec } from './code-lists.ts';
import { LEARNING } from './programme.ts';

/** A person learned one course to its end. */
export const certificateMapping = tableMapping<Certificate>({
  kind: 'certificate',
  version: 1,
  schema: certificateSchema,
  columns: [
    { column: '学习记录号', field: 'declarationNo', codec: identifierCodec, required: true, owner: 'city' },
    { column: '年度', synonyms: ['学习年度'], field: 'programmeYear', codec: yearCodec, required: true, owner: 'city' },
    { column: '姓名', synonyms: ['学员姓名'], field: 'name', codec: nameCodec, required: true, owner: 'city' },
    { column: '证件类型', field: 'idType', codec: idTypeWordCodec, required: true, owner: 'city' },
    {
      column: '身份证号',
      synonyms: ['证件号码', '身份证号码'],
      field: 'idNumber',
      codec: citizenIdCodec,
      required: true,
      owner: 'city',
    },
    {
      column: '学习证明编号',
      synonyms: ['证明编号'],
      field: 'certificateNo',
      codec: certificateNumberCodec,
      required: true,
      owner: 'city',
    },
    {
      column: '课程提供单位',
      synonyms: ['开课单位'],
      field: 'schoolName',
      codec: textCodec,
      required: true,
      owner: 'city',
    },
    { column: '课程名称', synonyms: ['课程'], field: 'major', codec: textCodec, required: true, owner: 'city' },
    { column: '学时', field: 'learningHours', codec: hoursCodec, required: true, owner: 'city' },
    {
      column: '完成日期',
      synonyms: ['学完日期'],
      field: 'graduatedOn',
      codec: pastDayCodec,
      required: true,
      owner: 'city',
    },
    { column: '记录状态', field: 'verification', codec: recordStateCodec, required: true, owner: 'city' },
    { column: '更新时间', field: 'updatedAt', codec: timestampCodec, required: true, owner: 'city' },
  ],
  unmappable: { verification: ['NOT_FOUND', 'UNVERIFIABLE'] },
  ignored: [
    {
      wire: '课程分类',
      reason: { zh: '平台自己的栏目，改版即变', en: "the platform's own shelves, rearranged at will" },
    },
    {
      wire: '测验得分',
      reason: {
        zh: '省平台不收成绩，个人信息从少',
        en: 'the province takes no marks, and no more personal data than needed is passed on',
      },
    },
    {
      wire: '手机号',
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
