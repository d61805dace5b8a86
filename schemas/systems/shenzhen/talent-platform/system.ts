import type { System } from '../../system.ts';
import { applicantMapping } from './applicant.ts';
import { certificateMapping } from './certificate.ts';
import { PROGRAMME_CODE } from './programme.ts';

export const talentPlatform: System = {
  id: 'shenzhen/talent-platform',
  side: 'city',
  tenant: 'shenzhen',
  name: { zh: '深圳市职业人才培训服务平台', en: 'Shenzhen vocational training platform' },
  programme: PROGRAMME_CODE,
  file: { form: 'jsonl' },
  receives: true,
  kinds: { applicant: applicantMapping, certificate: certificateMapping },
};
