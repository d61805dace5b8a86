import type { System } from '../../system.ts';
import { applicantMapping } from './applicant.ts';
import { certificateMapping } from './certificate.ts';
import { paymentMapping } from './payment.ts';

export const yuegonghui: System = {
  id: 'province/yuegonghui',
  side: 'province',
  tenant: 'province',
  name: { zh: '粤工惠（省平台）', en: '粤工惠, the provincial platform' },
  file: { form: 'jsonl' },
  receives: true,
  kinds: { applicant: applicantMapping, certificate: certificateMapping, payment: paymentMapping },
};
