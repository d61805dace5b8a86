import { accountCodec, isOpenid } from '../../../schemas/codecs/account.ts';
import { bankCardCodec } from '../../../schemas/codecs/bank-card.ts';
import { citizenIdCodec } from '../../../schemas/codecs/citizen-id.ts';
import { codeList, codeSet } from '../../../schemas/codecs/code-list.ts';
import { type Codec, isRefusal, type ValueCodec } from '../../../schemas/codecs/codec.ts';
import { dayCodec, pastDayCodec } from '../../../schemas/codecs/date.ts';
import { degreeCertificateCodec } from '../../../schemas/codecs/degree-certificate.ts';
import { ethnicCodec } from '../../../schemas/codecs/ethnic.ts';
import { hoursCodec } from '../../../schemas/codecs/hours.ts';
import { mobileCodec } from '../../../schemas/codecs/mobile.ts';
import { fenCodec, yuanCodec } from '../../../schemas/codecs/money.ts';
import { nameCodec } from '../../../schemas/codecs/name.ts';
import { regionCodec } from '../../../schemas/codecs/region.ts';
import { sexDigitCodec, sexUnionDigitCodec, sexWordCodec } from '../../../schemas/codecs/sex.ts';
import { identifierCodec, textCodec } from '../../../schemas/codecs/text.ts';
import { timestampCodec } from '../../../schemas/codecs/timestamp.ts';
import { usccCodec } from '../../../schemas/codecs/uscc.ts';
import { booleanValue, fenValue, yearValue } from '../../../schemas/codecs/value.ts';
import { yearCodec } from '../../../schemas/codecs/year.ts';
import type { WordsDraft } from './code-words.ts';
import type { FieldOutline, LookName } from './fields.ts';
import type { Sample } from './sample.ts';

/** A codec as it is named in the folder and as it runs here: the golden sample is made by the one, read by the other. */
export interface CodecChoice {
  readonly name: string;
  /** The file it is imported from, without `.ts`: under `schemas/codecs`, or the folder's own list. */
  readonly from: string;
  readonly codec: Codec<unknown>;
  readonly words: WordsDraft | null;
}

/** What decides between the codecs of one field. */
export interface CodecEvidence {
  readonly cells: readonly string[];
  readonly words: WordsDraft | null;
  readonly sex: 'words' | 'digits' | 'union-digits';
  readonly unit: 'yuan' | 'fen';
  readonly today: string;
}

export function chooseCodec({ field, look }: FieldOutline, evidence: CodecEvidence): CodecChoice {
  if (evidence.words !== null) return listChoice(field, evidence.words);
  const decide = DECIDE[look];
  return decide === undefined ? (PLAIN[look] ?? TEXT) : decide(evidence, field);
}

/** A codec of JSON values that are no text, as `schemas/codecs/value.ts` has it. */
export interface ValueChoice {
  readonly name: string;
  readonly codec: ValueCodec<unknown>;
}

/** Truths, whole years and 分 as JSON says them; null where the values are text. */
export function valueChoice({ rows }: Sample, at: number, { field }: FieldOutline): ValueChoice | null {
  const types = new Set(
    rows.flatMap(({ values }) => (values === null || values[at] === null ? [] : [typeof values[at]])),
  );
  types.delete('undefined');
  const [type, other] = types;
  if (other !== undefined) return null;
  if (type === 'boolean' && field === 'frontline') return { name: 'booleanValue', codec: anyValue(booleanValue) };
  if (type === 'number' && field === 'programmeYear') return { name: 'yearValue', codec: anyValue(yearValue) };
  if (type === 'number' && field === 'amountFen') return { name: 'fenValue', codec: anyValue(fenValue) };
  return null;
}

function anyValue<T>(codec: ValueCodec<T>): ValueCodec<unknown> {
  return codec as ValueCodec<unknown>;
}

/** A list's codec, and the name it has in the folder. */
export function listChoice(field: string, words: WordsDraft): CodecChoice {
  const entries = words.entries as readonly (readonly [string, string])[];
  const synonyms = words.synonyms as readonly (readonly [string, string])[];
  const codec: Codec<unknown> =
    words.set === null
      ? loose(codeList(entries, synonyms))
      : loose(codeSet(entries, words.set.separator, words.set.none));
  return { name: `${field}Codec`, from: CODE_LISTS, codec, words };
}

export const CODE_LISTS = './code-lists';

function choice<T>(name: string, file: string, codec: Codec<T>): CodecChoice {
  return { name, from: `../../../codecs/${file}`, codec: loose(codec), words: null };
}

/** A codec whose value's type is the mapping's business. */
function loose<T>(codec: Codec<T>): Codec<unknown> {
  return codec as Codec<unknown>;
}

const SEX_CODECS = {
  words: choice('sexWordCodec', 'sex', sexWordCodec),
  digits: choice('sexDigitCodec', 'sex', sexDigitCodec),
  'union-digits': choice('sexUnionDigitCodec', 'sex', sexUnionDigitCodec),
} as const;

const TEXT = choice('textCodec', 'text', textCodec);
const IDENTIFIER = choice('identifierCodec', 'text', identifierCodec);
const NAME = choice('nameCodec', 'name', nameCodec);
const USCC = choice('usccCodec', 'uscc', usccCodec);

const PLAIN: { readonly [look in LookName]?: CodecChoice } = {
  identifier: IDENTIFIER,
  name: NAME,
  'citizen-id': choice('citizenIdCodec', 'citizen-id', citizenIdCodec),
  mobile: choice('mobileCodec', 'mobile', mobileCodec),
  'union-code': USCC,
  'company-code': USCC,
  union: TEXT,
  employer: TEXT,
  school: TEXT,
  major: TEXT,
  bank: TEXT,
  text: TEXT,
  region: choice('regionCodec', 'region', regionCodec),
  time: choice('timestampCodec', 'timestamp', timestampCodec),
  year: choice('yearCodec', 'year', yearCodec),
  hours: choice('hoursCodec', 'hours', hoursCodec),
  ethnic: choice('ethnicCodec', 'ethnic', ethnicCodec),
};

const DEGREE = choice('degreeCertificateCodec', 'degree-certificate', degreeCertificateCodec);

/** Where the cells decide between codecs. */
const DECIDE: { readonly [look in LookName]?: (evidence: CodecEvidence, field: string) => CodecChoice } = {
  sex: ({ sex }) => SEX_CODECS[sex],
  yuan: ({ unit }) =>
    unit === 'yuan' ? choice('yuanCodec', 'money', yuanCodec) : choice('fenCodec', 'money', fenCodec),
  day: (_, field) =>
    field === 'paidOn' ? choice('dayCodec', 'date', dayCodec) : choice('pastDayCodec', 'date', pastDayCodec),
  account: ({ cells }) =>
    cells.some((cell) => isOpenid(cell))
      ? choice('accountCodec', 'account', accountCodec)
      : choice('bankCardCodec', 'bank-card', bankCardCodec),
  'certificate-number': ({ cells, today }) => {
    const degrees = cells.filter((cell) => !isRefusal(degreeCertificateCodec.decode(cell, today)));
    return degrees.length * 2 > cells.length ? DEGREE : IDENTIFIER;
  },
};
