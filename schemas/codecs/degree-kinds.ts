import type { Named } from './region-codes.ts';

/** Type of study in a degree's number, position 6; 8 is ours. */
export const DEGREE_NUMBER_TYPES: ReadonlyMap<string, Named> = new Map([
  ['1', { zh: '普通高等教育', en: 'full-time higher education' }],
  ['5', { zh: '成人高等教育', en: 'adult higher education' }],
  ['6', { zh: '自学考试', en: 'self-study examination' }],
  ['7', { zh: '网络教育', en: 'online education' }],
  ['8', { zh: '开放教育', en: 'open education' }],
]);

/** Level in a degree's number, positions 11–12. */
export const DEGREE_NUMBER_LEVELS: ReadonlyMap<string, Named> = new Map([
  ['01', { zh: '博士研究生', en: 'doctorate' }],
  ['02', { zh: '硕士研究生', en: "master's" }],
  ['04', { zh: '第二学士学位', en: "second bachelor's" }],
  ['05', { zh: '本科', en: "bachelor's" }],
  ['06', { zh: '专科', en: 'junior college' }],
]);
