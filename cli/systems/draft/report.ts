import type { MappingDraft } from './draft.ts';
import { percent } from './headers.ts';
import type { Decision } from './decision.ts';
import type { RecognisedColumn } from './recognise.ts';
import type { Sample } from './sample.ts';
import type { SystemOutline } from './system-outline.ts';
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
  return [
    `# ${id} ${kind}：接入草稿 Draft`,
    '',
    `样例：${formText(sample.file)}；表头在第 ${sample.headerRow} 行；读了 ${sample.rows.length} 行${sample.goesOn ? '（文件更长）' : ''}${sample.otherSheets === 0 ? '' : `；另有 ${sample.otherSheets} 个工作表没有读`}。`,
    `The sample: header in row ${sample.headerRow}, ${sample.rows.length} rows read${sample.goesOn ? ' (it goes on)' : ''}${sample.otherSheets === 0 ? '' : `, ${sample.otherSheets} other sheet(s) not read`}.`,
    '',
    `## 列 Columns: ${carried} / ${columns.length}`,
    '',
    '| 列 column | 字段 field | 把握 confidence | 依据 reasons |',
    '| --- | --- | --- | --- |',
    ...columns.map(columnLine),
    '',
    `## 待定 To decide: ${undecided.length}`,
    '',
    ...(undecided.length === 0 ? ['无 Nothing.'] : undecided.map(decisionLine)),
    '',
    '## 请确认 To confirm',
    '',
    '- 字段以谁为准（`owner`）：审核、核验状态以省为准，其余以市为准。Who owns a field: states of review are the province’s, the rest the city’s.',
    '- 数据也发往该系统（`receives: true`）。Records are delivered to the system, too.',
    '- 市级教育资助与其他城市同属一个领取组：一人只领一次（`claimGroup`）。One claim group with the other cities: one grant to one person.',
    '- `golden/` 里的人、号码、单位全是虚构的；请再看一眼。Everybody in `golden/` is invented; look once more.',
    '',
    '## 下一步 Next',
    '',
    '1. 在本目录内改完以上各条。Settle the above inside this folder.',
    `2. 在 \`schemas/systems/registry.ts\` 登记 \`${variable}\`，在 \`schemas/programmes.ts\` 登记项目。Register the system and its programme, a line each.`,
    `3. \`bridge systems check ${id}\``,
    `4. \`bridge check SAMPLE --system ${id} --kind ${kind}\``,
    '',
  ].join('\n');
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

function decisionLine({ code, text, where }: Decision): string {
  return `- [ ] \`${code}\` ${cell(text.zh)} ${cell(text.en)}（\`${where}\`）`;
}
