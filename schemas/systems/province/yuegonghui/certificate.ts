import {
  CERTIFICATE_TYPES,
  SKILL_LEVELS,
  VERIFICATION_STATES,
  type Certificate,
} from '../../../canonical/certificate.ts';
import { oneOf } from '../../../codecs/code-list.ts';
import { pastDayCodec } from '../../../codecs/date.ts';
import { hoursCodec } from '../../../codecs/hours.ts';
import { text } from '../../../codecs/value.ts';
import { objectMapping } from '../../object-mapping.ts';
import { numberFitsType } from '../../record-rules.ts';
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

export const certificateMapping = objectMapping<Certificate>({
  kind: 'certificate',
  version: 1,
  members: [
    { member: 'declarationNo', field: 'declarationNo', codec: identifierValue, required: true, owner: 'city' },
    { member: 'programmeCode', field: 'programmeCode', codec: programmeCodeValue, required: true, owner: 'city' },
    { member: 'programmeYear', field: 'programmeYear', codec: programmeYearValue, required: true, owner: 'city' },
    { member: 'name', field: 'name', codec: nameValue, required: true, owner: 'city' },
    { member: 'idType', field: 'idType', codec: idTypeValue, required: true, owner: 'city' },
    { member: 'idNumber', field: 'idNumber', codec: idNumberValue, required: true, owner: 'city' },
    {
      member: 'certificateType',
      field: 'certificateType',
      codec: oneOf(CERTIFICATE_TYPES),
      required: true,
      owner: 'city',
    },
    { member: 'certificateNo', field: 'certificateNo', codec: identifierValue, required: true, owner: 'city' },
    { member: 'schoolName', field: 'schoolName', codec: textValue, required: true, owner: 'city' },
    { member: 'major', field: 'major', codec: textValue, required: true, owner: 'city' },
    { member: 'educationLevel', field: 'educationLevel', codec: educationLevelValue, required: true, owner: 'city' },
    { member: 'graduatedOn', field: 'graduatedOn', codec: text(pastDayCodec), required: true, owner: 'city' },
    { member: 'skillLevel', field: 'skillLevel', codec: oneOf(SKILL_LEVELS), required: false, owner: 'city' },
    { member: 'learningHours', field: 'learningHours', codec: text(hoursCodec), required: false, owner: 'city' },
    {
      member: 'verification',
      field: 'verification',
      codec: oneOf(VERIFICATION_STATES),
      required: true,
      owner: 'province',
    },
    { member: 'updatedAt', field: 'updatedAt', codec: updatedAtValue, required: true, owner: 'province' },
  ],
  rules: [numberFitsType],
});
