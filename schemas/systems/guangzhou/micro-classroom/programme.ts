import type { Certificate } from '../../../canonical/certificate.ts';
import type { Constants } from '../../constants.ts';

export const PROGRAMME_CODE = 'GZ-WXT';

/** What a learning record of this system never says. */
export const LEARNING: Constants<Certificate> = {
  programmeCode: PROGRAMME_CODE,
  certificateType: 'LEARNING',
  educationLevel: '90',
  skillLevel: undefined,
};
