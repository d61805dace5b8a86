import stringWidth from 'string-width';
import { describe } from '../../schemas/codecs/describe.ts';
import { faultOf } from '../../schemas/codecs/fault.ts';
import type { Identified } from '../../schemas/codecs/identify.ts';
import { PROBLEMS, type ProblemCode } from '../../schemas/problem.ts';
import { tableLines } from '../table.ts';
import { printLine, say, type Terminal } from '../terminal.ts';
import { faultSentence, pointed } from './fault-words.ts';
import { traitsOf } from './traits.ts';

/** Each value as a paragraph of its own: the verdict, then what the number says, or where it is wrong. */
export function printIdentified(terminal: Terminal, found: readonly Identified[], today: string): void {
  for (const [at, one] of found.entries()) {
    if (at > 0) printLine(terminal, '');
    for (const line of one.normal === null ? refused(terminal, one, today) : explained(terminal, one, one.normal))
      printLine(terminal, line);
  }
}

const GAP = '  ';
const COLUMNS_MAX = 80;

function explained(terminal: Terminal, { kind, value, warnings }: Identified, normal: string): readonly string[] {
  const rows = traitsOf(describe(kind, normal), value).map((trait) => trait.map((text) => say(terminal, text)));
  const [first = [], ...rest] =
    normal === value ? rows : [[say(terminal, { zh: '规范写法', en: 'written' }), normal], ...rows];
  return [
    `${say(terminal, { zh: '有效', en: 'valid' })}${GAP}${visible(value)}`,
    ...tableLines(first, rest).map((line) => GAP + line),
    ...warnings.flatMap((code) => wrapped(say(terminal, advice(code)))),
  ];
}

function refused(terminal: Terminal, { kind, value, problem }: Identified, today: string): readonly string[] {
  const fault = faultOf(kind, value, today);
  const place = pointed(fault);
  const verdict = say(terminal, { zh: '无效', en: 'invalid' });
  const isAsTyped = fault.read === value;
  const readAs = say(terminal, { zh: '读作', en: 'read as' });
  const mark = place === null ? '' : marks(fault.read, place);
  return [
    `${verdict}${GAP}${visible(value)}`,
    ...(place === null || isAsTyped ? [] : [`${GAP}${readAs}${GAP}${visible(fault.read)}`]),
    ...(place === null ? [] : [' '.repeat(stringWidth(isAsTyped ? verdict : GAP + readAs)) + GAP + mark]),
    ...wrapped(say(terminal, faultSentence(fault))),
    ...(problem === null ? [] : wrapped(`${say(terminal, todo(problem))} [${problem}]`)),
  ];
}

/** Marks under the places meant. */
function marks(read: string, { from, to }: { readonly from: number; readonly to: number }): string {
  const characters = [...visible(read)];
  const before = stringWidth(characters.slice(0, from - 1).join(''));
  return ' '.repeat(before) + '^'.repeat(stringWidth(characters.slice(from - 1, to).join('')));
}

/** Broken between words, to fit a terminal of 80 columns; Chinese sentences here fit as they are. */
function wrapped(text: string): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || stringWidth(`${last} ${word}`) > COLUMNS_MAX) lines.push(GAP + word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

function todo(code: ProblemCode): { readonly zh: string; readonly en: string } {
  const { todoZh, todoEn } = PROBLEMS[code];
  return { zh: `${todoZh}。`, en: `${todoEn.charAt(0).toUpperCase()}${todoEn.slice(1)}.` };
}

function advice(code: ProblemCode): { readonly zh: string; readonly en: string } {
  const { zh, en, todoZh, todoEn } = PROBLEMS[code];
  return { zh: `提醒：${zh}；${todoZh}。`, en: `note: ${en}. To do: ${todoEn}.` };
}

/** What a terminal must not obey is shown, not sent. */
function visible(value: string): string {
  return value.replace(/\p{C}/gu, '�');
}
