import type { Named } from './region-codes.ts';

/**
 * Departments that register organisations (GB 32100-2015, first character, and what was added to it later). Compiled by us: it explains
 * a code to people and rejects none.
 */
export const REGISTRATION_DEPARTMENTS: ReadonlyMap<string, Named> = new Map([
  ['1', { zh: '机构编制', en: 'public establishment' }],
  ['2', { zh: '外交', en: 'foreign affairs' }],
  ['3', { zh: '司法行政', en: 'judicial administration' }],
  ['4', { zh: '文化', en: 'culture' }],
  ['5', { zh: '民政', en: 'civil affairs' }],
  ['6', { zh: '旅游', en: 'tourism' }],
  ['7', { zh: '宗教', en: 'religious affairs' }],
  ['8', { zh: '工会', en: 'trade unions' }],
  ['9', { zh: '市场监管', en: 'market regulation' }],
  ['A', { zh: '中央军委', en: 'Central Military Commission' }],
  ['N', { zh: '农业农村', en: 'agriculture' }],
  ['Y', { zh: '其他', en: 'other' }],
]);

/** Kinds of organisation by the first two characters, from the same source and for the same use. 9 is 其他 under every department that has kinds of its own. */
export const ORGANISATION_KINDS: ReadonlyMap<string, Named> = new Map([
  ['11', { zh: '机关', en: 'state organ' }],
  ['12', { zh: '事业单位', en: 'public institution' }],
  ['13', { zh: '群众团体', en: 'mass organisation' }],
  ['31', { zh: '律师执业机构', en: 'law firm' }],
  ['32', { zh: '公证处', en: 'notary office' }],
  ['33', { zh: '基层法律服务所', en: 'local legal service' }],
  ['34', { zh: '司法鉴定机构', en: 'forensic institution' }],
  ['35', { zh: '仲裁委员会', en: 'arbitration commission' }],
  ['51', { zh: '社会团体', en: 'social organisation' }],
  ['52', { zh: '民办非企业单位', en: 'private non-enterprise unit' }],
  ['53', { zh: '基金会', en: 'foundation' }],
  ['71', { zh: '宗教活动场所', en: 'place of worship' }],
  ['72', { zh: '宗教院校', en: 'religious school' }],
  ['81', { zh: '基层工会', en: 'grass-roots union' }],
  ['82', { zh: '非法人工会', en: 'union without legal personality' }],
  ['89', { zh: '其他工会', en: 'other union' }],
  ['91', { zh: '企业', en: 'company' }],
  ['92', { zh: '个体工商户', en: 'sole trader' }],
  ['93', { zh: '农民专业合作社', en: 'farmers’ cooperative' }],
]);
