import type { Certificate } from '../../../canonical/certificate.ts';
import { certificateNumberCodec } from '../../../codecs/certificate-number.ts';
import { citizenIdCodec } from '../../../codecs/citizen-id.ts';
import { pastDayCodec } from '../../../codecs/date.ts';
import { nameCodec } from '../../../codecs/name.ts';
import { identifierCodec, textCodec } from '../../../codecs/text.ts';
import { rfc3339Codec } from '../../../codecs/timestamp.ts';
import { text, yearValue } from '../../../codecs/value.ts';
import { objectMapping } from '../../object-mapping.ts';
import { hoursValue, idTypeValue, verificationValue } from './code-lists.ts';
import { PROGRAMME_CODE, uncarriedProgramme } from './programme.ts';

/** What the platform issues at the end of a course: always a training certificate, never a degree or a skill level. */
export const certificateMapping = objectMapping<Certificate>({
  kind: 'certificate',
  version: 1,
  members: [
    { member: 'enrolmentId', field: 'declarationNo', codec: text(identifierCodec), required: true, owner: 'city' },
    { member: 'planYear', field: 'programmeYear', codec: yearValue, required: true, owner: 'city' },
    { member: 'traineeName', field: 'name', codec: text(nameCodec), required: true, owner: 'city' },
    { member: 'certType', field: 'idType', codec: idTypeValue, required: true, owner: 'city' },
    { member: 'certNumber', field: 'idNumber', codec: text(citizenIdCodec), required: true, owner: 'city' },
    {
      member: 'trainingCertNo',
      field: 'certificateNo',
      codec: text(certificateNumberCodec),
      required: true,
      owner: 'city',
    },
    { member: 'trainingOrg', field: 'schoolName', codec: text(textCodec), required: true, owner: 'city' },
    { member: 'course', field: 'major', codec: text(textCodec), required: true, owner: 'city' },
    { member: 'hours', field: 'learningHours', codec: hoursValue, required: false, owner: 'city' },
    { member: 'issueDate', field: 'graduatedOn', codec: text(pastDayCodec), required: true, owner: 'city' },
    { member: 'checkState', field: 'verification', codec: verificationValue, required: true, owner: 'province' },
    { member: 'modifiedAt', field: 'updatedAt', codec: text(rfc3339Codec), required: true, owner: 'city' },
  ],
  ignored: [{ wire: 'score', reason: { zh: '成绩不出平台', en: 'marks do not leave the platform' } }],
  rules: [],
  complete: (draft) => {
    draft.programmeCode = PROGRAMME_CODE;
    draft.certificateType = 'TRAINING';
    draft.educationLevel = '90';
  },
  uncarried: (record) => [
    ...uncarriedProgramme(record),
    ...(record.certificateType === 'TRAINING' ? [] : ['certificateType']),
    ...(record.educationLevel === '90' ? [] : ['educationLevel']),
    ...(record.skillLevel === undefined ? [] : ['skillLevel']),
  ],
});
