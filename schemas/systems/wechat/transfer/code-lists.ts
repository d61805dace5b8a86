import type { Payment } from '../../../canonical/payment.ts';
import { codeList } from '../../../codecs/code-list.ts';
import { text } from '../../../codecs/value.ts';

/** The reason that makes a FAIL a lapse: nobody confirmed it within 24 hours; nothing is wrong with the payee. */
export const LAPSE_REASON = 'OVERDUE_CLOSE';
export const FAILED_WORD = 'FAIL';
/** Ours: WeChat says a lapse as FAIL with its reason. */
export const LAPSED_WORD = 'CLOSED';
/** Ours, for a state nobody understands. */
export const UNKNOWN_WORD = 'UNKNOWN';

/** WeChat's detail states, and ours: CANCELLED for a transfer its merchant withdrew, CLOSED, UNKNOWN. */
export const detailStateCodec = codeList<Payment['status']>(
  [
    ['ACCEPTED', 'ACCEPTED'],
    ['PROCESSING', 'PROCESSING'],
    ['WAIT_USER_CONFIRM', 'WAIT_USER_CONFIRM'],
    ['SUCCESS', 'SUCCESS'],
    [FAILED_WORD, 'FAILED'],
    ['CANCELLED', 'CANCELLED'],
    [LAPSED_WORD, 'EXPIRED'],
    [UNKNOWN_WORD, 'UNKNOWN'],
  ],
  [['TRANSFERING', 'PROCESSING']],
);

export const detailStateValue = text(detailStateCodec);
