import {
  EDUCATION_LEVELS,
  ID_TYPES,
  PRIORITY_TAGS,
  APPLICATION_STATES,
  SEXES,
} from '../../../schemas/canonical/applicant.ts';
import { CERTIFICATE_TYPES, SKILL_LEVELS, VERIFICATION_STATES } from '../../../schemas/canonical/certificate.ts';
import { FUNDING_LEVELS, PAYMENT_STATES } from '../../../schemas/canonical/payment.ts';
import type { Kind } from '../../../schemas/kind.ts';
import type { System } from '../../../schemas/systems/system.ts';
import { type CodeValue, knownWords } from './known-words.ts';
import { SEPARATORS, wordsIn } from './looks.ts';

/** The words of a column that is a code list, sorted into what is known and what a person must say. */
export interface WordsDraft {
  readonly entries: readonly (readonly [word: string, value: CodeValue])[];
  /** Further words of a value that has one already. */
  readonly synonyms: readonly (readonly [word: string, value: CodeValue])[];
  readonly unknown: readonly CountedWord[];
  /** Known words that mean different things in different systems. */
  readonly ambiguous: readonly (CountedWord & { readonly values: readonly CodeValue[] })[];
  /** Rows with a value too rare or too long to be shown as a word: it might be anything, a person's name too. */
  readonly hiddenRows: readonly number[];
  /** Of a set: what stands between its words, and the word for none. */
  readonly set: { readonly separator: string; readonly none: string } | null;
}

export interface CountedWord {
  readonly word: string;
  readonly count: number;
}

/** What a column's cells are, with the rows they stand in; `isSet`: several words may stand in one. */
export interface CellsOf {
  readonly kind: Kind;
  readonly field: string;
  readonly isSet: boolean;
  readonly cells: readonly string[];
  readonly rows: readonly number[];
  /** Values of the other columns: what stands there, too, is no word of a list. */
  readonly elsewhere: ReadonlySet<string>;
  /** Whether the column is surely this field's. */
  readonly isSure: boolean;
  /** The systems whose words are known. */
  readonly known: readonly System[];
}

export function draftWords({ kind, field, isSet, cells, rows, elsewhere, isSure, known: from }: CellsOf): WordsDraft {
  const known = knownWords(kind, field, from);
  const none = isSet ? (NONE_WORDS.find((word) => cells.includes(word)) ?? '') : null;
  const split = (cell: string): readonly string[] =>
    cell === '' || cell === none ? [] : isSet ? wordsIn(cell) : [cell];
  const counts = new Map<string, number>();
  for (const cell of cells) for (const word of split(cell)) counts.set(word, (counts.get(word) ?? 0) + 1);
  const counted = [...counts]
    .map(([word, count]) => ({ word, count }))
    .toSorted((one, other) => other.count - one.count || (one.word < other.word ? -1 : 1));
  // Only among words that are mostly known may one be shown that could be somebody's name.
  const all = counted.reduce((sum, { count }) => sum + count, 0);
  const told = counted.reduce((sum, { word, count }) => sum + (known.has(word) ? count : 0), 0);
  const mayBeNames = isSure && told * 2 >= all;
  const isShown = ({ word, count }: CountedWord): boolean =>
    isWord(word, count) && !elsewhere.has(word) && (mayBeNames || !couldBeName(word));
  const hidden = new Set(counted.filter((one) => !known.has(one.word) && !isShown(one)).map(({ word }) => word));
  const entries: (readonly [string, CodeValue])[] = [];
  const synonyms: (readonly [string, CodeValue])[] = [];
  // A set has no synonyms, so the second word of a value is for a person to settle.
  const second: (readonly [string, CodeValue])[] = [];
  for (const { word } of counted) {
    const [value, other] = known.get(word) ?? [];
    if (value === undefined || other !== undefined) continue;
    if (!entries.some(([, taken]) => taken === value)) entries.push([word, value]);
    else (isSet ? second : synonyms).push([word, value]);
  }
  return {
    entries,
    synonyms,
    unknown: counted.filter(
      ({ word }) => (!known.has(word) && !hidden.has(word)) || second.some(([other]) => other === word),
    ),
    ambiguous: counted.flatMap((one) => {
      const values = known.get(one.word) ?? [];
      return values.length > 1 ? [{ ...one, values }] : [];
    }),
    hiddenRows: rows.filter((_, at) => split(cells[at] ?? '').some((word) => hidden.has(word))),
    set: none === null ? null : { separator: separatorOf(cells), none },
  };
}

/** The values of a field's code list; null where it has none. */
export function valuesOf(field: string, kind: Kind): readonly CodeValue[] | null {
  if (field === 'status') return kind === 'payment' ? PAYMENT_STATES : APPLICATION_STATES;
  return VALUES[field] ?? null;
}

const VALUES: Readonly<Record<string, readonly CodeValue[]>> = {
  idType: ID_TYPES,
  sex: SEXES,
  frontline: [true, false],
  priorityTags: PRIORITY_TAGS,
  educationLevel: EDUCATION_LEVELS,
  certificateType: CERTIFICATE_TYPES,
  skillLevel: SKILL_LEVELS,
  verification: VERIFICATION_STATES,
  fundingLevel: FUNDING_LEVELS,
};

const NONE_WORDS = ['无', '否', '普通', '-', '/', '—'];
const WORD_CHARS_MAX = 12;

/** A word of a list is short, comes again and is no number: anything else might be a person's. */
function isWord(word: string, count: number): boolean {
  return count > 1 && [...word].length <= WORD_CHARS_MAX && !/\d{4}/.test(word.normalize('NFKC'));
}

/** A frequent surname and one or two characters more. A few words of lists are hidden with them (高中): better so than otherwise. */
function couldBeName(word: string): boolean {
  const [first = '', ...rest] = word;
  const isShort = rest.length === 1 || rest.length === 2;
  return (
    (isShort && SURNAMES.has(first)) ||
    COMPOUND_SURNAME.test(word) ||
    /[·•‧・･．]/.test(word) ||
    /^[A-Z][a-z]+ /.test(word)
  );
}

const COMPOUND_SURNAME =
  /^(?:欧阳|司马|司徒|上官|诸葛|尉迟|独孤|令狐|皇甫|东方|公孙|慕容|夏侯|南宫|端木|长孙|宇文|闻人)\p{Script=Han}{1,2}$/u;

const SURNAMES: ReadonlySet<string> = new Set(
  '王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙史黎贺陶顾毛郝龚邵万钱严洪赖武戴莫孔向常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单裴霍涂成苗谷曲盛冉翁蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫柏冼区招',
);

function separatorOf(cells: readonly string[]): string {
  const used = SEPARATORS.map((separator) => ({
    separator,
    count: cells.filter((cell) => cell.includes(separator)).length,
  })).toSorted((one, other) => other.count - one.count);
  return used[0] !== undefined && used[0].count > 0 ? used[0].separator : '、';
}
