import type { System } from '../../system.ts';
import { certificateMapping } from './certificate.ts';
import { PROGRAMME_CODE } from './programme.ts';

export const microClassroom: System = {
  id: 'guangzhou/micro-classroom',
  side: 'city',
  tenant: 'guangzhou',
  name: { zh: '广州职工微学堂', en: 'Guangzhou micro classroom' },
  programme: PROGRAMME_CODE,
  file: { form: 'csv', encoding: 'utf-8-bom' },
  receives: false,
  kinds: { certificate: certificateMapping },
};
