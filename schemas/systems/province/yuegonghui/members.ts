import { EDUCATION_LEVELS, ID_TYPES } from '../../../canonical/applicant.ts';
import { citizenIdCodec } from '../../../codecs/citizen-id.ts';
import { oneOf } from '../../../codecs/code-list.ts';
import { nameCodec } from '../../../codecs/name.ts';
import { identifierCodec, textCodec } from '../../../codecs/text.ts';
import { rfc3339Codec } from '../../../codecs/timestamp.ts';
import { text, yearValue } from '../../../codecs/value.ts';
import { PROGRAMMES } from '../../../programmes.ts';

/** Members every kind has, one codec each. */
export const identifierValue = text(identifierCodec);
export const textValue = text(textCodec);
export const nameValue = text(nameCodec);
export const idTypeValue = oneOf(ID_TYPES);
export const idNumberValue = text(citizenIdCodec);
export const educationLevelValue = oneOf(EDUCATION_LEVELS);
export const programmeCodeValue = oneOf<string>(PROGRAMMES.map(({ code }) => code));
export const programmeYearValue = yearValue;
export const updatedAtValue = text(rfc3339Codec);
