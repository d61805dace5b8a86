import { explainCode } from '../../schemas/problem.ts';
import { localTime } from '../local-date.ts';
import { tableLines } from '../table.ts';
import { type Bilingual, printLine, say, type Terminal } from '../terminal.ts';
import type { StatementView } from './view.ts';
import { commandFor, sentenceOf } from './words.ts';

/** Who may answer, and where. */
export interface Colleagues {
  /** Sample users of the local stack who may say it; none of a deployment elsewhere. */
  readonly operators: readonly string[];
  /** `null` where it need not be said. */
  readonly dataDir: string | null;
}

/** What has become of a statement by this word, and what is to be done now. */
export function printStatement(terminal: Terminal, view: StatementView, colleagues: Colleagues): void {
  const sentence = say(terminal, sentenceOf(view.statement));
  const name = say(terminal, STATES[view.state]);
  printLine(terminal, `${name}${terminal.language === 'zh' ? '：' : ': '}${sentence}`);
  for (const { by, at, evidence } of view.said)
    printLine(terminal, `  ${by}  ${localTime(at)}${evidence === null ? '' : `  ${evidence}`}`);
  for (const line of adviceOf(terminal, view, colleagues)) printLine(terminal, line);
}

/** All of them, newest first; below the table what waits for another operator. */
export function printStatements(terminal: Terminal, views: readonly StatementView[], colleagues: Colleagues): void {
  if (views.length === 0)
    return printLine(terminal, say(terminal, { zh: '还没有登记。', en: 'Nothing has been said yet.' }));
  const header = [
    { zh: '时间（UTC+8）', en: 'time (UTC+8)' },
    { zh: '状态', en: 'state' },
    { zh: '操作员', en: 'operators' },
    { zh: '内容', en: 'statement' },
  ].map((title) => say(terminal, title));
  const rows = views.map(({ state, said, statement, problem }) => [
    localTime(said[0]?.at ?? ''),
    `${say(terminal, STATES[state])}${problem === null ? '' : ` ${problem}`}`,
    said.map(({ by }) => by).join(terminal.language === 'zh' ? '、' : ', '),
    say(terminal, sentenceOf(statement)),
  ]);
  for (const line of tableLines(header, rows)) printLine(terminal, line);
  for (const view of views.filter(({ state }) => state === 'SAID')) {
    printLine(terminal, '');
    for (const line of adviceOf(terminal, view, colleagues)) printLine(terminal, line);
  }
}

const STATES: Readonly<Record<StatementView['state'], Bilingual>> = {
  SAID: { zh: '待另一人确认', en: 'waits for another operator' },
  AGREED: { zh: '两人已确认，正在生效', en: 'agreed, about to take effect' },
  IN_EFFECT: { zh: '已生效', en: 'in effect' },
  REFUSED: { zh: '未生效', en: 'refused' },
  LAPSED: { zh: '已过时失效', en: 'lapsed' },
};

function adviceOf(terminal: Terminal, view: StatementView, colleagues: Colleagues): readonly string[] {
  switch (view.state) {
    case 'SAID':
      return secondWord(terminal, view, colleagues);
    case 'REFUSED':
      return view.problem === null ? [] : [`  ${view.problem} ${explainCode(view.problem, terminal.language)}`];
    case 'IN_EFFECT':
      return view.claimedByBoth.length === 0 ? [] : paidTwice(terminal, view.claimedByBoth);
    case 'AGREED':
    case 'LAPSED':
      return [];
  }
}

/** Who has to confirm, until when, with which command. */
function secondWord(
  terminal: Terminal,
  { statement, said, until }: StatementView,
  { operators, dataDir }: Colleagues,
): readonly string[] {
  const first = said[0]?.by ?? '';
  // Elsewhere than on one machine each is logged in under their own name.
  const other = operators.find((name) => name !== first) ?? null;
  const by = until === null ? '' : localTime(until);
  return [
    say(terminal, {
      zh: `尚未生效。须由 ${first} 以外的操作员自行核实后，在 ${by}（UTC+8）之前说同样的话：`,
      en: `Not in effect. An operator other than ${first} who has looked for themselves says the same before ${by} (UTC+8):`,
    }),
    `  ${commandFor(statement, other, dataDir)}`,
    ...(statement.type === 'permit.linked'
      ? [say(terminal, { zh: '  （运行后输入新、旧两个号码）', en: '  (it asks for both numbers)' })]
      : []),
  ];
}

function paidTwice(terminal: Terminal, both: StatementView['claimedByBoth']): readonly string[] {
  return [
    say(terminal, {
      zh: '注意：关联前两个号码都已占用同一项资助，此人可能已被重复发放。请用 bridge show 逐笔核对：',
      en: 'Look: both numbers had claimed the same grant before they were linked; the person may have been paid twice. Compare with bridge show:',
    }),
    ...both.map(({ grant, newer, older }) => `  ${grant}  ${newer}  ${older}`),
  ];
}
