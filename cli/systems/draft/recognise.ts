import type { Kind } from '../../../schemas/kind.ts';
import type { System } from '../../../schemas/systems/system.ts';
import type { Bilingual } from '../../terminal.ts';
import { bestPairs } from './assignment.ts';
import { type FieldOutline, fieldsOf } from './fields.ts';
import { headerJudge, plainHeader } from './headers.ts';
import { type KnownWords, knownWords } from './known-words.ts';
import { isRunningNumber, lookAt } from './looks.ts';
import type { Sample, SampleColumn } from './sample.ts';

/** What a column was taken for. */
export interface RecognisedColumn {
  readonly column: SampleColumn;
  /** Null: it carries no field. */
  readonly outline: FieldOutline | null;
  /** From 0 to 1; of a column without a field, that of the best it was not given. */
  readonly confidence: number;
  readonly reasons: readonly Bilingual[];
  /** Why it is kept out for good (a running number, remarks); null: it carries a field, or nobody knows what it is. */
  readonly ignored: Bilingual | null;
  /** The next best, where it is close: another field for this column or another column for its field. */
  readonly rival: Rival | null;
}

export interface Rival {
  readonly header: string;
  readonly field: string;
  readonly confidence: number;
}

/** Below this a column carries no field. */
export const CONFIDENCE_MIN = 0.3;
/** Below this a person must confirm it. */
export const CONFIDENCE_SURE = 0.7;
const CLOSE = 0.12;

/** What is recognised, and what is known before. */
export interface Recognising {
  readonly kind: Kind;
  /** `YYYY-MM-DD`. */
  readonly today: string;
  /** The systems whose headers and words are known. */
  readonly known: readonly System[];
  /** Header → field, where a person has decided. */
  readonly decided: ReadonlyMap<string, string>;
}

/** Recognises each column twice, by its header and by its cells, and gives each field to one column. */
export function recogniseColumns(sample: Sample, recognising: Recognising): readonly RecognisedColumn[] {
  const { kind, today, known, decided } = recognising;
  const outlines = fieldsOf(kind);
  const judge = headerJudge(kind, known);
  const words = outlines.map(({ field }) => knownWords(kind, field, known));
  const grid = sample.columns.map((column) => {
    const field = decided.get(column.header);
    if (field !== undefined) return outlines.map((outline) => (outline.field === field ? DECIDED : NONE));
    const ignored = ignoredReason(column) ?? (isNested(sample, column) ? NESTED : null);
    return outlines.map((outline, at) =>
      ignored === null ? scoreOf(column, outline, judge, words[at] ?? new Map(), today) : NONE,
    );
  });
  const pairs = new Map(bestPairs(grid.map((row) => row.map(({ confidence }) => worth(confidence)))));
  return sample.columns.map((column, at) => {
    const scores = grid[at] ?? [];
    const place = pairs.get(at);
    const outline = place === undefined ? null : (outlines[place] ?? null);
    const score = place === undefined ? best(scores) : (scores[place] ?? NONE);
    const rival = outline === null ? null : rivalOf(grid, sample, outlines, at, place ?? 0);
    return { column, outline, ...score, ignored: outline === null ? ignoredReason(column) : null, rival };
  });
}

interface Score {
  readonly confidence: number;
  /** By its header alone. */
  readonly named: number;
  readonly reasons: readonly Bilingual[];
}

const NONE: Score = { confidence: 0, named: 0, reasons: [] };
const DECIDED: Score = { confidence: 1, named: 1, reasons: [{ zh: '人工指定', en: 'decided by a person' }] };

/** A list or an object inside a JSON object: no codec is chosen for it, a person writes one. */
function isNested({ rows }: Sample, { at }: SampleColumn): boolean {
  return rows.some(({ values }) => typeof values?.[at] === 'object' && values[at] !== null);
}

const NESTED: Bilingual = { zh: '嵌套的值', en: 'a nested value' };

/** Squared, so that two sure pairs are better than one certain and one doubtful. */
function worth(confidence: number): number {
  return confidence < CONFIDENCE_MIN ? 0 : confidence ** 2;
}

function best(scores: readonly Score[]): Score {
  return scores.reduce((most, score) => (score.confidence > most.confidence ? score : most), NONE);
}

/** Header and cells are two witnesses: either may prove the field, and cells of another form speak against it. */
function scoreOf(
  { header, cells }: SampleColumn,
  { field, look }: FieldOutline,
  judge: ReturnType<typeof headerJudge>,
  words: KnownWords,
  today: string,
): Score {
  const named = judge(header, field);
  const filled = cells.filter((cell) => cell !== '');
  const seen = lookAt(look, filled, { today, words });
  const together = 1 - (1 - HEADER_WEIGHT * named.score) * (1 - seen.weight * seen.share);
  const against = seen.strict && filled.length > 0 && seen.share < 0.5 ? 0.3 + 1.4 * seen.share : 1;
  return {
    confidence: Math.round(together * against * 100) / 100,
    named: named.score,
    reasons: [named.reason, seen.reason].filter((reason) => reason !== null),
  };
}

const HEADER_WEIGHT = 0.8;

function rivalOf(
  grid: readonly (readonly Score[])[],
  sample: Sample,
  outlines: readonly FieldOutline[],
  column: number,
  place: number,
): Rival | null {
  const { confidence: own, named } = grid[column]?.[place] ?? NONE;
  const least = Math.max(own - CLOSE, CONFIDENCE_MIN);
  const rivals = grid.flatMap((scores, at) =>
    scores.flatMap((score, field) => {
      // A name on the column outweighs cells that could be anything's.
      const isHeard = score.named > 0 || named < NAMED_WELL;
      const { confidence } = score;
      return isHeard && (at === column) !== (field === place) && confidence >= least
        ? [{ header: sample.columns[at]?.header ?? '', field: outlines[field]?.field ?? '', confidence }]
        : [];
    }),
  );
  return rivals.toSorted((one, other) => other.confidence - one.confidence)[0] ?? null;
}

const NAMED_WELL = 0.6;

/** Columns of any list that say nothing of a record. */
function ignoredReason({ header, cells }: SampleColumn): Bilingual | null {
  const plain = plainHeader(header);
  const filled = cells.filter((cell) => cell !== '');
  if (/^(?:序号|行号|编号|no|id|seq)\.?$/.test(plain) && isRunningNumber(filled))
    return { zh: '行的序号，不属于记录', en: 'a running number of the rows, not of the record' };
  if (/^(?:备注|说明|其他说明|附注|remark|remarks|note)$/.test(plain))
    return { zh: '自由填写的备注，中间格式不带', en: 'remarks in free text; the neutral form has none' };
  if (/^(?:经办人|填表人|录入人|制表人|审核人|复核人|操作员)(?:姓名)?$/.test(plain))
    return { zh: '市里经办人员，不是申领人', en: 'a clerk of the city, not the applicant' };
  return null;
}
