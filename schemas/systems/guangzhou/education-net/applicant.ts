import { applicantSchema, type Applicant } from '../../../canonical/applicant.ts';
import { citizenIdCodec, sexOfCitizenId } from '../../../codecs/citizen-id.ts';
import { ethnicCodec } from '../../../codecs/ethnic.ts';
import { mobileCodec } from '../../../codecs/mobile.ts';
import { nameCodec } from '../../../codecs/name.ts';
import { identifierCodec, textCodec } from '../../../codecs/text.ts';
import { timestampCodec } from '../../../codecs/timestamp.ts';
import { addConstants, uncarriedConstants } from '../../constants.ts';
import { sexAgreesWithId } from '../../record-rules.ts';
import { tableMapping } from '../../table-mapping.ts';
import { applicationStateCodec, compactDayCodec, frontlineCodec, sexCodec, studyLevelCodec } from './code-lists.ts';
import { addYear, idTypeOf, OLD_APPLICATION } from './programme.ts';

/** An old application to the city's degree subsidy. */
export const applicantMapping = tableMapping<Applicant>({
  kind: 'applicant',
  version: 1,
  schema: applicantSchema,
  columns: [
    {
      column: '报名号',
      synonyms: ['报名序号'],
      field: 'declarationNo',
      codec: identifierCodec,
      required: true,
      owner: 'city',
    },
    { column: '姓名', field: 'name', codec: nameCodec, required: true, owner: 'city' },
    {
      column: '身份证号',
      synonyms: ['身份证'],
      field: 'idNumber',
      codec: citizenIdCodec,
      required: true,
      owner: 'city',
    },
    { column: '性别', field: 'sex', codec: sexCodec, required: false, owner: 'city' },
    { column: '民族', field: 'ethnic', codec: ethnicCodec, required: false, owner: 'city' },
    {
      column: '联系手机',
      synonyms: ['手机', '联系电话'],
      field: 'mobile',
      codec: mobileCodec,
      required: true,
      owner: 'city',
    },
    { column: '所在工会', field: 'unionName', codec: textCodec, required: true, owner: 'city' },
    { column: '所在单位', synonyms: ['单位'], field: 'employerName', codec: textCodec, required: true, owner: 'city' },
    { column: '一线职工', field: 'frontline', codec: frontlineCodec, required: true, owner: 'city' },
    { column: '报读层次', field: 'educationLevel', codec: studyLevelCodec, required: true, owner: 'city' },
    { column: '报读学校', field: 'schoolName', codec: textCodec, required: true, owner: 'city' },
    { column: '报读专业', field: 'major', codec: textCodec, required: true, owner: 'city' },
    { column: '入学时间', field: 'enrolledOn', codec: compactDayCodec, required: false, owner: 'city' },
    { column: '报名时间', field: 'appliedOn', codec: compactDayCodec, required: true, owner: 'city' },
    { column: '状态', field: 'status', codec: applicationStateCodec, required: true, owner: 'city' },
    { column: '更新时间', field: 'updatedAt', codec: timestampCodec, required: true, owner: 'city' },
  ],
  unmappable: {
    educationLevel: ['10', '20', '30', '40', '60', '70', '80', '90'],
    status: [
      'SYSTEM_CHECK',
      'SYSTEM_REJECTED',
      'PROVINCE_REVIEW',
      'LOTTERY_WON',
      'LOTTERY_LOST',
      'OBJECTION',
      'RECHECK',
      'QUOTA_EXHAUSTED',
      'DUPLICATE_CLAIM',
      'EXPIRED',
      'DISQUALIFIED',
      'DOC_REVIEW',
      'ADMISSION_NOTICE',
      'ENROLLED',
      'GRADUATED',
      'DROPPED_OUT',
    ],
  },
  ignored: [
    {
      wire: '家庭住址',
      reason: {
        zh: '省平台不收住址，个人信息从少',
        en: 'the province takes no address, and no more personal data than needed is passed on',
      },
    },
    {
      wire: '密码提示',
      reason: { zh: '旧网站的登录资料，不是申请的内容', en: "the old site's login data, no part of an application" },
    },
  ],
  rules: [sexAgreesWithId],
  complete: (draft, context) => {
    addConstants(draft, OLD_APPLICATION);
    addYear(draft, context);
    draft.idType = idTypeOf(draft.idNumber ?? '');
    draft.sex ??= sexOfCitizenId(draft.idNumber ?? '');
  },
  uncarried: (record) => [
    ...uncarriedConstants(record, OLD_APPLICATION),
    ...(record.idType === idTypeOf(record.idNumber) ? [] : ['idType']),
    // An empty 性别 is read from the number.
    ...(record.sex === '9' && sexOfCitizenId(record.idNumber) !== '9' ? ['sex'] : []),
  ],
});
