import type { System } from '../../system.ts';
import { certificateMapping } from './certificate.ts';
import { PROGRAMME_CODE } from './programme.ts';

export const trainingNetwork: System = {
  id: 'shenzhen/training-network',
  side: 'city',
  tenant: 'shenzhen',
  name: { zh: '深圳“1+20+100”实训工场和培训中心', en: 'Shenzhen training workshops ("1+20+100")' },
  programme: PROGRAMME_CODE,
  file: { form: 'xlsx', sheet: '技能等级' },
  receives: true,
  kinds: { certificate: certificateMapping },
};
