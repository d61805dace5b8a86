import { applicantSchema, type Applicant } from '../../../canonical/applicant.ts';
import { citizenIdCodec, sexOfCitizenId } from '../../../codecs/citizen-id.ts';
import { pastDayCodec } from '../../../codecs/date.ts';
import { ethnicCodec } from '../../../codecs/ethnic.ts';
import { mobileCodec } from '../../../codecs/mobile.ts';
import { nameCodec } from '../../../codecs/name.ts';
import { sexWordCodec } from '../../../codecs/sex.ts';
import { identifierCodec, textCodec } from '../../../codecs/text.ts';
import { timestampCodec } from '../../../codecs/timestamp.ts';
import { usccCodec } from '../../../codecs/uscc.ts';
import { sexAgreesWithId } from '../../record-rules.ts';
import { tableMapping } from '../../table-mapping.ts';
import { enrolmentStateCodec, frontlineCodec, idTypeCodec, priorityTagsCodec, studyLevelCodec } from './code-lists.ts';
import { addProgramme, REGION_CODE, uncarriedProgramme } from './programme.ts';

export const applicantMapping = tableMapping<Applicant>({
  kind: 'applicant',
  version: 1,
  schema: applicantSchema,
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
    { column: '手机号码', synonyms: ['联系手机'], field: 'mobile', codec: mobileCodec, required: true, owner: 'city' },
    { column: '性别', field: 'sex', codec: sexWordCodec, required: false, owner: 'city' },
    { column: '民族', field: 'ethnic', codec: ethnicCodec, required: false, owner: 'city' },
    { column: '基层工会名称', field: 'unionName', codec: textCodec, required: true, owner: 'city' },
    { column: '基层工会信用代码', field: 'unionCode', codec: usccCodec, required: false, owner: 'city' },
    {
      column: '用人单位',
      synonyms: ['就职企业'],
      field: 'employerName',
      codec: textCodec,
      required: true,
      owner: 'city',
    },
    { column: '用人单位信用代码', field: 'employerCode', codec: usccCodec, required: false, owner: 'city' },
    { column: '一线员工', field: 'frontline', codec: frontlineCodec, required: true, owner: 'city' },
    { column: '重点群体', field: 'priorityTags', codec: priorityTagsCodec, required: false, owner: 'city' },
    { column: '报读层次', field: 'educationLevel', codec: studyLevelCodec, required: true, owner: 'city' },
    { column: '报读院校', field: 'schoolName', codec: textCodec, required: true, owner: 'city' },
    { column: '报读专业', field: 'major', codec: textCodec, required: true, owner: 'city' },
    { column: '入学日期', field: 'enrolledOn', codec: pastDayCodec, required: false, owner: 'city' },
    { column: '报名日期', field: 'appliedOn', codec: pastDayCodec, required: true, owner: 'city' },
    { column: '报名状态', field: 'status', codec: enrolmentStateCodec, required: true, owner: 'city' },
    { column: '最后修改时间', field: 'updatedAt', codec: timestampCodec, required: true, owner: 'city' },
  ],
  unmappable: {
    educationLevel: ['10', '20', '30', '40', '60', '70', '80', '90'],
    status: [
      'SYSTEM_CHECK',
      'SYSTEM_REJECTED',
      'UNIT_REVIEW',
      'CITY_REVIEW',
      'PROVINCE_REVIEW',
      'APPROVED',
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
      reason: { zh: '只是行的次序', en: 'it only numbers the rows' },
    },
    {
      wire: '通讯地址',
      reason: {
        zh: '粤工惠不需要，住址能不传就不传',
        en: '粤工惠 has no use for it, and an address nobody needs is not passed on',
      },
    },
  ],
  rules: [sexAgreesWithId],
  complete: (draft, context) => {
    addProgramme(draft, context, draft.appliedOn ?? context.today);
    draft.regionCode = REGION_CODE;
    draft.sex ??= sexOfCitizenId(draft.idNumber ?? '');
    draft.priorityTags ??= [];
  },
  uncarried: (record) => [
    ...uncarriedProgramme(record),
    ...(record.regionCode === REGION_CODE ? [] : ['regionCode']),
    // An empty 性别 is read from the number.
    ...(record.sex === '9' && sexOfCitizenId(record.idNumber) !== '9' ? ['sex'] : []),
  ],
});
