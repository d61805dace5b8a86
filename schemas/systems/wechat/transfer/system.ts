import type { System } from '../../system.ts';
import { paymentMapping, PROGRAMME_CODE } from './payment.ts';

export const wechatTransfer: System = {
  id: 'wechat/transfer',
  side: 'rail',
  tenant: 'wechat',
  name: { zh: '微信商家转账结果', en: 'Results of WeChat merchant transfers' },
  programme: PROGRAMME_CODE,
  file: { form: 'jsonl' },
  receives: false,
  kinds: { payment: paymentMapping },
};
