import type { Payment } from '../../../canonical/payment.ts';
import type { Constants } from '../../constants.ts';

/** The grants match the city's degree subsidy: same person, same programme, another funding level. */
export const PROGRAMME_CODE = 'GZ-XLBZ';

export const MATCHING_GRANT: Constants<Payment> = { programmeCode: PROGRAMME_CODE };
