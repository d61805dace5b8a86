import type { FileForm } from '../../../schemas/systems/system.ts';
import { wrapped } from './wrap.ts';
import type { MappingDraft } from './draft.ts';
import type { SystemOutline } from './system-outline.ts';

/** README.md of the folder: what the wire form is, for a person to complete. */
export function readmeText(
  { id, name, programmeCode, regionCode }: SystemOutline,
  file: FileForm,
  { kind, lines, ignored }: MappingDraft,
): string {
  return [
    `# \`${id}\``,
    '',
    wrapped(
      `${name.zh}。项目 \`${programmeCode}\`，行政区划 \`${regionCode ?? '待定'}\`；两者不在文件里，由本目录补上。`,
    ),
    '',
    wrapped(
      `Programme \`${programmeCode}\`, region \`${regionCode ?? 'undecided'}\`: neither stands in the files, this folder adds both.`,
    ),
    '',
    '**版式是我们由样例起草的，不是该系统公布的规范**；要改只改本目录。',
    '',
    '**The layout is ours, drafted from a sample**, and not published by the system; to change it, edit this folder alone.',
    '',
    '## 版式 Wire form',
    '',
    wrapped(`${formText(file)}。表头之上可以有标题行，列的顺序不限。`),
    '',
    'Rows of titles may stand above the header; columns in any order.',
    '',
    `### ${kind}`,
    '',
    '| 列 column | 字段 field | 必填 required | 以谁为准 owner |',
    '| --- | --- | --- | --- |',
    ...lines.map(
      ({ header, outline, required }) =>
        `| ${cell(header)} | \`${outline.field}\` | ${required ? '是 yes' : '否 no'} | ${outline.owner === 'city' ? '市 city' : '省 province'} |`,
    ),
    '',
    ...(ignored.length === 0
      ? []
      : [
          '不带的列 Columns kept out:',
          '',
          ...ignored.map(({ wire, reason }) => wrapped(`- ${cell(wire)}：${reason.zh}。${reason.en}.`, '  ')),
          '',
        ]),
    '代码词见 `code-lists.ts`；表里没有的词按 `code.unknown` 退回，从不猜测。',
    '',
    'Code words are in `code-lists.ts`; any other word is rejected as `code.unknown`, never guessed.',
    '',
    '待定事项见 `DRAFT.md`，决定之后删去该文件和这一段。',
    '',
    'What is undecided is in `DRAFT.md`; delete it and this when all is decided.',
    '',
  ].join('\n');
}

/** `XLSX`, `CSV, GB18030`. */
export function formText(file: FileForm): string {
  switch (file.form) {
    case 'xlsx':
      return `XLSX，工作表“${file.sheet}”，或唯一有此表头的可见工作表`;
    case 'csv':
      return `CSV, ${file.encoding.toUpperCase()}`;
    case 'text':
      return `文本 text, \`${file.delimiter}\`, ${file.encoding.toUpperCase()}`;
    case 'jsonl':
      return 'JSON Lines, UTF-8';
  }
}

/** A pipe or a line break in a header would end the table's cell. */
export function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll(/\s*\n\s*/g, ' ');
}
