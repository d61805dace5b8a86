import { accountCodec } from '../../../schemas/codecs/account.ts';
import { passesLuhn } from '../../../schemas/codecs/bank-card.ts';
import { citizenIdCodec, sexOfCitizenId } from '../../../schemas/codecs/citizen-id.ts';
import { type Codec, isRefusal } from '../../../schemas/codecs/codec.ts';
import { dayCodec } from '../../../schemas/codecs/date.ts';
import { degreeCertificateCodec } from '../../../schemas/codecs/degree-certificate.ts';
import { ethnicCodec } from '../../../schemas/codecs/ethnic.ts';
import { hoursCodec } from '../../../schemas/codecs/hours.ts';
import { mobileCodec } from '../../../schemas/codecs/mobile.ts';
import { yuanCodec } from '../../../schemas/codecs/money.ts';
import { skillCertificateCodec } from '../../../schemas/codecs/skill-certificate.ts';
import { timestampCodec } from '../../../schemas/codecs/timestamp.ts';
import { usccCodec } from '../../../schemas/codecs/uscc.ts';
import { yearCodec } from '../../../schemas/codecs/year.ts';
import type { Bilingual } from '../../terminal.ts';
import type { LookName } from './fields.ts';
import { percent } from './headers.ts';
import type { KnownWords } from './known-words.ts';

/** What the cells of a column say for a field. */
export interface Look {
  /** Of the cells that hold something, those that fit, from 0 to 1. */
  readonly share: number;
  /** How much fitting cells prove by themselves: a check digit much, free text nothing. */
  readonly weight: number;
  /** Whether cells that don't fit speak against the field. */
  readonly strict: boolean;
  readonly reason: Bilingual | null;
}

export interface LookContext {
  /** `YYYY-MM-DD`. */
  readonly today: string;
  readonly words: KnownWords;
}

/** `cells` hold something each. */
export function lookAt(look: LookName, cells: readonly string[], context: LookContext): Look {
  return LOOKS[look](cells, context);
}

/** 1, 2, 3 …: a running number says nothing of a record. */
export function isRunningNumber(cells: readonly string[]): boolean {
  const [first = ''] = cells;
  return /^\d{1,7}$/.test(first) && cells.every((cell, at) => Number(cell) === Number(first) + at);
}

/** The characters that may join several words of a set in one cell. */
export const SEPARATORS = ['、', '；', ';', '，', ',', '/', ' '] as const;

export function wordsIn(cell: string): readonly string[] {
  return cell.split(/[、；;，,/ ]+/).filter((word) => word !== '');
}

const NOTHING: Look = { share: 0, weight: 0, strict: false, reason: null };

type Reads = Pick<Codec<unknown>, 'decode'>;
type Judge = (cells: readonly string[], context: LookContext) => Look;

const LOOKS: Readonly<Record<LookName, Judge>> = {
  'citizen-id': (cells, { today }) => {
    const share = shareOf(cells, (cell) => decodes(citizenIdCodec, cell, today));
    return proof(share, 0.95, {
      zh: `${percent(share)} 身份证校验码正确`,
      en: `${percent(share)} pass the ID check digit`,
    });
  },
  mobile: (cells, { today }) => decoded(cells, mobileCodec, today, 0.85, '手机号', 'mobile numbers'),
  'union-code': (cells, { today }) => codeOf(cells, today, /^[8８]/, '工会（8 开头）', 'of unions (8…)'),
  'company-code': (cells, { today }) => codeOf(cells, today, /^[^8８]/, '单位', 'of organisations'),
  account: (cells, { today }) => {
    const share = shareOf(cells, (cell) => decodes(accountCodec, cell, today) && !decodes(citizenIdCodec, cell, today));
    const luhn = shareOf(cells, (cell) => passesLuhn(cell.normalize('NFKC').replaceAll(/\D/g, '')));
    return proof(share, 0.4 + 0.45 * luhn, {
      zh: `${percent(share)} 是 16–19 位账号，${percent(luhn)} 通过 Luhn`,
      en: `${percent(share)} are accounts of 16–19 digits, ${percent(luhn)} pass Luhn`,
    });
  },
  day: (cells, { today }) => {
    const share = shareOf(cells, (cell) => isDayOrMonth(cell, today));
    return proof(share, 0.45, { zh: `${percent(share)} 是日期`, en: `${percent(share)} are dates` });
  },
  time: (cells, { today }) => decoded(cells, timestampCodec, today, 0.6, '日期时间', 'dates with a time'),
  year: (cells, { today }) => decoded(cells, yearCodec, today, 0.4, '年份', 'years'),
  hours: (cells, { today }) => numeric(decoded(cells, hoursCodec, today, 0.2, '学时', 'hours'), cells),
  yuan: (cells, { today }) => numeric(decoded(cells, yuanCodec, today, 0.35, '金额', 'amounts'), cells),
  'certificate-number': (cells, { today }) => {
    const share = shareOf(
      cells,
      (cell) => decodes(degreeCertificateCodec, cell, today) || decodes(skillCertificateCodec, cell, today),
    );
    return share > 0.5
      ? proof(share, 0.85, { zh: `${percent(share)} 是证书编号`, en: `${percent(share)} are certificate numbers` })
      : { ...numbersOf(cells), strict: false };
  },
  ethnic: (cells, { today }) => decoded(cells, ethnicCodec, today, 0.9, '民族', 'ethnic groups'),
  identifier: (cells) => numbersOf(cells),
  name: (cells) => {
    const share = shareOf(cells, (cell) => NAME.test(cell) && !NOT_A_NAME.test(cell));
    const varied = new Set(cells).size / cells.length > 0.5;
    const look = proof(share, varied ? 0.45 : 0.2, {
      zh: `${percent(share)} 像姓名`,
      en: `${percent(share)} look like names`,
    });
    // People are called many things; what has no letter in it is no name.
    return { ...look, strict: shareOf(cells, (cell) => /\p{L}/u.test(cell)) < 0.5 };
  },
  union: (cells) => worded(cells, UNION, 0.8, '工会名称', 'names of unions'),
  employer: (cells) => worded(cells, EMPLOYER, 0.6, '单位名称', 'names of organisations'),
  school: (cells) => worded(cells, SCHOOL, 0.7, '院校名称', 'names of schools'),
  major: (cells) => worded(cells, MAJOR, 0.45, '专业名称', 'names of majors'),
  bank: (cells) => worded(cells, BANK, 0.8, '银行名称', 'names of banks'),
  sex: (cells) => {
    const share = shareOf(cells, (cell) => SEX.test(cell.normalize('NFKC')));
    const digits = cells.every((cell) => /^\d$/.test(cell.normalize('NFKC')));
    return proof(share, digits ? 0.3 : 0.85, {
      zh: `${percent(share)} 是性别代码`,
      en: `${percent(share)} are codes of sex`,
    });
  },
  words: (cells, { words }) => known(cells, (cell) => words.has(cell)),
  'word-set': (cells, { words }) => known(cells, (cell) => wordsIn(cell).every((word) => words.has(word))),
  region: () => NOTHING,
  text: () => NOTHING,
};

/** Whether the sex column says 1 男 0 女: the share of rows in which that agrees with the ID number; null where nothing tells. */
export function unionSexAgreement(sexes: readonly string[], ids: readonly string[], today: string): number | null {
  let told = 0;
  let agreed = 0;
  for (const [at, sex] of sexes.entries()) {
    const id = citizenIdCodec.decode(ids[at] ?? '', today);
    if (sex === '' || isRefusal(id) || sexOfCitizenId(id) === '9') continue;
    told += 1;
    if ((sexOfCitizenId(id) === '1') === (sex === '1')) agreed += 1;
  }
  return told === 0 ? null : agreed / told;
}

function isDayOrMonth(cell: string, today: string): boolean {
  const day = dayCodec.decode(cell, today);
  return isRefusal(day) ? day.refused === 'date.ambiguous' && !/^\d{1,5}$/.test(cell) : !/^\d{5}$/.test(cell);
}

function decodes(codec: Reads, cell: string, today: string): boolean {
  return !isRefusal(codec.decode(cell, today));
}

function shareOf(cells: readonly string[], fits: (cell: string) => boolean): number {
  return cells.length === 0 ? 0 : cells.filter(fits).length / cells.length;
}

function proof(share: number, weight: number, reason: Bilingual): Look {
  return { share, weight, strict: true, reason: share === 0 ? null : reason };
}

function decoded(cells: readonly string[], codec: Reads, today: string, weight: number, zh: string, en: string): Look {
  const share = shareOf(cells, (cell) => decodes(codec, cell, today));
  return proof(share, weight, { zh: `${percent(share)} 是${zh}`, en: `${percent(share)} are ${en}` });
}

function codeOf(cells: readonly string[], today: string, first: RegExp, zh: string, en: string): Look {
  const share = shareOf(cells, (cell) => first.test(cell) && decodes(usccCodec, cell, today));
  return proof(share, 0.9, {
    zh: `${percent(share)} 是${zh}统一社会信用代码，校验码正确`,
    en: `${percent(share)} are unified social credit codes ${en}, check characters right`,
  });
}

/** A running number is no amount. */
function numeric(look: Look, cells: readonly string[]): Look {
  return isRunningNumber(cells) ? { ...look, share: 0, reason: null } : look;
}

/** Numbers a system gave its records: each once, digits in them, no Chinese, alike. */
function numbersOf(cells: readonly string[]): Look {
  const share = isRunningNumber(cells)
    ? 0
    : shareOf(cells, (cell) => /\d/.test(cell) && /^[\w-]{4,40}$/.test(cell.normalize('NFKC')));
  const unique = new Set(cells).size / Math.max(1, cells.length);
  return proof(share, unique > 0.95 ? 0.3 : 0.1, {
    zh: `${percent(share)} 是编号`,
    en: `${percent(share)} are numbers of records`,
  });
}

/** Names of things: those that fit speak for the field, those that don't not against it. */
function worded(cells: readonly string[], pattern: RegExp, weight: number, zh: string, en: string): Look {
  const share = shareOf(cells, (cell) => pattern.test(cell));
  return {
    ...proof(share, weight, { zh: `${percent(share)} 像${zh}`, en: `${percent(share)} look like ${en}` }),
    strict: false,
  };
}

/** Known words prove a code list; a few words that come again and again may be one nobody has seen yet. */
function known(cells: readonly string[], knows: (cell: string) => boolean): Look {
  const share = shareOf(cells, knows);
  const different = new Set(cells).size;
  const isList = different <= WORDS_MAX && different * REPEATED_MIN <= cells.length;
  const proves = cells.every((cell) => /^[!-~]{1,2}$/.test(cell)) ? LETTERS_PROVE : WORDS_PROVE;
  const reason =
    share > 0
      ? { zh: `${percent(share)} 是已知代码词`, en: `${percent(share)} are known code words` }
      : { zh: `只有 ${different} 种词，像代码`, en: `${different} different words only, like codes` };
  return isList && share * proves < REPEATED_PROVE
    ? { share: 1, weight: REPEATED_PROVE, strict: false, reason }
    : { share, weight: proves, strict: different > WORDS_MAX, reason: share > 0 ? reason : null };
}

const REPEATED_MIN = 3;
const REPEATED_PROVE = 0.25;
const LETTERS_PROVE = 0.3;
const WORDS_PROVE = 0.8;
const WORDS_MAX = 40;
const NAME =
  /^(?:[\p{Script=Han}]{2,4}|[\p{Script=Han}]+[·•‧・･．][\p{Script=Han}·•‧・･．]+|[A-Z][a-z]+(?: [A-Z][a-z]+)+)$/u;
/** Words of other columns that are as short as a name. */
const NOT_A_NAME = /(?:工会|公司|学院|大学|银行|审核|通过|族|是|否|专|科|区|市|街|技术|管理)$/;
const UNION = /工会|联合会/;
const EMPLOYER = /^(?!.*工会).*(?:公司|厂|集团|中心|局|医院|商行|酒店|事务所|合作社|经营部|门店|车间|工作室)/;
const SCHOOL = /大学(?!本科|专科)|学院|学校|电大|技校/;
const MAJOR = /(?:技术|管理|工程|学|设计|贸易|电商|商务|会计|制造|护理|教育|法律|维修|服务|营销|财务|应用|自动化)$/;
const BANK = /银行|信用社|农商行|支行|分行/;
const SEX = /^(?:男|女|男性|女性|[0129])$/;
