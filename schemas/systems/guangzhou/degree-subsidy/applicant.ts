import { applicantSchema, type Applicant } from '../../../canonical/applicant.ts';
import { citizenIdCodec, sexOfCitizenId } from '../../../codecs/citizen-id.ts';
import { pastDayCodec } from '../../../codecs/date.ts';
import { ethnicCodec } from '../../../codecs/ethnic.ts';
import { mobileCodec } from '../../../codecs/mobile.ts';
import { nameCodec } from '../../../codecs/name.ts';
import { identifierCodec, textCodec } from '../../../codecs/text.ts';
import { timestampCodec } from '../../../codecs/timestamp.ts';
import { usccCodec } from '../../../codecs/uscc.ts';
import { sexAgreesWithId } from '../../record-rules.ts';
import { tableMapping } from '../../table-mapping.ts';
import {
  applicationStateCodec,
  educationLevelCodec,
  frontlineCodec,
  idTypeCodec,
  priorityTagsCodec,
  sexCodec,
} from './code-lists.ts';
import { addProgramme, REGION_CODE, uncarriedProgramme } from './programme.ts';

export const applicantMapping = tableMapping<Applicant>({
  kind: 'applicant',
  version: 1,
  schema: applicantSchema,
  columns: [
    { column: '申领编号', field: 'declarationNo', codec: identifierCodec, required: true, owner: 'city' },
    { column: '姓名', field: 'name', codec: nameCodec, required: true, owner: 'city' },
    { column: '证件类型', field: 'idType', codec: idTypeCodec, required: true, owner: 'city' },
    {
      column: '身份证号',
      synonyms: ['证件号码'],
      field: 'idNumber',
      codec: citizenIdCodec,
      required: true,
      owner: 'city',
    },
    { column: '手机号', synonyms: ['联系电话'], field: 'mobile', codec: mobileCodec, required: true, owner: 'city' },
    { column: '性别', field: 'sex', codec: sexCodec, required: false, owner: 'city' },
    { column: '民族', field: 'ethnic', codec: ethnicCodec, required: false, owner: 'city' },
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
    { column: '优先类别', field: 'priorityTags', codec: priorityTagsCodec, required: false, owner: 'city' },
    { column: '学历层次', field: 'educationLevel', codec: educationLevelCodec, required: true, owner: 'city' },
    { column: '就读院校', field: 'schoolName', codec: textCodec, required: true, owner: 'city' },
    { column: '专业', field: 'major', codec: textCodec, required: true, owner: 'city' },
    { column: '入学日期', field: 'enrolledOn', codec: pastDayCodec, required: false, owner: 'city' },
    { column: '申领日期', field: 'appliedOn', codec: pastDayCodec, required: true, owner: 'city' },
    { column: '申领状态', field: 'status', codec: applicationStateCodec, required: true, owner: 'province' },
    { column: '更新时间', field: 'updatedAt', codec: timestampCodec, required: true, owner: 'city' },
  ],
  unmappable: {
    educationLevel: ['10', '20', '30', '40', '60', '70', '80', '90'],
    status: [
      'LOTTERY_WON',
      'LOTTERY_LOST',
      'OBJECTION',
      'RECHECK',
      'EXPIRED',
      'DISQUALIFIED',
      'DOC_REVIEW',
      'ADMISSION_NOTICE',
      'ENROLLED',
      'GRADUATED',
      'DROPPED_OUT',
    ],
  },
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
