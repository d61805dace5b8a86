import type { ReplayLineView, ReplayView } from '../../schemas/api/replays.ts';
import { explainCode } from '../../schemas/problem.ts';
import { systemById } from '../../schemas/systems/registry.ts';
import { kindNames } from '../kind-name.ts';
import { localTime } from '../local-date.ts';
import { tableLines } from '../table.ts';
import { type Bilingual, say, type Terminal } from '../terminal.ts';
import { yuan } from '../yuan.ts';
import { ACTION_NAMES, MAPPING_NAMES, PLAN_STATES, RECORD_STATES, VERDICT_NAMES } from './words.ts';

/** A plan: what it holds by state and destination, who may do what next. */
export function planLines(terminal: Terminal, plan: ReplayView): readonly string[] {
  const { replayId, state, records, toReplay, reason, createdBy, createdAt, problem } = plan;
  const facts: readonly (readonly [Bilingual, string])[] = [
    [{ zh: '制定', en: 'planned by' }, `${createdBy}  ${localTime(createdAt)}`],
    [{ zh: '说明', en: 'reason' }, reason],
    [{ zh: '映射', en: 'mapping' }, say(terminal, MAPPING_NAMES[plan.mapping])],
    [{ zh: '清单', en: 'records' }, amountText(terminal, records)],
    [{ zh: '将重放', en: 'to replay' }, amountText(terminal, toReplay)],
    [{ zh: '散列', en: 'hash' }, plan.hash ?? '—'],
    ...approvalFacts(plan),
    ...(plan.startedAt === null ? [] : [[{ zh: '进度', en: 'progress' }, progressText(terminal, plan)] as const]),
  ];
  return [
    `${replayId}  ${say(terminal, PLAN_STATES[state])}`,
    ...(problem === null ? [] : [`  ${problem} ${explainCode(problem, terminal.language)}`]),
    ...facts.map(([title, value]) => `  ${say(terminal, title)}${colon(terminal)}${value}`),
    ...countLines(terminal, plan).map((line) => `  ${line}`),
    ...adviceLines(terminal, plan),
  ];
}

/** Rows and yuan by what is done, state and destination. */
export function countLines(terminal: Terminal, { counts }: Pick<ReplayView, 'counts'>): readonly string[] {
  if (counts.length === 0) return [];
  const header = [
    { zh: '处理', en: 'does' },
    { zh: '种类', en: 'kind' },
    { zh: '现状', en: 'state' },
    { zh: '去向', en: 'to' },
    { zh: '笔数', en: 'rows' },
    { zh: '金额（元）', en: 'amount ¥' },
  ].map((title) => say(terminal, title));
  const rows = counts.map(({ action, code, kind, state, destination, rows: count, fen }) => [
    code === null ? say(terminal, ACTION_NAMES[action]) : `${say(terminal, ACTION_NAMES[action])} ${code}`,
    say(terminal, kindNames[kind]),
    stateName(terminal, state),
    destination === null ? '—' : systemName(terminal, destination),
    thousands(count),
    fen === '0' ? '' : yuan(fen),
  ]);
  return tableLines(header, rows, [4, 5]);
}

/** The lines of a plan: the record, what is done with it, and field by field what would change. */
export function lineLines(terminal: Terminal, lines: readonly ReplayLineView[]): readonly string[] {
  return lines.flatMap((line) => {
    const { action, verdict, code, kind, state, destination, fen, recordKey, changes } = line;
    const done = verdict === null ? ACTION_NAMES[action] : VERDICT_NAMES[verdict];
    const title = [
      say(terminal, done),
      say(terminal, kindNames[kind]),
      stateName(terminal, state),
      ...(destination === null ? [] : [`→ ${systemName(terminal, destination)}`]),
      ...(fen === '0' ? [] : [`¥${yuan(fen)}`]),
      ...(code === null ? [] : [code]),
    ];
    const fields = changes.map(
      ({ field, before, after }) => `    ${field}${colon(terminal)}${before ?? '—'} → ${after ?? '—'}`,
    );
    return [title.join('  '), `  ${recordKey}`, ...fields];
  });
}

/** All plans, the newest first. */
export function listLines(terminal: Terminal, plans: readonly ReplayView[]): readonly string[] {
  if (plans.length === 0) return [say(terminal, { zh: '没有重放计划。', en: 'There are no replays.' })];
  const header = [
    { zh: '编号', en: 'id' },
    { zh: '状态', en: 'state' },
    { zh: '制定人', en: 'by' },
    { zh: '将重放', en: 'to replay' },
    { zh: '金额（元）', en: 'amount ¥' },
    { zh: '已做', en: 'done' },
  ].map((title) => say(terminal, title));
  const rows = plans.map(({ replayId, state, createdBy, toReplay, progress, startedAt }) => [
    replayId,
    say(terminal, PLAN_STATES[state]),
    createdBy,
    thousands(toReplay.rows),
    toReplay.fen === '0' ? '' : yuan(toReplay.fen),
    startedAt === null ? '' : thousands(progress.done),
  ]);
  return tableLines(header, rows, [3, 4, 5]);
}

/** `120 笔，¥180,000.00` */
export function amountText(terminal: Terminal, { rows, fen }: ReplayView['toReplay']): string {
  const money = fen === '0' ? '' : say(terminal, { zh: `，¥${yuan(fen)}`, en: `, ¥${yuan(fen)}` });
  return `${say(terminal, { zh: `${thousands(rows)} 笔`, en: `${thousands(rows)} records` })}${money}`;
}

function progressText(terminal: Terminal, { progress }: ReplayView): string {
  const { done, total, replayed, changed, nothing, refused, failed } = progress;
  return say(terminal, {
    zh: `${thousands(done)}/${thousands(total)}：已重放 ${thousands(replayed)}，已变动 ${changed}，无须 ${nothing}，不可重放 ${refused}，失败 ${failed}`,
    en: `${thousands(done)}/${thousands(total)}: ${thousands(replayed)} replayed, ${changed} changed, ${nothing} nothing to do, ${refused} refused, ${failed} failed`,
  });
}

function approvalFacts({ approval, refusedBy, needsApproval }: ReplayView): readonly (readonly [Bilingual, string])[] {
  if (refusedBy !== null)
    return [[{ zh: '不同意', en: 'declined by' }, `${refusedBy.by}  ${localTime(refusedBy.at)}  ${refusedBy.reason}`]];
  if (approval !== null)
    return [[{ zh: '复核', en: 'approved by' }, `${approval.by}  ${localTime(approval.at)}  ${approval.reason}`]];
  return needsApproval ? [[{ zh: '复核', en: 'approval' }, '—']] : [];
}

/** What can be done now, by whom, with which command. */
function adviceLines(
  terminal: Terminal,
  { replayId, state, needsApproval, approval, toReplay }: ReplayView,
): readonly string[] {
  if (toReplay.rows === 0 && state === 'PLANNED')
    return [
      say(terminal, { zh: '没有可重放的记录：无须执行。', en: 'There is nothing to replay, so nothing to run.' }),
    ];
  if (state === 'PLANNED' && needsApproval && approval === null)
    return [
      say(terminal, {
        zh: '可能动用资金，须由制定人以外的复核员复核：',
        en: 'It could move money: an approver other than its author approves it:',
      }),
      `  bridge replay approve ${replayId} --reason …`,
    ];
  if (state === 'PLANNED' || state === 'APPROVED')
    return [
      ...(approval === null
        ? []
        : [
            say(terminal, {
              zh: `复核在 ${localTime(approval.expiresAt)}（UTC+8）前有效，只用一次：`,
              en: `The approval holds until ${localTime(approval.expiresAt)} (UTC+8), once:`,
            }),
          ]),
      `  bridge replay run ${replayId}`,
    ];
  return state === 'PAUSED'
    ? [say(terminal, { zh: '继续：', en: 'To go on:' }), `  bridge replay run ${replayId}`]
    : [];
}

function stateName(terminal: Terminal, state: string): string {
  const name = RECORD_STATES[state];
  return name === undefined ? state : say(terminal, name);
}

function systemName(terminal: Terminal, id: string): string {
  const system = systemById(id);
  return system === undefined ? id : say(terminal, system.name);
}

function colon({ language }: Terminal): string {
  return language === 'zh' ? '：' : ': ';
}

/** `4,400` */
export function thousands(count: number): string {
  return String(count).replaceAll(/\B(?=(\d{3})+$)/g, ',');
}
