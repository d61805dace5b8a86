import { certificateSchema, type Certificate } from '../../../canonical/certificate.ts';
import { citizenIdCodec } from '../../../codecs/citizen-id.ts';
import { pastDayCodec } from '../../../codecs/date.ts';
import { hoursCodec } from '../../../codecs/hours.ts';
import { nameCodec } from '../../../codecs/name.ts';
import { skillCertificateCodec } from '../../../codecs/skill-certificate.ts';
import { identifierCodec, textCodec } from '../../../codecs/text.ts';
import { timestampCodec } from '../../../codecs/timestamp.ts';
import { yearCodec } from '../../../codecs/year.ts';
import { tableMapping } from '../../table-mapping.ts';
import { idTypeCodec, skillLevelCodec, verificationCodec } from './code-lists.ts';
import { PROGRAMME_CODE, uncarriedProgramme } from './programme.ts';

/** A skill level reached in one of the network's workshops: always a skill certificate, never a degree. */
export const certificateMapping = tableMapping<Certificate>({
  kind: 'certificate',
  version: 1,
  schema: certificateSchema,
  columns: [
    { column: '考评编号', field: 'declarationNo', codec: identifierCodec, required: true, owner: 'city' },
    {
      column: '考评年度',
      synonyms: ['年度'],
      field: 'programmeYear',
      codec: yearCodec,
      required: true,
      owner: 'city',
    },
    { column: '姓名', field: 'name', codec: nameCodec, required: true, owner: 'city' },
    { column: '证件类型', field: 'idType', codec: idTypeCodec, required: true, owner: 'city' },
    {
      column: '证件号码',
      synonyms: ['身份证号'],
      field: 'idNumber',
      codec: citizenIdCodec,
      required: true,
      owner: 'city',
    },
    {
      column: '职业技能等级证书编号',
      synonyms: ['证书编号'],
      field: 'certificateNo',
      codec: skillCertificateCodec,
      required: true,
      owner: 'city',
    },
    {
      column: '职业（工种）',
      synonyms: ['职业(工种)', '工种'],
      field: 'major',
      codec: textCodec,
      required: true,
      owner: 'city',
    },
    { column: '技能等级', field: 'skillLevel', codec: skillLevelCodec, required: true, owner: 'city' },
    {
      column: '实训工场（培训中心）',
      synonyms: ['实训工场', '培训中心'],
      field: 'schoolName',
      codec: textCodec,
      required: true,
      owner: 'city',
    },
    { column: '实训学时', field: 'learningHours', codec: hoursCodec, required: false, owner: 'city' },
    { column: '发证日期', field: 'graduatedOn', codec: pastDayCodec, required: true, owner: 'city' },
    { column: '核查结果', field: 'verification', codec: verificationCodec, required: true, owner: 'province' },
    { column: '更新时间', field: 'updatedAt', codec: timestampCodec, required: true, owner: 'city' },
  ],
  ignored: [{ wire: '序号', reason: { zh: '只是行的次序', en: 'it only numbers the rows' } }],
  rules: [],
  complete: (draft) => {
    draft.programmeCode = PROGRAMME_CODE;
    draft.certificateType = 'SKILL_LEVEL';
    draft.educationLevel = '90';
  },
  uncarried: (record) => [
    ...uncarriedProgramme(record),
    ...(record.certificateType === 'SKILL_LEVEL' ? [] : ['certificateType']),
    ...(record.educationLevel === '90' ? [] : ['educationLevel']),
    ...(record.skillLevel === undefined ? ['skillLevel'] : []),
  ],
});
