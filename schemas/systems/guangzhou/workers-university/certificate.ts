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
import { certificateStateCodec } from './code-lists.ts';
import { COMPLETION } from './programme.ts';

/** 结业证书: a person completed one course. */
export const certificateMapping = tableMapping<Certificate>({
  kind: 'certificate',
  version: 2,
  schema: certificateSchema,
  columns: [
    {
      column: '报名编号',
      synonyms: ['报名号'],
      field: 'declarationNo',
      codec: identifierCodec,
      required: true,
      owner: 'city',
    },
    { column: '开班年度', synonyms: ['年度'], field: 'programmeYear', codec: yearCodec, required: true, owner: 'city' },
    { column: '姓名', synonyms: ['学员姓名'], field: 'name', codec: nameCodec, required: true, owner: 'city' },
    { column: '证件类型', field: 'idType', codec: idTypeWordCodec, required: true, owner: 'city' },
    {
      column: '证件号码',
      synonyms: ['身份证号', '身份证号码'],
      field: 'idNumber',
      codec: citizenIdCodec,
      required: true,
      owner: 'city',
    },
    {
      column: '结业证书编号',
      synonyms: ['证书编号'],
      field: 'certificateNo',
      codec: certificateNumberCodec,
      required: true,
      owner: 'city',
    },
    { column: '校区', synonyms: ['教学点'], field: 'schoolName', codec: textCodec, required: true, owner: 'city' },
    { column: '课程名称', synonyms: ['课程'], field: 'major', codec: textCodec, required: true, owner: 'city' },
    { column: '学时', synonyms: ['课时'], field: 'learningHours', codec: hoursCodec, required: false, owner: 'city' },
    { column: '结业日期', field: 'graduatedOn', codec: pastDayCodec, required: true, owner: 'city' },
    { column: '证书状态', field: 'verification', codec: certificateStateCodec, required: true, owner: 'province' },
    { column: '更新时间', field: 'updatedAt', codec: timestampCodec, required: true, owner: 'city' },
  ],
  unmappable: {},
  ignored: [
    {
      wire: '序号',
      reason: { zh: '表格的行号，不是记录的内容', en: "the sheet's own line number, which says nothing of the record" },
    },
    {
      wire: '结业成绩',
      reason: {
        zh: '省平台不收成绩，个人信息从少',
        en: 'the province takes no marks, and no more personal data than needed is passed on',
      },
    },
  ],
  rules: [],
  complete: (draft) => {
    addConstants(draft, COMPLETION);
  },
  uncarried: (record) => uncarriedConstants(record, COMPLETION),
});
