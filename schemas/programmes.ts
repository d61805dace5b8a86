import { programme as foshanGrants } from './systems/foshan/grants/programme.ts';

/** How a programme grants (DOMAIN §1): who is paid, through which channel and when differ. TRAINING pays nobody. */
export const GRANT_MODELS = ['LOTTERY_GRANT', 'POST_DIPLOMA_REIMBURSE', 'TUITION_SPONSORSHIP', 'TRAINING'] as const;
export type GrantModel = (typeof GRANT_MODELS)[number];

export interface Programme {
  /** GZ-XLBZ, SZ-YMJH and GD-QXYM stand in the public contract; the other codes are ours to change. */
  readonly code: string;
  readonly name: { readonly zh: string; readonly en: string };
  readonly model: GrantModel;
  /**
   * Grants of one group may be had once, across cities and years: one group for the province's, one for all cities' (DOMAIN §1).
   * Absent: a grant is one of the cities', a training pays nobody. Whether both groups may be had is the deployment's `stacking`.
   */
  readonly claimGroup?: 'province' | 'city-education';
}

/** Every programme the bridge knows, and 粤工惠 with it. A new system's own stands in its folder and is one line here. */
export const PROGRAMMES: readonly Programme[] = [
  {
    code: 'GZ-XLBZ',
    name: { zh: '广州市总工会求学圆梦行动学历教育补助', en: 'Guangzhou degree subsidy' },
    model: 'POST_DIPLOMA_REIMBURSE',
    claimGroup: 'city-education',
  },
  {
    code: 'SZ-YMJH',
    name: { zh: '深圳市总工会圆梦计划', en: 'Shenzhen dream plan' },
    model: 'TUITION_SPONSORSHIP',
    claimGroup: 'city-education',
  },
  {
    code: 'GD-QXYM',
    name: { zh: '广东省总工会求学圆梦学历补贴', en: 'Guangdong degree subsidy' },
    model: 'LOTTERY_GRANT',
    claimGroup: 'province',
  },
  { code: 'GZ-ZGDX', name: { zh: '广州职工大学堂课程', en: "Guangzhou workers' university" }, model: 'TRAINING' },
  { code: 'GZ-SGXT', name: { zh: '穗工学堂学习', en: 'Suigong academy' }, model: 'TRAINING' },
  { code: 'GZ-WXT', name: { zh: '广州职工微学堂学习', en: 'Guangzhou micro classroom' }, model: 'TRAINING' },
  { code: 'SZ-ZYPX', name: { zh: '深圳职业人才培训', en: 'Shenzhen vocational training' }, model: 'TRAINING' },
  { code: 'SZ-SXGC', name: { zh: '深圳实训工场', en: 'Shenzhen training workshops' }, model: 'TRAINING' },
  foshanGrants,
];

export function programmeByCode(code: string): Programme | undefined {
  return PROGRAMMES.find((programme) => programme.code === code);
}
