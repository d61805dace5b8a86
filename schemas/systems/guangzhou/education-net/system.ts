import type { System } from '../../system.ts';
import { applicantMapping } from './applicant.ts';
import { PROGRAMME_CODE } from './programme.ts';

export const educationNet: System = {
  id: 'guangzhou/education-net',
  side: 'city',
  tenant: 'guangzhou',
  name: { zh: '广州职工教育网', en: "Guangzhou workers' education net, of 2010" },
  programme: PROGRAMME_CODE,
  file: { form: 'text', delimiter: '|', encoding: 'gb18030' },
  receives: false,
  kinds: { applicant: applicantMapping },
};
