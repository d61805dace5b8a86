import type { System } from '../../system.ts';
import { applicantMapping } from './applicant.ts';
import { certificateMapping } from './certificate.ts';
import { paymentMapping } from './payment.ts';
import { PROGRAMME_CODE } from './programme.ts';

export const degreeSubsidy: System = {
  id: 'guangzhou/degree-subsidy',
  side: 'city',
  tenant: 'guangzhou',
  name: { zh: '广州市总工会求学圆梦行动学历教育补助', en: 'Guangzhou degree subsidy (求学圆梦行动)' },
  programme: PROGRAMME_CODE,
  file: { form: 'csv', encoding: 'gb18030' },
  receives: true,
  pays: ['CITY'],
  kinds: { applicant: applicantMapping, certificate: certificateMapping, payment: paymentMapping },
};
