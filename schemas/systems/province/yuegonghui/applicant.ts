import { APPLICATION_STATES, PRIORITY_TAGS, SEXES, type Applicant } from '../../../canonical/applicant.ts';
import { oneOf, someOf } from '../../../codecs/code-list.ts';
import { pastDayCodec } from '../../../codecs/date.ts';
import { ETHNIC_CODES } from '../../../codecs/ethnic.ts';
import { mobileCodec } from '../../../codecs/mobile.ts';
import { regionCodec } from '../../../codecs/region.ts';
import { usccCodec } from '../../../codecs/uscc.ts';
import { booleanValue, text } from '../../../codecs/value.ts';
import { objectMapping } from '../../object-mapping.ts';
import { sexAgreesWithId } from '../../record-rules.ts';
import {
  educationLevelValue,
  identifierValue,
  idNumberValue,
  idTypeValue,
  nameValue,
  programmeCodeValue,
  programmeYearValue,
  textValue,
  updatedAtValue,
} from './members.ts';

export const applicantMapping = objectMapping<Applicant>({
  kind: 'applicant',
  version: 1,
  members: [
    { member: 'declarationNo', field: 'declarationNo', codec: identifierValue, required: true, owner: 'city' },
    { member: 'programmeCode', field: 'programmeCode', codec: programmeCodeValue, required: true, owner: 'city' },
    { member: 'programmeYear', field: 'programmeYear', codec: programmeYearValue, required: true, owner: 'city' },
    { member: 'name', field: 'name', codec: nameValue, required: true, owner: 'city' },
    { member: 'idType', field: 'idType', codec: idTypeValue, required: true, owner: 'city' },
    { member: 'idNumber', field: 'idNumber', codec: idNumberValue, required: true, owner: 'city' },
    { member: 'mobile', field: 'mobile', codec: text(mobileCodec), required: true, owner: 'city' },
    { member: 'sex', field: 'sex', codec: oneOf(SEXES), required: true, owner: 'city' },
    { member: 'ethnic', field: 'ethnic', codec: oneOf(ETHNIC_CODES), required: false, owner: 'city' },
    { member: 'unionCode', field: 'unionCode', codec: text(usccCodec), required: false, owner: 'city' },
    { member: 'unionName', field: 'unionName', codec: textValue, required: true, owner: 'city' },
    { member: 'employerCode', field: 'employerCode', codec: text(usccCodec), required: false, owner: 'city' },
    { member: 'employerName', field: 'employerName', codec: textValue, required: true, owner: 'city' },
    { member: 'frontline', field: 'frontline', codec: booleanValue, required: true, owner: 'city' },
    { member: 'priorityTags', field: 'priorityTags', codec: someOf(PRIORITY_TAGS), required: true, owner: 'city' },
    { member: 'educationLevel', field: 'educationLevel', codec: educationLevelValue, required: true, owner: 'city' },
    { member: 'schoolName', field: 'schoolName', codec: textValue, required: true, owner: 'city' },
    { member: 'major', field: 'major', codec: textValue, required: true, owner: 'city' },
    { member: 'enrolledOn', field: 'enrolledOn', codec: text(pastDayCodec), required: false, owner: 'city' },
    { member: 'appliedOn', field: 'appliedOn', codec: text(pastDayCodec), required: true, owner: 'city' },
    { member: 'status', field: 'status', codec: oneOf(APPLICATION_STATES), required: true, owner: 'province' },
    { member: 'regionCode', field: 'regionCode', codec: text(regionCodec), required: true, owner: 'city' },
    { member: 'updatedAt', field: 'updatedAt', codec: updatedAtValue, required: true, owner: 'province' },
  ],
  rules: [sexAgreesWithId],
});
