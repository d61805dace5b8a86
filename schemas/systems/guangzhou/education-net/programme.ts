import type { Applicant } from '../../../canonical/applicant.ts';
import type { DecodeContext } from '../../system.ts';
import type { Constants } from '../../constants.ts';
import type { Draft } from '../../record-rules.ts';

/** Its applications are the early years of the city's degree subsidy. */
export const PROGRAMME_CODE = 'GZ-XLBZ';

/** What this system never says: it is Guangzhou's, knows no priorities, and was made before units had credit codes. */
export const OLD_APPLICATION: Constants<Applicant> = {
  programmeCode: PROGRAMME_CODE,
  unionCode: undefined,
  employerCode: undefined,
  priorityTags: [],
  regionCode: '440100',
};

/** The year given, else that of 报名时间. */
export function addYear(draft: Draft<Applicant>, context: DecodeContext): void {
  draft.programmeYear = context.programmeYear ?? Number((draft.appliedOn ?? context.today).slice(0, 4));
}

/** 证件类型, which this system has no column for, as the number tells it. */
export function idTypeOf(idNumber: string): Applicant['idType'] {
  if (/^8[123]0000/.test(idNumber)) return '02';
  return /^(?:9|[A-Z])/.test(idNumber) ? '03' : '01';
}
