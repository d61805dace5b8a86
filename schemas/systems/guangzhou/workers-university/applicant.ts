import { applicantSchema, type Applicant } from '../../../canonical/applicant.ts';
import { citizenIdCodec, sexOfCitizenId } from '../../../codecs/citizen-id.ts';
import { pastDayCodec } from '../../../codecs/date.ts';
import { educationCodec } from '../../../codecs/education.ts';
import { idTypeWordCodec } from '../../../codecs/id-type.ts';
import { mobileCodec } from '../../../codecs/mobile.ts';
import { nameCodec } from '../../../codecs/name.ts';
import { sexWordCodec } from '../../../codecs/sex.ts';
import { identifierCodec, textCodec } from '../../../codecs/text.ts';
import { timestampCodec } from '../../../codecs/timestamp.ts';
import { usccCodec } from '../../../codecs/uscc.ts';
import { yearCodec } from '../../../codecs/year.ts';
import { addConstants, uncarriedConstants } from '../../constants.ts';
import { sexAgreesWithId } from '../../record-rules.ts';
import { tableMapping } from '../../table-mapping.ts';
import { enrolmentStateCodec, frontlineCodec } from './code-lists.ts';
import { ENROLMENT } from './programme.ts';

/** A person's enrolment in one course. */
export const applicantMapping = tableMapping<Applicant>({
  kind: 'applicant',
  version: 1,
  schema: applicantSchema,
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
      column: '手机号码',
      synonyms: ['手机号', '联系电话'],
      field: 'mobile',
      codec: mobileCodec,
      required: true,
      owner: 'city',
    },
    { column: '性别', field: 'sex', codec: sexWordCodec, required: false, owner: 'city' },
    { column: '所属工会', field: 'unionName', codec: textCodec, required: true, owner: 'city' },
    { column: '工会统一社会信用代码', field: 'unionCode', codec: usccCodec, required: false, owner: 'city' },
    {
      column: '工作单位',
      synonyms: ['单位名称'],
      field: 'employerName',
      codec: textCodec,
      required: true,
      owner: 'city',
    },
    { column: '单位统一社会信用代码', field: 'employerCode', codec: usccCodec, required: false, owner: 'city' },
    { column: '是否一线职工', field: 'frontline', codec: frontlineCodec, required: true, owner: 'city' },
    {
      column: '文化程度',
      synonyms: ['学历'],
      field: 'educationLevel',
      codec: educationCodec,
      required: true,
      owner: 'city',
    },
    { column: '校区', synonyms: ['教学点'], field: 'schoolName', codec: textCodec, required: true, owner: 'city' },
    { column: '课程名称', synonyms: ['课程'], field: 'major', codec: textCodec, required: true, owner: 'city' },
    { column: '报名日期', field: 'appliedOn', codec: pastDayCodec, required: true, owner: 'city' },
    { column: '开课日期', field: 'enrolledOn', codec: pastDayCodec, required: false, owner: 'city' },
    { column: '报名状态', field: 'status', codec: enrolmentStateCodec, required: true, owner: 'city' },
    { column: '更新时间', field: 'updatedAt', codec: timestampCodec, required: true, owner: 'city' },
  ],
  unmappable: {
    status: [
      'SYSTEM_CHECK',
      'SYSTEM_REJECTED',
      'UNIT_REVIEW',
      'CITY_REVIEW',
      'PROVINCE_REVIEW',
      'LOTTERY_WON',
      'LOTTERY_LOST',
      'PUBLIC_NOTICE',
      'OBJECTION',
      'RECHECK',
      'PAYABLE',
      'CLOSED',
      'DISQUALIFIED',
    ],
  },
  ignored: [
    {
      wire: '序号',
      reason: { zh: '表格的行号，不是记录的内容', en: "the sheet's own line number, which says nothing of the record" },
    },
    {
      wire: '备注',
      reason: {
        zh: '自由文字，可能含个人信息，且两端都不使用',
        en: 'free text that may hold personal data and that nobody reads',
      },
    },
  ],
  rules: [sexAgreesWithId],
  complete: (draft) => {
    addConstants(draft, ENROLMENT);
    draft.sex ??= sexOfCitizenId(draft.idNumber ?? '');
  },
  uncarried: (record) => [
    ...uncarriedConstants(record, ENROLMENT),
    // An empty 性别 is read from the number.
    ...(record.sex === '9' && sexOfCitizenId(record.idNumber) !== '9' ? ['sex'] : []),
  ],
});
