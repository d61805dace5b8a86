import { certificateSchema, type Certificate } from '../../../canonical/certificate.ts';
import { citizenIdCodec } from '../../../codecs/citizen-id.ts';
import { pastDayCodec } from '../../../codecs/date.ts';
import { degreeCertificateCodec } from '../../../codecs/degree-certificate.ts';
import { nameCodec } from '../../../codecs/name.ts';
import { identifierCodec, textCodec } from '../../../codecs/text.ts';
import { timestampCodec } from '../../../codecs/timestamp.ts';
import { levelAgreesWithNumber } from '../../record-rules.ts';
import { tableMapping } from '../../table-mapping.ts';
import { certificateTypeCodec, idTypeCodec, studyLevelCodec, verificationCodec } from './code-lists.ts';
import { addProgramme, uncarriedProgramme } from './programme.ts';

export const certificateMapping = tableMapping<Certificate>({
  kind: 'certificate',
  version: 1,
  schema: certificateSchema,
  columns: [
    { column: '报名编号', field: 'declarationNo', codec: identifierCodec, required: true, owner: 'city' },
    { column: '学员姓名', field: 'name', codec: nameCodec, required: true, owner: 'city' },
    { column: '证件类型', field: 'idType', codec: idTypeCodec, required: true, owner: 'city' },
    {
      column: '证件号码',
      synonyms: ['身份证号码'],
      field: 'idNumber',
      codec: citizenIdCodec,
      required: true,
      owner: 'city',
    },
    { column: '办学类型', field: 'certificateType', codec: certificateTypeCodec, required: true, owner: 'city' },
    { column: '毕业证书编号', field: 'certificateNo', codec: degreeCertificateCodec, required: true, owner: 'city' },
    { column: '毕业院校', field: 'schoolName', codec: textCodec, required: true, owner: 'city' },
    { column: '毕业专业', field: 'major', codec: textCodec, required: true, owner: 'city' },
    { column: '毕业层次', field: 'educationLevel', codec: studyLevelCodec, required: true, owner: 'city' },
    { column: '毕业日期', field: 'graduatedOn', codec: pastDayCodec, required: true, owner: 'city' },
    { column: '查验结果', field: 'verification', codec: verificationCodec, required: true, owner: 'province' },
    { column: '最后修改时间', field: 'updatedAt', codec: timestampCodec, required: true, owner: 'city' },
  ],
  unmappable: {
    certificateType: ['COMPLETION', 'LEARNING', 'TRAINING', 'SKILL_LEVEL'],
    educationLevel: ['10', '20', '30', '40', '60', '70', '80', '90'],
  },
  ignored: [{ wire: '序号', reason: { zh: '只是行的次序', en: 'it only numbers the rows' } }],
  rules: [levelAgreesWithNumber],
  complete: (draft, context) => addProgramme(draft, context, context.today),
  uncarried: (record) => [
    ...uncarriedProgramme(record),
    ...(record.skillLevel === undefined ? [] : ['skillLevel']),
    ...(record.learningHours === undefined ? [] : ['learningHours']),
  ],
});
