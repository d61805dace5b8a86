import type { System } from '../../system.ts';
import { applicantMapping } from './applicant.ts';
import { certificateMapping } from './certificate.ts';
import { PROGRAMME_CODE } from './programme.ts';

export const workersUniversity: System = {
  id: 'guangzhou/workers-university',
  side: 'city',
  tenant: 'guangzhou',
  name: { zh: '广州职工大学堂教学教务管理平台', en: "Guangzhou workers' university" },
  programme: PROGRAMME_CODE,
  file: { form: 'xlsx', sheet: '学员名册' },
  receives: true,
  kinds: { applicant: applicantMapping, certificate: certificateMapping },
};
