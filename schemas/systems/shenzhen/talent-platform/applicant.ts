import { EDUCATION_LEVELS, type Applicant } from '../../../canonical/applicant.ts';
import { citizenIdCodec, sexOfCitizenId } from '../../../codecs/citizen-id.ts';
import { oneOf } from '../../../codecs/code-list.ts';
import { pastDayCodec } from '../../../codecs/date.ts';
import { ETHNIC_CODES } from '../../../codecs/ethnic.ts';
import { mobileCodec } from '../../../codecs/mobile.ts';
import { nameCodec } from '../../../codecs/name.ts';
import { sexDigitCodec } from '../../../codecs/sex.ts';
import { identifierCodec, textCodec } from '../../../codecs/text.ts';
import { rfc3339Codec } from '../../../codecs/timestamp.ts';
import { usccCodec } from '../../../codecs/uscc.ts';
import { booleanValue, text, yearValue } from '../../../codecs/value.ts';
import { objectMapping } from '../../object-mapping.ts';
import { sexAgreesWithId } from '../../record-rules.ts';
import { groupsValue, idTypeValue, traineeStateValue } from './code-lists.ts';
import { PROGRAMME_CODE, REGION_CODE, uncarriedProgramme } from './programme.ts';

/** A trainee's place in one course. */
export const applicantMapping = objectMapping<Applicant>({
  kind: 'applicant',
  version: 1,
  members: [
    { member: 'enrolmentId', field: 'declarationNo', codec: text(identifierCodec), required: true, owner: 'city' },
    { member: 'planYear', field: 'programmeYear', codec: yearValue, required: true, owner: 'city' },
    { member: 'traineeName', field: 'name', codec: text(nameCodec), required: true, owner: 'city' },
    { member: 'certType', field: 'idType', codec: idTypeValue, required: true, owner: 'city' },
    { member: 'certNumber', field: 'idNumber', codec: text(citizenIdCodec), required: true, owner: 'city' },
    { member: 'phone', field: 'mobile', codec: text(mobileCodec), required: true, owner: 'city' },
    { member: 'gender', field: 'sex', codec: text(sexDigitCodec), required: false, owner: 'city' },
    { member: 'nation', field: 'ethnic', codec: oneOf(ETHNIC_CODES), required: false, owner: 'city' },
    { member: 'unionUscc', field: 'unionCode', codec: text(usccCodec), required: false, owner: 'city' },
    { member: 'unionTitle', field: 'unionName', codec: text(textCodec), required: true, owner: 'city' },
    { member: 'companyUscc', field: 'employerCode', codec: text(usccCodec), required: false, owner: 'city' },
    { member: 'companyTitle', field: 'employerName', codec: text(textCodec), required: true, owner: 'city' },
    { member: 'onFrontLine', field: 'frontline', codec: booleanValue, required: true, owner: 'city' },
    { member: 'groups', field: 'priorityTags', codec: groupsValue, required: false, owner: 'city' },
    { member: 'education', field: 'educationLevel', codec: oneOf(EDUCATION_LEVELS), required: true, owner: 'city' },
    { member: 'trainingOrg', field: 'schoolName', codec: text(textCodec), required: true, owner: 'city' },
    { member: 'course', field: 'major', codec: text(textCodec), required: true, owner: 'city' },
    { member: 'startDate', field: 'enrolledOn', codec: text(pastDayCodec), required: false, owner: 'city' },
    { member: 'registerDate', field: 'appliedOn', codec: text(pastDayCodec), required: true, owner: 'city' },
    { member: 'state', field: 'status', codec: traineeStateValue, required: true, owner: 'city' },
    { member: 'modifiedAt', field: 'updatedAt', codec: text(rfc3339Codec), required: true, owner: 'city' },
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
      wire: 'attendance',
      reason: {
        zh: '考勤明细留在平台，粤工惠只要结果',
        en: 'attendance stays with the platform; 粤工惠 wants the outcome only',
      },
    },
  ],
  rules: [sexAgreesWithId],
  complete: (draft) => {
    draft.programmeCode = PROGRAMME_CODE;
    draft.regionCode = REGION_CODE;
    draft.sex ??= sexOfCitizenId(draft.idNumber ?? '');
    draft.priorityTags ??= [];
  },
  uncarried: (record) => [...uncarriedProgramme(record), ...(record.regionCode === REGION_CODE ? [] : ['regionCode'])],
});
