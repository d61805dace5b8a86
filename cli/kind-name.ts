import type { Kind } from '../schemas/kind.ts';
import type { Bilingual } from './terminal.ts';

export const kindNames: Readonly<Record<Kind, Bilingual>> = {
  applicant: { zh: '申领人', en: 'applicant' },
  certificate: { zh: '证书', en: 'certificate' },
  payment: { zh: '发放', en: 'payment' },
};
