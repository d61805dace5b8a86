import type { System } from '../../system.ts';
import { paymentMapping } from './payment.ts';
import { summaryLine } from './summary.ts';

export const bankPayout: System = {
  id: 'bank/payout',
  side: 'rail',
  tenant: 'bank',
  name: { zh: '银行代发与回盘', en: 'Bank payout (代发) and its return file (回盘)' },
  file: { form: 'text', delimiter: '|', encoding: 'gb18030', summary: summaryLine },
  receives: true,
  kinds: { payment: paymentMapping },
};
