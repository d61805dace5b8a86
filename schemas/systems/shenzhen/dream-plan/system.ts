import type { System } from '../../system.ts';
import { applicantMapping } from './applicant.ts';
import { certificateMapping } from './certificate.ts';
import { paymentMapping } from './payment.ts';
import { PROGRAMME_CODE } from './programme.ts';

export const dreamPlan: System = {
  id: 'shenzhen/dream-plan',
  side: 'city',
  tenant: 'shenzhen',
  name: { zh: '深圳市总工会圆梦计划', en: 'Shenzhen dream plan (圆梦计划)' },
  programme: PROGRAMME_CODE,
  file: { form: 'csv', encoding: 'utf-8-bom' },
  receives: true,
  kinds: { applicant: applicantMapping, certificate: certificateMapping, payment: paymentMapping },
};
