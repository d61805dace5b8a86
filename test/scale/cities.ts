/** A city of Guangdong with a system of its own, one programme and one region. */
export interface City {
  readonly name: { readonly zh: string; readonly en: string };
  readonly tenant: string;
  readonly system: string;
  readonly programme: string;
  /** GB/T 2260, six digits (DOMAIN §3). */
  readonly region: string;
  readonly carries: 'applicants' | 'applicants and certificates' | 'payments as well';
  /** What its applicants are by now: a state nobody at the province works on, in the words of its own programme. */
  readonly status: 'APPROVED' | 'ENROLLED';
  /** The registry has it; of the others a run makes the folder. */
  readonly isThere: boolean;
}

/** The 21 cities in the order of their regions: three the registry has, eighteen made after Guangzhou's. */
export const CITIES: readonly City[] = [
  {
    ...cityOf('广州', 'Guangzhou', 'GZ-XLBZ', '440100'),
    system: 'guangzhou/degree-subsidy',
    carries: 'payments as well',
    isThere: true,
  },
  cityOf('韶关', 'Shaoguan', 'SG-XLBZ', '440200'),
  {
    ...cityOf('深圳', 'Shenzhen', 'SZ-YMJH', '440300'),
    system: 'shenzhen/dream-plan',
    status: 'ENROLLED',
    isThere: true,
  },
  { ...cityOf('珠海', 'Zhuhai', 'ZH-XLBZ', '440400'), carries: 'payments as well' },
  cityOf('汕头', 'Shantou', 'ST-XLBZ', '440500'),
  { ...cityOf('佛山', 'Foshan', 'FS-XLBZ', '440600'), carries: 'applicants', isThere: true },
  cityOf('江门', 'Jiangmen', 'JM-XLBZ', '440700'),
  cityOf('湛江', 'Zhanjiang', 'ZJ-XLBZ', '440800'),
  cityOf('茂名', 'Maoming', 'MM-XLBZ', '440900'),
  cityOf('肇庆', 'Zhaoqing', 'ZQ-XLBZ', '441200'),
  cityOf('惠州', 'Huizhou', 'HZ-XLBZ', '441300'),
  cityOf('梅州', 'Meizhou', 'MZ-XLBZ', '441400'),
  cityOf('汕尾', 'Shanwei', 'SW-XLBZ', '441500'),
  cityOf('河源', 'Heyuan', 'HY-XLBZ', '441600'),
  cityOf('阳江', 'Yangjiang', 'YJ-XLBZ', '441700'),
  cityOf('清远', 'Qingyuan', 'QY-XLBZ', '441800'),
  { ...cityOf('东莞', 'Dongguan', 'DG-XLBZ', '441900'), carries: 'payments as well' },
  cityOf('中山', 'Zhongshan', 'ZS-XLBZ', '442000'),
  cityOf('潮州', 'Chaozhou', 'CZ-XLBZ', '445100'),
  cityOf('揭阳', 'Jieyang', 'JY-XLBZ', '445200'),
  cityOf('云浮', 'Yunfu', 'YF-XLBZ', '445300'),
];

/** The first so many, but always those the registry has: fewer cities mean fewer new folders. */
export function firstCities(count: number): readonly City[] {
  const there = CITIES.filter(({ isThere }) => isThere);
  const made = CITIES.filter(({ isThere }) => !isThere).slice(0, Math.max(0, count - there.length));
  return [...there, ...made].slice(0, count).toSorted((a, b) => (a.region < b.region ? -1 : 1));
}

function cityOf(zh: string, en: string, programme: string, region: string): City {
  const tenant = en.toLowerCase();
  return {
    name: { zh, en },
    tenant,
    system: `${tenant}/grants`,
    programme,
    region,
    carries: 'applicants and certificates',
    status: 'APPROVED',
    isThere: false,
  };
}
