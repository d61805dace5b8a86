import { applicantSchema, type Applicant } from '../../../canonical/applicant.ts';
import { citizenIdCodec, sexOfCitizenId } from '../../../codecs/citizen-id.ts';
import { pastDayCodec } from '../../../codecs/date.ts';
import { ethnicCodec } from '../../../codecs/ethnic.ts';
import { mobileCodec } from '../../../codecs/mobile.ts';
import { nameCodec } from '../../../codecs/name.ts';
import { sexUnionDigitCodec } from '../../../codecs/sex.ts';
import { identifierCodec, textCodec } from '../../../codecs/text.ts';
import { timestampCodec } from '../../../codecs/timestamp.ts';
import { usccCodec } from '../../../codecs/uscc.ts';
import { sexAgreesWithId } from '../../record-rules.ts';
import { tableMapping } from '../../table-mapping.ts';
import { educationLevelCodec, frontlineCodec, idTypeCodec, priorityTagsCodec, statusCodec } from './code-lists.ts';
import { addProgramme, REGION_CODE, uncarriedProgramme } from './programme.ts';

export const applicantMapping = tableMapping<Applicant>({
  kind: 'applicant',
  version: 1,
  schema: applicantSchema,
  columns: [
    { column: '业务流水号', field: 'declarationNo', codec: identifierCodec, required: true, owner: 'city' },
    { column: '职工姓名', field: 'name', codec: nameCodec, required: true, owner: 'city' },
    { column: '证件种类', field: 'idType', codec: idTypeCodec, required: true, owner: 'city' },
    { column: '公民身份号码', field: 'idNumber', codec: citizenIdCodec, required: true, owner: 'city' },
    { column: '性别（1男0女）', field: 'sex', codec: sexUnionDigitCodec, required: false, owner: 'city' },
    { column: '民族成份', field: 'ethnic', codec: ethnicCodec, required: false, owner: 'city' },
    { column: '本人手机', field: 'mobile', codec: mobileCodec, required: true, owner: 'city' },
    { column: '基层工会全称', field: 'unionName', codec: textCodec, required: true, owner: 'city' },
    { column: '基层工会代码', field: 'unionCode', codec: usccCodec, required: false, owner: 'city' },
    { column: '用人单位', field: 'employerName', codec: textCodec, required: true, owner: 'city' },
    { column: '用人单位信用代码', field: 'employerCode', codec: usccCodec, required: false, owner: 'city' },
    { column: '一线岗位', field: 'frontline', codec: frontlineCodec, required: true, owner: 'city' },
    { column: '身份及荣誉', field: 'priorityTags', codec: priorityTagsCodec, required: false, owner: 'city' },
    { column: '攻读层次', field: 'educationLevel', codec: educationLevelCodec, required: true, owner: 'city' },
    { column: '录取院校', field: 'schoolName', codec: textCodec, required: true, owner: 'city' },
    { column: '录取专业', field: 'major', codec: textCodec, required: true, owner: 'city' },
    { column: '入学时间', field: 'enrolledOn', codec: pastDayCodec, required: false, owner: 'city' },
    { column: '填报日期', field: 'appliedOn', codec: pastDayCodec, required: true, owner: 'city' },
    { column: '办理进度', field: 'status', codec: statusCodec, required: true, owner: 'province' },
    { column: '最后修改', field: 'updatedAt', codec: timestampCodec, required: true, owner: 'city' },
  ],
  unmappable: {
    idType: ['03'],
    sex: ['9'],
    educationLevel: ['10', '20', '30', '40', '60', '70', '80', '90'],
    status: [
      'PRE_REGISTERED',
      'SYSTEM_CHECK',
      'SYSTEM_REJECTED',
      'PROVINCE_REVIEW',
      'LOTTERY_WON',
      'LOTTERY_LOST',
      'OBJECTION',
      'RECHECK',
      'QUOTA_EXHAUSTED',
      'DUPLICATE_CLAIM',
      'WITHDRAWN',
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
    { wire: '序号', reason: { zh: '行的序号，不属于记录', en: 'a running number of the rows, not of the record' } },
    { wire: '经办人', reason: { zh: '市里经办人员，不是申领人', en: 'a clerk of the city, not the applicant' } },
    {
      wire: '备注',
      reason: { zh: '自由填写的备注，中间格式不带', en: 'remarks in free text; the neutral form has none' },
    },
  ],
  rules: [sexAgreesWithId],
  complete: (draft, context) => {
    addProgramme(draft, context, draft.appliedOn ?? context.today);
    draft.regionCode = REGION_CODE;
    draft.sex ??= sexOfCitizenId(draft.idNumber ?? '');
    draft.priorityTags ??= [];
  },
  uncarried: (record) => [...uncarriedProgramme(record), ...(record.regionCode === REGION_CODE ? [] : ['regionCode'])],
});
