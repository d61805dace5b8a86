import type { System } from '../../system.ts';
import { certificateMapping } from './certificate.ts';
import { PROGRAMME_CODE } from './programme.ts';

export const suigongAcademy: System = {
  id: 'guangzhou/suigong-academy',
  side: 'city',
  tenant: 'guangzhou',
  name: { zh: '穗工学堂（小程序）', en: 'Suigong academy, a mini program' },
  programme: PROGRAMME_CODE,
  file: { form: 'jsonl' },
  receives: false,
  kinds: { certificate: certificateMapping },
};
