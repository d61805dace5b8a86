import type { System } from '../../system.ts';
import { applicantMapping } from './applicant.ts';
import { PROGRAMME_CODE } from './programme.ts';

export const foshanGrants: System = {
  id: 'foshan/grants',
  side: 'city',
  tenant: 'foshan',
  name: { zh: '佛山市总工会求学圆梦资助', en: 'Foshan study grants' },
  programme: PROGRAMME_CODE,
  file: { form: 'xlsx', sheet: '申领人' },
  receives: false,
  kinds: { applicant: applicantMapping },
};
