import type { Kind } from '../../../schemas/kind.ts';
import type { IgnoredField } from '../../../schemas/systems/system.ts';
import { chooseCodec, type CodecChoice, type ValueChoice, valueChoice } from './codec-choice.ts';
import { draftWords, valuesOf, type WordsDraft } from './code-words.ts';
import type { Decision } from './decision.ts';
import { type FieldOutline, fieldsOf } from './fields.ts';
import { unionSexAgreement } from './looks.ts';
import { CONFIDENCE_SURE, type RecognisedColumn, recogniseColumns, type Recognising } from './recognise.ts';
import type { Sample } from './sample.ts';
import { columnDecisions, damageDecisions, wordDecisions } from './doubts.ts';

/** One line of the mapping to be written. */
export interface DraftLine {
  /** The column as the sample writes it; of a field without one, a name no file has, so that every file is refused. */
  readonly header: string;
  readonly outline: FieldOutline;
  readonly required: boolean;
  readonly choice: CodecChoice;
  /** How a JSON value that is no text is read; null: as text through the codec. */
  readonly value: ValueChoice | null;
  /** Its column of the sample, null where there is none. */
  readonly at: number | null;
}

/** A mapping as recognised, what is left out, and what a person must still decide. */
export interface MappingDraft {
  readonly kind: Kind;
  readonly columns: readonly RecognisedColumn[];
  readonly lines: readonly DraftLine[];
  readonly ignored: readonly IgnoredField[];
  /** Canonical values of its lists the words of the sample can't say. */
  readonly unmappable: Readonly<Record<string, readonly string[]>>;
  readonly undecided: readonly Decision[];
}

/** Placeholder column of a field whose origin nobody has decided: files are refused as `file.header` until someone does. */
export function placeholder(field: string): string {
  return `（待定）${field}`;
}

export function draftMapping(sample: Sample, recognising: Recognising, regionIsKnown: boolean): MappingDraft {
  const { kind, today } = recognising;
  const columns = recogniseColumns(sample, recognising);
  const carried = columns.flatMap((recognised) =>
    recognised.outline === null ? [] : [lineOf(sample, columns, recognised, recognised.outline, recognising)],
  );
  const missing = fieldsOf(kind).filter(
    ({ field, required }) => required && !carried.some(({ line }) => line.outline.field === field),
  );
  const lines = [...carried.map(({ line }) => line), ...missing.map((outline) => lineWithout(outline, today))];
  if (kind === 'applicant' && !regionIsKnown) lines.push(lineWithout(REGION, today));
  return {
    kind,
    columns,
    lines,
    ignored: columns.flatMap(({ column, ignored }) =>
      ignored === null ? [] : [{ wire: column.header, reason: ignored }],
    ),
    unmappable: Object.fromEntries(
      lines.flatMap((line) => {
        const values = unsaid(line, kind);
        return values.length === 0 ? [] : [[line.outline.field, values]];
      }),
    ),
    undecided: [
      ...missing.map((outline) => missingDecision(outline, kind)),
      ...columnDecisions(columns, kind),
      ...carried.flatMap(({ decisions }) => decisions),
      ...carried.flatMap(({ line }) => wordDecisions(line)),
      ...damageDecisions(
        sample,
        carried.map(({ line }) => line),
        today,
      ),
    ],
  };
}

interface Drafted {
  readonly line: DraftLine;
  readonly decisions: readonly Decision[];
}

function lineOf(
  sample: Sample,
  columns: readonly RecognisedColumn[],
  recognised: RecognisedColumn,
  outline: FieldOutline,
  recognising: Recognising,
): Drafted {
  const { column } = recognised;
  const { kind, today } = recognising;
  const { field } = outline;
  const filled = column.cells.filter((cell) => cell !== '');
  const sex = outline.look === 'sex' ? sexOf(column.cells, idsOf(columns), today) : DECIDED_WORDS;
  const unit = outline.look === 'yuan' ? unitOf(column.header, filled) : 'yuan';
  const value = valueChoice(sample, column.at, outline);
  const words = value === null ? wordsOf(sample, columns, recognised, outline, recognising) : null;
  const choice = chooseCodec(outline, { cells: filled, words, sex: sex.form, unit: unit ?? 'yuan', today });
  const isUndecided = unit === null || !sex.isSure;
  const decisions: Decision[] = [];
  if (unit === null)
    decisions.push({
      code: 'money-unit',
      column: column.header,
      field,
      where: `${kind}.ts`,
      text: {
        zh: `列“${column.header}”没有写单位：是元还是分？定下来之前整个文件都会被退回。`,
        en: `Column "${column.header}" declares no unit: yuan or 分? Until it is settled every file is refused.`,
      },
    });
  if (!sex.isSure)
    decisions.push({
      code: 'sex-code',
      column: column.header,
      field,
      where: `${kind}.ts`,
      text: {
        zh: `性别代码无法用身份证号验证：是 1 男 2 女（国标），还是 1 男 0 女？`,
        en: 'The codes of sex cannot be proved by the ID numbers: 1 male 2 female (the standard), or 1 male 0 female?',
      },
    });
  return {
    line: {
      header: isUndecided ? placeholder(field) : column.header,
      outline,
      required: outline.required && field !== 'priorityTags' && field !== 'sex',
      choice,
      value,
      at: column.at,
    },
    decisions,
  };
}

function lineWithout(outline: FieldOutline, today: string): DraftLine {
  const words = isList(outline) ? noWords(outline) : null;
  const choice = chooseCodec(outline, { cells: [], words, sex: 'words', unit: 'yuan', today });
  return { header: placeholder(outline.field), outline, required: true, choice, value: null, at: null };
}

/** Said by no file: the city's own code, where the id names no city. */
const REGION: FieldOutline = {
  field: 'regionCode',
  look: 'region',
  headers: ['行政区划'],
  required: true,
  owner: 'city',
};

function noWords({ look }: FieldOutline): WordsDraft {
  const set = look === 'word-set' ? { separator: '、', none: '' } : null;
  return { entries: [], synonyms: [], unknown: [], ambiguous: [], hiddenRows: [], set };
}

function isList({ look }: FieldOutline): boolean {
  return look === 'words' || look === 'word-set';
}

function wordsOf(
  sample: Sample,
  columns: readonly RecognisedColumn[],
  { column, confidence }: RecognisedColumn,
  outline: FieldOutline,
  { kind, known }: Recognising,
): WordsDraft | null {
  if (!isList(outline)) return null;
  const { at } = column;
  const elsewhere = columns.flatMap(({ column: other, outline: its }) =>
    other.at === at || (its !== null && (isList(its) || its.look === 'sex')) ? [] : other.cells,
  );
  return draftWords({
    kind,
    field: outline.field,
    isSet: outline.look === 'word-set',
    cells: column.cells,
    rows: sample.rows.map(({ row }) => row),
    elsewhere: new Set(elsewhere),
    isSure: confidence >= CONFIDENCE_SURE,
    known,
  });
}

const DECIDED_WORDS = { form: 'words', isSure: true } as const;

/** 1 and 0 or 1 and 2: the digits alone decide where 0 or 2 is seen, and the numbers must agree. */
function sexOf(
  cells: readonly string[],
  ids: readonly string[],
  today: string,
): { readonly form: 'words' | 'digits' | 'union-digits'; readonly isSure: boolean } {
  const plain = cells.map((cell) => cell.normalize('NFKC'));
  if (plain.some((cell) => /[男女]/.test(cell))) return DECIDED_WORDS;
  if (plain.includes('2') && !plain.includes('0')) return { form: 'digits', isSure: true };
  const agreement = unionSexAgreement(plain, ids, today);
  if (plain.includes('0') && !plain.includes('2') && agreement !== null && agreement > SEX_AGREES)
    return { form: 'union-digits', isSure: true };
  return { form: 'digits', isSure: false };
}

const SEX_AGREES = 0.9;

function idsOf(columns: readonly RecognisedColumn[]): readonly string[] {
  return columns.find(({ outline }) => outline?.field === 'idNumber')?.column.cells ?? [];
}

/** The unit as the header or the cells declare it; null where neither does. Nobody may guess it: 150000 is 元 or 分. */
function unitOf(header: string, cells: readonly string[]): 'yuan' | 'fen' | null {
  if (header.includes('万')) return null;
  if (/元/.test(header)) return 'yuan';
  if (/[（(]分[)）]|分$/.test(header)) return 'fen';
  return cells.some((cell) => /[元¥￥]|\.\d{2}$/.test(cell.normalize('NFKC'))) ? 'yuan' : null;
}

function unsaid({ outline, choice, value: jsonValue }: DraftLine, kind: Kind): readonly string[] {
  const values = valuesOf(outline.field, kind);
  if (values === null || jsonValue !== null) return [];
  if (outline.look === 'sex') return choice.name === 'sexUnionDigitCodec' ? ['9'] : [];
  const said = new Set([...(choice.words?.entries ?? [])].map(([, value]) => value));
  return values.filter((value) => !said.has(value)).map(String);
}

function missingDecision({ field, headers }: FieldOutline, kind: Kind): Decision {
  return {
    code: 'field-missing',
    column: null,
    field,
    where: `${kind}.ts`,
    text: {
      zh: `必需字段 ${field}（${headers[0] ?? ''}）没有对应的列：请市里加一列，或在 complete 中写明固定值或推导办法。`,
      en: `No column carries the required field ${field}: the city adds one, or complete() states a constant or how it follows.`,
    },
  };
}
