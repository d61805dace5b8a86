import type { Payment } from '../../../canonical/payment.ts';
import { codeList } from '../../../codecs/code-list.ts';
import { PROGRAMMES } from '../../../programmes.ts';

export const fundingLevelCodec = codeList<Payment['fundingLevel']>([
  ['市级', 'CITY'],
  ['区级', 'DISTRICT'],
  ['街道级', 'STREET'],
  ['企业级', 'ENTERPRISE'],
  ['省级', 'PROVINCE'],
]);

/** The states of a bank's payment; a wallet's (WAIT_USER_CONFIRM, EXPIRED) have no word. */
export const paymentStateCodec = codeList<Payment['status']>(
  [
    ['待处理', 'PLANNED'],
    ['已编批', 'BATCHED'],
    ['已提交', 'SUBMITTED'],
    ['已受理', 'ACCEPTED'],
    ['处理中', 'PROCESSING'],
    ['成功', 'SUCCESS'],
    ['失败', 'FAILED'],
    ['退票', 'RETURNED'],
    ['未知', 'UNKNOWN'],
    ['已撤销', 'CANCELLED'],
  ],
  [
    ['交易成功', 'SUCCESS'],
    ['交易失败', 'FAILED'],
  ],
);

/** The contract's codes go on the wire as they are. */
export const programmeCodec = codeList<string>(PROGRAMMES.map(({ code }) => [code, code]));
