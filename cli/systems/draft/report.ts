import type { Bilingual } from '../../terminal.ts';
import type { MappingDraft } from './draft.ts';
import { percent } from './headers.ts';
import type { Decision } from './decision.ts';
import type { RecognisedColumn } from './recognise.ts';
import type { Sample } from './sample.ts';
import type { SystemOutline } from './system-outline.ts';
import { wrapped } from './wrap.ts';
import { cell, formText } from './write-readme.ts';

/** DRAFT.md: how sure each column is and why, what a person must decide, what to run next. Nothing of the sample's rows is in it. */
export function reportText(
  { id, variable }: SystemOutline,
  sample: Sample,
  draft: MappingDraft,
  undecided: readonly Decision[],
): string {
  const { columns, kind } = draft;
  const carried = columns.filter(({ outline }) => outline !== null).length;
  const { goesOn, otherSheets } = sample;
  return [
    `# ${id} ${kind}：接入草稿 Draft`,
    '',
    wrapped(
      `样例：${formText(sample.file)}；表头在第 ${sample.headerRow} 行；读了 ${sample.rows.length} 行${goesOn ? '（文件更长）' : ''}${otherSheets === 0 ? '' : `；另有 ${otherSheets} 个工作表没有读`}。`,
    ),
    '',
    wrapped(
      `The sample: header in row ${sample.headerRow}, ${sample.rows.length} rows read${goesOn ? ' (it goes on)' : ''}${otherSheets === 0 ? '' : `, ${otherSheets} other sheet(s) not read`}.`,
    ),
    '',
    `## 列 Columns: ${carried} / ${columns.length}`,
    '',
    '| 列 column | 字段 field | 把握 confidence | 依据 reasons |',
    '| --- | --- | --- | --- |',
    ...columns.map(columnLine),
    '',
    `## 待定 To decide: ${undecided.length}`,
    '',
    ...(undecided.length === 0 ? ['无 Nothing.'] : undecided.map(decisionItem)),
    '',
    '## 请确认 To confirm',
    '',
    ...TO_CONFIRM.map(({ zh, en }) => item('- ', zh, en)),
    '',
    '## 下一步 Next',
    '',
    item('1. ', '在本目录内改完以上各条。', 'Settle the above inside this folder.'),
    item(
      '2. ',
      `在 \`schemas/systems/registry.ts\` 登记 \`${variable}\`，在 \`schemas/programmes.ts\` 登记项目。`,
      'Register the system and its programme, a line each.',
    ),
    `3. \`bridge systems golden ${id}\``,
    `4. \`bridge systems check ${id}\``,
    `5. \`bridge check SAMPLE --system ${id} --kind ${kind}\``,
    '',
  ].join('\n');
}

const TO_CONFIRM: readonly Bilingual[] = [
  {
    zh: '字段以谁为准（`owner`）：审核、核验状态以省为准，其余以市为准。',
    en: 'Who owns a field: states of review are the province’s, the rest the city’s.',
  },
  {
    zh: '只收不发（`receives: false`）：要向该系统发送，得有它的地址和模拟服务。',
    en: 'Nothing is delivered to the system: that takes its address and a simulator.',
  },
  {
    zh: '市级教育资助与其他城市同属一个领取组：一人只领一次（`claimGroup`）。',
    en: 'One claim group with the other cities: one grant to one person.',
  },
  {
    zh: '`golden/` 里的人、号码、单位全是虚构的；请再看一眼。',
    en: 'Everybody in `golden/` is invented; look once more.',
  },
];

/** Chinese first, English on the line below. */
function item(mark: string, zh: string, en: string): string {
  const indent = ' '.repeat(mark.length);
  return `${wrapped(`${mark}${zh}`, indent)}\n${wrapped(`${indent}${en}`, indent)}`;
}

function columnLine({ column, outline, confidence, reasons, ignored }: RecognisedColumn): string {
  const field = outline === null ? (ignored === null ? '？' : '—（不带 kept out）') : `\`${outline.field}\``;
  const why = ignored === null ? reasons : [ignored];
  const sure = ignored === null ? percent(confidence) : '—';
  return `| ${cell(column.header) || '（空 empty）'} | ${field} | ${sure} | ${why
    .map(({ zh, en }) => `${zh} ${en}`)
    .map(cell)
    .join('；')} |`;
}

function decisionItem({ code, text, where }: Decision): string {
  return item('- ', `[ ] \`${code}\` ${cell(text.zh)}`, `${cell(text.en)} (\`${where}\`)`);
}
