import { valueName } from '../../adapters/reports/words.ts';
import type { StoryField, StorySource } from '../../schemas/api/records.ts';
import { systemById } from '../../schemas/systems/registry.ts';
import { cutTo, tableLines } from '../table.ts';
import { type Bilingual, say, type Terminal } from '../terminal.ts';

/** From this width on the three forms stand beside each other; below it, under each other. */
const BESIDE_COLUMNS_MIN = 100;
/** Of output that goes to no terminal. */
export const USUAL_COLUMNS = 120;
/** Marks, the name of the field, and the gaps between five columns. */
const TAKEN_COLUMNS = 30;

/** The row, the record and what was sent, field by field; each step that changes the value is marked. */
export function sideBySideLines(terminal: Terminal, source: StorySource): readonly string[] {
  const { fields } = source;
  if (fields.length === 0) return [];
  const width = terminal.columns ?? USUAL_COLUMNS;
  const lines = width < BESIDE_COLUMNS_MIN ? stacked(terminal, source) : beside(terminal, source, width);
  return [...lines, ...legend(terminal, fields), ...otherColumnsLine(terminal, source)];
}

function beside(terminal: Terminal, source: StorySource, width: number): readonly string[] {
  const each = Math.floor((width - TAKEN_COLUMNS) / 3);
  const header = ['', say(terminal, FIELD), ...titlesOf(terminal, source)].map((title) => cutTo(title, each));
  const rows = source.fields.map((line) => [
    marksOf(line),
    say(terminal, line.name),
    cutTo(rawCell(line), each),
    cutTo(shown(line.field, line.canonical), each),
    cutTo(line.sent ?? DASH, each),
  ]);
  return tableLines(header, rows).map((line) => `  ${line}`.trimEnd());
}

function stacked(terminal: Terminal, source: StorySource): readonly string[] {
  const [raw, canonical, sent] = titlesOf(terminal, source);
  return source.fields.flatMap((line) => {
    const marks = marksOf(line);
    const name = `  ${marks === '' ? '' : `${marks} `}${say(terminal, line.name)}`;
    if (marks === '') return [`${name}  ${shown(line.field, line.canonical)}`];
    return [
      name,
      `    ${raw}  ${rawCell(line)}`,
      `    ${canonical}  ${shown(line.field, line.canonical)}`,
      ...(line.toSent === null ? [] : [`    ${sent}  ${line.sent ?? DASH}`]),
    ];
  });
}

function titlesOf(
  terminal: Terminal,
  { rawFrom, sentFrom, destination }: StorySource,
): readonly [string, string, string] {
  const to = systemById(destination ?? '');
  const name = to === undefined ? '' : ` ${say(terminal, to.name)}`;
  return [
    say(terminal, RAW[rawFrom ?? 'none']),
    say(terminal, CANONICAL),
    `${say(terminal, SENT[sentFrom ?? 'none'])}${sentFrom === null ? '' : name}`,
  ];
}

function rawCell({ raw, column, name }: StoryField): string {
  if (raw === null) return DASH;
  return column === null || column === name.zh ? raw : `${column}=${raw}`;
}

function shown(field: string, value: string | null): string {
  if (value === null) return DASH;
  if (field === 'amountFen') return `${value} 分`;
  const name = valueName(field, value);
  return name === value ? value : `${value} ${name}`;
}

function marksOf({ toCanonical, toSent }: StoryField): string {
  return `${IN_MARKS[toCanonical] ?? ''}${toSent === null ? '' : (OUT_MARKS[toSent] ?? '')}`;
}

/** What the marks that stand there mean. */
function legend(terminal: Terminal, fields: readonly StoryField[]): readonly string[] {
  const used = new Set(fields.flatMap((line) => marksOf(line).split('')));
  const texts = Object.entries(MEANINGS).flatMap(([mark, text]) =>
    used.has(mark) ? [`${mark} ${say(terminal, text)}`] : [],
  );
  return texts.length === 0 ? [] : [`  ${texts.join('  ')}`];
}

function otherColumnsLine(terminal: Terminal, { otherColumns }: StorySource): readonly string[] {
  if (otherColumns.length === 0) return [];
  const names = otherColumns.join(terminal.language === 'zh' ? '、' : ', ');
  return [
    `  ${say(terminal, { zh: `文件中未使用的列（不显示内容）：${names}`, en: `columns that are not used, not shown: ${names}` })}`,
  ];
}

const DASH = '—';
const FIELD: Bilingual = { zh: '字段', en: 'field' };
const CANONICAL: Bilingual = { zh: '规范记录', en: 'record' };
const RAW: Readonly<Record<'file' | 'record' | 'none', Bilingual>> = {
  file: { zh: '原文件', en: 'as it came' },
  record: { zh: '原文（按记录重写）', en: 'its row, written again' },
  none: { zh: '原文（无）', en: 'no row' },
};
const SENT: Readonly<Record<'delivery' | 'record' | 'none', Bilingual>> = {
  delivery: { zh: '已发送', en: 'sent to' },
  record: { zh: '将发送（按现行映射）', en: 'would be sent to' },
  none: { zh: '不发送', en: 'not sent' },
};
const IN_MARKS: Readonly<Partial<Record<StoryField['toCanonical'], string>>> = {
  translated: '→',
  normalised: '≈',
  added: '+',
};
const OUT_MARKS: Readonly<Partial<Record<Exclude<StoryField['toSent'], null>, string>>> = {
  translated: '⇒',
  changed: '≠',
  'left-out': '−',
};
const MEANINGS: Readonly<Record<string, Bilingual>> = {
  '→': { zh: '按代码表或单位换算', en: 'translated by the mapping' },
  '≈': { zh: '整理过格式', en: 'its form was put right' },
  '+': { zh: '由系统补出', en: 'added' },
  '⇒': { zh: '换成对方的写法', en: 'in the words of the other side' },
  '≠': { zh: '与现行记录和映射不一致', en: 'not what record and mapping give now' },
  '−': { zh: '对方格式不含此项', en: 'has no place there' },
};
