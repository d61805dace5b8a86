import type { System } from '../../system.ts';
import { paymentMapping } from './payment.ts';
import { PROGRAMME_CODE } from './programme.ts';

export const matchingGrants: System = {
  id: 'guangzhou/matching-grants',
  side: 'city',
  tenant: 'guangzhou',
  name: {
    zh: '广州区、街道、企业三级工会配套资助',
    en: 'Matching grants of Guangzhou’s district, street and enterprise unions',
  },
  programme: PROGRAMME_CODE,
  file: { form: 'xlsx', sheet: '配套资助' },
  receives: true,
  pays: ['DISTRICT', 'STREET', 'ENTERPRISE'],
  payout: 'bank/payout',
  kinds: { payment: paymentMapping },
};
