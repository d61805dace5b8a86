import { citizenIdCodec } from '../../../schemas/codecs/citizen-id.ts';
import { type Codec, isRefusal } from '../../../schemas/codecs/codec.ts';
import { dayCodec } from '../../../schemas/codecs/date.ts';
import type { Kind } from '../../../schemas/kind.ts';
import type { ProblemCode } from '../../../schemas/problem.ts';
import type { Decision } from './decision.ts';
import type { DraftLine } from './draft.ts';
import { percent } from './headers.ts';
import { CONFIDENCE_SURE, type RecognisedColumn } from './recognise.ts';
import type { Sample } from './sample.ts';

/** What is doubtful about which column carries which field. */
export function columnDecisions(columns: readonly RecognisedColumn[], kind: Kind): readonly Decision[] {
  return columns.flatMap((recognised) => columnDecision(recognised, kind) ?? []);
}

/** Words nobody has mapped: they are never guessed, their rows come back as `code.unknown`. */
export function wordDecisions({ header, outline, choice }: DraftLine): readonly Decision[] {
  if (choice.words === null) return [];
  const { unknown, ambiguous, hiddenRows } = choice.words;
  const about = { column: header, field: outline.field, where: 'code-lists.ts' } as const;
  return [
    ...unknown.map(({ word, count }) => ({
      ...about,
      code: 'word-unknown' as const,
      text: {
        zh: `“${word}”（${count} 次）对应 ${outline.field} 的哪个值？`,
        en: `Which value of ${outline.field} does "${word}" (${count} times) stand for?`,
      },
    })),
    ...ambiguous.map(({ word, count, values }) => ({
      ...about,
      code: 'word-ambiguous' as const,
      text: {
        zh: `“${word}”（${count} 次）在别的系统里有不同含义（${values.join('、')}）：这里是哪一个？`,
        en: `"${word}" (${count} times) means different things elsewhere (${values.join(', ')}): which here?`,
      },
    })),
    ...(hiddenRows.length === 0
      ? []
      : [
          {
            ...about,
            code: 'words-hidden' as const,
            text: {
              zh: `${hiddenRows.length} 行的值太少见，没有抄进报告（样例第 ${rowList(hiddenRows)} 行）：请对照样例决定。`,
              en: `${hiddenRows.length} rows hold values too rare to be copied here (rows ${rowList(hiddenRows)} of the sample): look there and decide.`,
            },
          },
        ]),
  ];
}

/** Values nobody may repair alone, for the city to hear of. */
export function damageDecisions(sample: Sample, lines: readonly DraftLine[], today: string): readonly Decision[] {
  return lines.flatMap((line) => {
    const cells = sample.columns[line.at ?? -1]?.cells ?? [];
    const told = DAMAGES.find(({ look }) => look === line.outline.look);
    if (told === undefined) return [];
    const rows = refused(sample, cells, told.codec, told.refusal, today);
    if (rows.length === 0) return [];
    return [
      {
        code: told.code,
        column: line.header,
        field: line.outline.field,
        where: '—',
        text: told.text(line.header, rows.length, rowList(rows)),
      },
    ];
  });
}

interface Damage {
  readonly look: string;
  readonly codec: Codec<string>;
  readonly refusal: ProblemCode;
  readonly code: Decision['code'];
  readonly text: (header: string, count: number, rows: string) => Decision['text'];
}

const DAMAGES: readonly Damage[] = [
  {
    look: 'citizen-id',
    codec: citizenIdCodec,
    refusal: 'citizen-id.excel-damaged',
    code: 'id-damaged',
    text: (header, count, rows) => ({
      zh: `列“${header}”有 ${count} 个号码被电子表格改坏（第 ${rows} 行），找不回来：请市里以文本格式重新导出。`,
      en: `${count} numbers of column "${header}" were damaged by a spreadsheet (rows ${rows}) and can't be recovered: ask for an export as text.`,
    }),
  },
  {
    look: 'day',
    codec: dayCodec,
    refusal: 'date.ambiguous',
    code: 'date-ambiguous',
    text: (header, count, rows) => ({
      zh: `列“${header}”有 ${count} 个日期没有写到日（第 ${rows} 行），例如“2024.1”可能是 1 月或 10 月：这些行会退回；请市里补全，或不用这一列。`,
      en: `${count} dates of column "${header}" name no day (rows ${rows}); such rows are rejected: the city completes them, or the column is not used.`,
    }),
  },
];

function columnDecision(
  { column, outline, confidence, ignored, rival }: RecognisedColumn,
  kind: Kind,
): Decision | null {
  if (outline === null) return ignored === null && column.header !== '' ? unknownColumn(column.header, kind) : null;
  const about = { column: column.header, field: outline.field, where: `${kind}.ts` } as const;
  if (confidence < CONFIDENCE_SURE)
    return {
      ...about,
      code: 'column-unsure',
      text: {
        zh: `列“${column.header}”当作 ${outline.field}，把握只有 ${percent(confidence)}：请确认。`,
        en: `Column "${column.header}" was taken for ${outline.field} at only ${percent(confidence)}: confirm it.`,
      },
    };
  if (rival === null) return null;
  const other =
    rival.header === column.header
      ? { zh: `也可能是 ${rival.field}`, en: `it might be ${rival.field} too` }
      : {
          zh: `列“${rival.header}”也可能是 ${outline.field}`,
          en: `column "${rival.header}" might be ${outline.field} too`,
        };
  return {
    ...about,
    code: 'column-close',
    text: {
      zh: `列“${column.header}”当作 ${outline.field}（${percent(confidence)}），但${other.zh}（${percent(rival.confidence)}）：请确认。`,
      en: `Column "${column.header}" was taken for ${outline.field} (${percent(confidence)}), but ${other.en} (${percent(rival.confidence)}): confirm it.`,
    },
  };
}

function unknownColumn(header: string, kind: Kind): Decision {
  return {
    code: 'column-unknown',
    column: header,
    field: null,
    where: `${kind}.ts`,
    text: {
      zh: `不认识列“${header}”：属于哪个字段，还是写进 ignored 并说明理由？`,
      en: `Nobody knows column "${header}": which field is it, or does it belong in ignored with a reason?`,
    },
  };
}

function refused(
  sample: Sample,
  cells: readonly string[],
  codec: Codec<string>,
  code: ProblemCode,
  today: string,
): readonly number[] {
  return sample.rows.flatMap(({ row }, at) => {
    const value = (cells[at] ?? '') === '' ? '' : codec.decode(cells[at] ?? '', today);
    return isRefusal(value) && value.refused === code ? [row] : [];
  });
}

function rowList(rows: readonly number[]): string {
  return rows.length <= ROWS_SHOWN ? rows.join('、') : `${rows.slice(0, ROWS_SHOWN).join('、')}…`;
}

const ROWS_SHOWN = 10;
