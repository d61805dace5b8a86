import type { Applicant } from '../../../canonical/applicant.ts';
import type { Certificate } from '../../../canonical/certificate.ts';
import type { Constants } from '../../constants.ts';

export const PROGRAMME_CODE = 'GZ-ZGDX';

/** What an enrolment of this system never says: it asks for no 民族, knows no priorities, and is Guangzhou's. */
export const ENROLMENT: Constants<Applicant> = {
  programmeCode: PROGRAMME_CODE,
  ethnic: undefined,
  priorityTags: [],
  regionCode: '440100',
};

/** What its certificates of completion never say. */
export const COMPLETION: Constants<Certificate> = {
  programmeCode: PROGRAMME_CODE,
  certificateType: 'COMPLETION',
  educationLevel: '90',
  skillLevel: undefined,
};
