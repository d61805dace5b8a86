import type { Story, StoryClaim, StoryMoment, StorySource } from '../../schemas/api/records.ts';
import { explainCode } from '../../core/reconcile/explain.ts';
import { STATE_WORDS } from '../../core/story/cause.ts';
import { DISCREPANCIES } from '../../schemas/discrepancy.ts';
import { isProblemCode } from '../../schemas/problem.ts';
import { systemById } from '../../schemas/systems/registry.ts';
import { kindNames } from '../kind-name.ts';
import { localTime } from '../local-date.ts';
import { tableLines, wrapped } from '../table.ts';
import { type Bilingual, say, type Terminal } from '../terminal.ts';
import { yuan } from '../yuan.ts';
import { sideBySideLines, USUAL_COLUMNS } from './side-by-side.ts';

/** A record's story as a clerk reads it: why it stands where it stands, then what was made of it, then when. */
export function storyLines(terminal: Terminal, story: Story): readonly string[] {
  const { recordKey, kind, records } = story;
  const [first] = records;
  const fen = records.find((each) => each.fen !== null)?.fen ?? null;
  const title = [say(terminal, kindNames[kind]), first?.programme ?? '', fen === null ? '' : `¥${yuan(fen)}`];
  const lines = [
    title.filter((part) => part !== '').join(' · '),
    `  ${recordKey}`,
    ...causeLines(terminal, records),
    ...records.flatMap((source) => ['', ...sourceLines(terminal, source)]),
    '',
    ...factLines(terminal, story),
    ...timelineLines(terminal, story),
  ];
  return lines.flatMap((line) => wrapped(line, terminal.columns ?? USUAL_COLUMNS));
}

/** The worst comes first. */
function causeLines(terminal: Terminal, records: readonly StorySource[]): readonly string[] {
  const sorted = records.toSorted((a, b) => Number(b.problem !== null) - Number(a.problem !== null));
  return sorted.flatMap(({ name, state, problem, cause }) => {
    const code = problem === null ? '' : ` ${problem}`;
    const head = `${problem === null ? '✓' : '✗'} ${say(terminal, name)}${colon(terminal)}${stateName(terminal, state)}${code}`;
    return [head, `  ${say(terminal, cause)}`];
  });
}

function sourceLines(terminal: Terminal, source: StorySource): readonly string[] {
  const { name, batchId, row, fileName, attempt, status, sequence, deliveries } = source;
  const from =
    batchId === null
      ? { zh: `省平台事件，序号 ${sequence}`, en: `from an event, sequence ${sequence}` }
      : { zh: `批次 ${batchId} 第 ${row} 行`, en: `batch ${batchId}, row ${row}` };
  const parts = [
    say(terminal, name),
    status,
    say(terminal, from),
    fileName ?? '',
    say(terminal, { zh: `第 ${attempt} 次`, en: `attempt ${attempt}` }),
  ];
  return [
    `── ${parts.filter((part) => part !== '').join(' · ')}`,
    ...sideBySideLines(terminal, source),
    ...deliveries.map((delivery) => `  ${deliveryText(terminal, delivery)}`),
  ];
}

function deliveryText(
  terminal: Terminal,
  { destination, state, tries, calls, dueAt, code }: StorySource['deliveries'][number],
): string {
  const to = systemById(destination);
  const name = to === undefined ? destination : say(terminal, to.name);
  const open = state === 'OPEN';
  const answer = code === null ? '' : ` · ${code}`;
  const due = open && dueAt !== null ? ` · ${say(terminal, { zh: '下次', en: 'next' })} ${localTime(dueAt)}` : '';
  return say(terminal, {
    zh: `发送到 ${name}：${open ? '进行中' : '已结束'} · 第 ${tries} 轮 · 调用 ${calls} 次${answer}${due}`,
    en: `delivery to ${name}: ${open ? 'open' : 'done'} · try ${tries} · calls ${calls}${answer}${due}`,
  });
}

function factLines(terminal: Terminal, { claim, cases, proof, waitingEventsSeen }: Story): readonly string[] {
  const lines = [
    ...(claim === null ? [] : claimLines(terminal, claim)),
    ...cases.map(({ code, state, firstNight, lastNight, owner, discrepancyId }) => {
      const known = DISCREPANCIES.find((each) => each === code);
      const what = known === undefined ? code : say(terminal, explainCode(known));
      const whose = owner === null ? '' : ` · ${owner}`;
      return `${say(terminal, CASE)}${colon(terminal)}${what} · ${state} · ${firstNight} – ${lastNight}${whose} · ${discrepancyId}`;
    }),
    ...(proof === null
      ? []
      : [
          `${say(terminal, PROOF)}${colon(terminal)}${proof.batchId} · ${say(terminal, { zh: `第 ${proof.row} 行`, en: `row ${proof.row}` })} · ${proof.root ?? say(terminal, NO_PROOF)}`,
        ]),
    ...(waitingEventsSeen === 'all' ? [] : [say(terminal, MORE_WAITING)]),
  ];
  return lines;
}

function claimLines(terminal: Terminal, { grant, heldBy, recordKey, beside }: StoryClaim): readonly string[] {
  const more =
    beside === 0
      ? ''
      : say(terminal, { zh: ` · 另有 ${beside} 笔未占名额已发放或已开始`, en: ` · ${beside} paid or begun beside it` });
  const holder = `${say(terminal, CLAIM)} ${grant}${colon(terminal)}${say(terminal, HOLDERS[heldBy])}${more}`;
  return heldBy === 'other' && recordKey !== null ? [holder, `  ${recordKey}`] : [holder];
}

function timelineLines(terminal: Terminal, { timeline }: Story): readonly string[] {
  const header = [
    say(terminal, { zh: '时间（UTC+8）', en: 'time (UTC+8)' }),
    say(terminal, { zh: '来源', en: 'source' }),
    say(terminal, { zh: '经过', en: 'what happened' }),
  ];
  const rows = timeline.map((moment) => [
    localTime(moment.at),
    sourceName(terminal, moment),
    momentText(terminal, moment),
  ]);
  return tableLines(header, rows);
}

function momentText(terminal: Terminal, { what, text, fen, code, about }: StoryMoment): string {
  // A batch stands above already, and that something was taken is said in words.
  const named = what === 'batch' ? '' : (about ?? '');
  const problem = code !== null && isProblemCode(code) ? code : '';
  const parts = [say(terminal, text), fen === null ? '' : `¥${yuan(fen)}`, named, problem];
  return parts.filter((part) => part !== '').join('  ');
}

function sourceName(terminal: Terminal, { source }: StoryMoment): string {
  const system = systemById(source ?? '');
  return system === undefined ? (source ?? '') : say(terminal, system.name);
}

export function stateName(terminal: Terminal, state: string): string {
  const name = STATES[state];
  return name === undefined ? state : say(terminal, name);
}

const STATES: Readonly<Record<string, Bilingual>> = {
  ...STATE_WORDS,
  RECEIVED: { zh: '已收到', en: 'received' },
  PARKED: { zh: '等待前一事件', en: 'waits for another event' },
  APPLIED: { zh: '已处理', en: 'applied' },
  REFUSED: { zh: '无法读取', en: 'refused' },
};
const HOLDERS: Readonly<Record<StoryClaim['heldBy'], Bilingual>> = {
  this: { zh: '由本笔占用', en: 'held by this payment' },
  other: { zh: '由另一笔发放占用', en: 'held by another payment' },
  nobody: { zh: '无人占用', en: 'held by nobody' },
};
const CLAIM: Bilingual = { zh: '名额', en: 'claim' };
const CASE: Bilingual = { zh: '对账差异', en: 'discrepancy' };
const PROOF: Bilingual = { zh: '批次证明', en: 'proof' };
const NO_PROOF: Bilingual = { zh: '尚未生成', en: 'not made yet' };
const MORE_WAITING: Bilingual = {
  zh: '等待中的事件很多，只查看了一部分。',
  en: 'Many events wait; only some of them were looked at.',
};

function colon({ language }: Terminal): string {
  return language === 'zh' ? '：' : ': ';
}
