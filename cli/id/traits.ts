import type { CitizenIdDescription, Description, Region, UsccDescription } from '../../schemas/codecs/describe.ts';
import type { Named } from '../../schemas/codecs/region-codes.ts';
import type { Bilingual } from '../terminal.ts';

/** A label and what stands beside it. */
export type Trait = readonly [label: Bilingual, text: Bilingual];

/** What a valid identifier says of itself, in words; `value` is what was typed. */
export function traitsOf(description: Description, value: string): readonly Trait[] {
  switch (description.kind) {
    case 'citizen-id':
      return citizenIdTraits(description, value);
    case 'uscc':
      return usccTraits(description);
    case 'bank-card':
      return [
        [LENGTH, counted(description.digits)],
        [LUHN, description.passesLuhn ? LUHN_PASSED : LUHN_FAILED],
      ];
    case 'degree-certificate':
      return [
        [SCHOOL, same(description.school)],
        [STUDY, description.type ?? UNKNOWN],
        [YEAR, same(description.year)],
        [LEVEL, description.level ?? UNKNOWN],
        [SERIAL, counted(description.serialDigits)],
      ];
    case 'skill-certificate':
      return [
        [LENGTH, counted(description.characters)],
        [LAYOUT, LAYOUTS[description.layout]],
      ];
    case 'mobile':
      return [[FORM, { zh: '中国内地手机号码，11 位', en: 'mainland mobile number, 11 digits' }]];
  }
}

const FORM: Bilingual = { zh: '种类', en: 'form' };
const REGION: Bilingual = { zh: '地区', en: 'region' };
const LENGTH: Bilingual = { zh: '位数', en: 'length' };
const LUHN: Bilingual = { zh: 'Luhn 校验', en: 'Luhn check' };
const LUHN_PASSED: Bilingual = { zh: '通过', en: 'passed' };
const LUHN_FAILED: Bilingual = {
  zh: '未通过（真实的卡也有不通过的，不因此退回）',
  en: 'failed (some genuine cards do; no reason to refuse)',
};
const SCHOOL: Bilingual = { zh: '学校代码', en: 'school code' };
const STUDY: Bilingual = { zh: '教育类型', en: 'type' };
const YEAR: Bilingual = { zh: '毕业年份', en: 'year' };
const LEVEL: Bilingual = { zh: '层次', en: 'level' };
const SERIAL: Bilingual = { zh: '流水号', en: 'serial number' };
const LAYOUT: Bilingual = { zh: '排列', en: 'layout' };
const UNKNOWN: Bilingual = { zh: '不在代码表中', en: 'not in the code list' };

const LAYOUTS: Readonly<Record<'digits' | 'letter-and-digits' | 'unknown', Bilingual>> = {
  digits: { zh: '全部是数字', en: 'digits only' },
  'letter-and-digits': { zh: '一个字母加数字', en: 'a letter, then digits' },
  unknown: { zh: '未知的排列', en: 'an unknown layout' },
};

const ID_FORMS: Readonly<Record<CitizenIdDescription['form'], Bilingual>> = {
  resident: { zh: '居民身份证，18 位', en: 'resident identity card, 18 characters' },
  'hmt-permit': { zh: '港澳台居民居住证', en: 'residence permit, Hong Kong, Macao, Taiwan' },
  'foreigner-permit': {
    zh: '外国人永久居留身份证（新版 18 位）',
    en: "foreigner's permanent residence card, new form (18 digits)",
  },
  'old-foreigner-permit': {
    zh: '外国人永久居留证（旧版 15 位）',
    en: "foreigner's permanent residence card, old form (15)",
  },
};

const SEXES: Readonly<Record<CitizenIdDescription['sex'], Bilingual>> = {
  '1': { zh: '男', en: 'male' },
  '2': { zh: '女', en: 'female' },
  '9': { zh: '号码中没有', en: 'not in the number' },
};

function citizenIdTraits(description: CitizenIdDescription, value: string): readonly Trait[] {
  const { form, region, born, sex, nationality } = description;
  const isUpgraded = form === 'resident' && value.normalize('NFKC').replace(/\D/g, '').length === 15;
  return [
    [FORM, isUpgraded ? { zh: '居民身份证，15 位旧号', en: 'resident identity card, old form (15)' } : ID_FORMS[form]],
    ...(isUpgraded
      ? [
          [
            { zh: '升位', en: 'upgraded' },
            { zh: '已升为 18 位，是同一个人', en: 'to 18 digits: the same person' },
          ] as const,
        ]
      : []),
    ...(nationality === null
      ? []
      : [[{ zh: '国籍代码', en: 'nationality' }, same(`ISO 3166 ${nationality}`)] as const]),
    [REGION, place(region)],
    [
      { zh: '出生日期', en: 'born' },
      form === 'old-foreigner-permit'
        ? { zh: `${born}（号码中没有世纪）`, en: `${born} (the number has no century)` }
        : same(born),
    ],
    [{ zh: '性别', en: 'sex' }, SEXES[sex]],
  ];
}

function usccTraits({ department, organisation, region, organisationCode }: UsccDescription): readonly Trait[] {
  return [
    [{ zh: '登记部门', en: 'registered by' }, department ?? UNKNOWN],
    [{ zh: '机构类别', en: 'organisation' }, organisation ?? UNKNOWN],
    [{ zh: '登记地', en: 'registered in' }, place(region)],
    [{ zh: '组织机构代码', en: 'organisation code' }, same(organisationCode)],
  ];
}

/** A code this table does not know says nothing against the number: regions come and go. */
function place({ code, province, city, isRetired }: Region): Bilingual {
  if (code === '100000') return { zh: `国家级（${code}）`, en: `national (${code})` };
  if (province === null) return { zh: `代码 ${code}`, en: `code ${code}` };
  const names: readonly Named[] = city === null ? [province] : [province, city];
  const retired: Bilingual = isRetired ? { zh: '，已停用的旧代码', en: ', a retired code' } : { zh: '', en: '' };
  return {
    zh: `${names.map(({ zh }) => zh).join(' ')}（${code}${retired.zh}）`,
    en: `${names.map(({ en }) => en).join(', ')} (${code}${retired.en})`,
  };
}

function same(text: string): Bilingual {
  return { zh: text, en: text };
}

function counted(characters: number): Bilingual {
  return { zh: `${characters} 位`, en: String(characters) };
}
