import type { Payment } from '../../../canonical/payment.ts';
import { codeList } from '../../../codecs/code-list.ts';

/** The city's and the province's own grants have no word here: they are other systems' payments. */
export const fundingLevelCodec = codeList<Payment['fundingLevel']>(
  [
    ['区级', 'DISTRICT'],
    ['街道级', 'STREET'],
    ['企业级', 'ENTERPRISE'],
  ],
  [
    ['区', 'DISTRICT'],
    ['街道', 'STREET'],
    ['镇街', 'STREET'],
    ['企业', 'ENTERPRISE'],
  ],
);

/** The states of a bank's payment; a wallet's (WAIT_USER_CONFIRM, EXPIRED) have no word. */
export const paymentStateCodec = codeList<Payment['status']>(
  [
    ['待发放', 'PLANNED'],
    ['已编批', 'BATCHED'],
    ['已提交银行', 'SUBMITTED'],
    ['银行已受理', 'ACCEPTED'],
    ['银行处理中', 'PROCESSING'],
    ['发放成功', 'SUCCESS'],
    ['发放失败', 'FAILED'],
    ['退票', 'RETURNED'],
    ['结果未知', 'UNKNOWN'],
    ['已取消', 'CANCELLED'],
  ],
  [
    ['成功', 'SUCCESS'],
    ['失败', 'FAILED'],
    ['银行退票', 'RETURNED'],
  ],
);
