import { expect, test } from 'vitest';
import { describe as describeIdentifier, type Description } from '../../../../schemas/codecs/describe.ts';
import type { IdentifierKind } from '../../../../schemas/codecs/identify.ts';

const GUANGDONG = { zh: '广东', en: 'Guangdong' };
const BEIJING = { zh: '北京', en: 'Beijing' };
const region = (code: string, province: object | null, city: object | null = null, isRetired = false): object => ({
  code,
  province,
  city,
  isRetired,
});

const DESCRIBED: readonly (readonly [IdentifierKind, string, object])[] = [
  [
    'citizen-id',
    '44010619900307001X',
    {
      form: 'resident',
      region: region('440106', GUANGDONG, { zh: '广州', en: 'Guangzhou' }),
      born: '1990-03-07',
      sex: '1',
      nationality: null,
    },
  ],
  [
    'citizen-id',
    '440524188001010014',
    {
      form: 'resident',
      region: region('440524', GUANGDONG, { zh: '汕头', en: 'Shantou' }, true),
      born: '1880-01-01',
      sex: '1',
      nationality: null,
    },
  ],
  [
    'citizen-id',
    '990101199003070021',
    { form: 'foreigner-permit', region: region('90', null), born: '1990-03-07', sex: '2', nationality: '101' },
  ],
  [
    'citizen-id',
    '810000199408230021',
    {
      form: 'hmt-permit',
      region: region('810000', { zh: '香港', en: 'Hong Kong' }),
      born: '1994-08-23',
      sex: '2',
      nationality: null,
    },
  ],
  [
    'citizen-id',
    '911398199012310021',
    { form: 'foreigner-permit', region: region('11', BEIJING), born: '1990-12-31', sex: '2', nationality: '398' },
  ],
  [
    'citizen-id',
    'FRA440390010155',
    {
      form: 'old-foreigner-permit',
      region: region('4403', GUANGDONG, { zh: '深圳', en: 'Shenzhen' }),
      born: '90-01-01',
      sex: '9',
      nationality: 'FRA',
    },
  ],
  [
    'uscc',
    '81440100MC0000004Q',
    {
      department: { zh: '工会', en: 'trade unions' },
      organisation: { zh: '基层工会', en: 'grass-roots union' },
      region: region('440100', GUANGDONG, { zh: '广州', en: 'Guangzhou' }),
      organisationCode: 'MC000000-4',
      isPilot: false,
    },
  ],
  [
    'uscc',
    '91350211M00013FA1N',
    {
      department: { zh: '市场监管', en: 'market regulation' },
      organisation: { zh: '企业', en: 'company' },
      region: region('350211', { zh: '福建', en: 'Fujian' }),
      organisationCode: 'M00013FA-1',
      isPilot: true,
    },
  ],
  [
    'uscc',
    '0G1000005000160090',
    {
      department: null,
      organisation: null,
      region: region('100000', null),
      organisationCode: '50001600-9',
      isPilot: false,
    },
  ],
  ['bank-card', '6221558812340000', { digits: 16, passesLuhn: false }],
  ['bank-card', '4111111111111111', { digits: 16, passesLuhn: true }],
  [
    'degree-certificate',
    '104765201605701784',
    {
      school: '10476',
      type: { zh: '成人高等教育', en: 'adult higher education' },
      year: '2016',
      level: { zh: '本科', en: "bachelor's" },
      serialDigits: 6,
    },
  ],
  [
    'degree-certificate',
    '10476920160970178',
    { school: '10476', type: null, year: '2016', level: null, serialDigits: 5 },
  ],
  ['skill-certificate', '4401001234567890123456', { layout: 'digits', characters: 22 }],
  ['skill-certificate', 'S4401001234567890123456', { layout: 'letter-and-digits', characters: 23 }],
  ['skill-certificate', '44010012345678901234AB', { layout: 'unknown', characters: 22 }],
  ['mobile', '13812345678', {}],
];

test.each(DESCRIBED)('%s %s says what it is', (kind, normal, said) => {
  expect(describeIdentifier(kind, normal)).toEqual({ kind, ...said } as Description);
});
