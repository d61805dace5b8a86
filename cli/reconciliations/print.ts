import { CODE_NAMES, LEVEL_NAMES, OUTCOME_NAMES, SIDE_NAMES } from '../../adapters/reports/words.ts';
import type { Amount } from '../../core/ledger/tally.ts';
import { type ControlTotal, isConserved, type ReconciliationStatement } from '../../core/reconcile/statement.ts';
import { explainCode } from '../../schemas/problem.ts';
import { kindNames } from '../kind-name.ts';
import { localTime } from '../local-date.ts';
import { tableLines } from '../table.ts';
import { type Bilingual, say, type Terminal } from '../terminal.ts';
import { yuan } from '../yuan.ts';
import { differing, type ReconciliationView } from './view.ts';

/** Control totals a screen shows; the report has them all. */
const TOTALS_MAX = 40;

/** A line per comparison, newest night first. */
export function listLines(
  terminal: Terminal,
  views: readonly ReconciliationView[],
  hasMore: boolean,
): readonly string[] {
  if (views.length === 0) return [say(terminal, { zh: '还没有对账。', en: 'There are no reconciliations yet.' })];
  const header = LIST_COLUMNS.map((title) => say(terminal, title));
  const rows = views.map((view) => [
    view.reconciliationId,
    standing(terminal, view),
    ...[view.statement?.matched, view.statement === null ? undefined : differing(view), view.statement?.suspense].map(
      count,
    ),
    count(view.statement?.city.received.rows),
    count(view.statement?.province.received.rows),
  ]);
  return [...tableLines(header, rows, [2, 3, 4, 5, 6]), ...(hasMore ? [say(terminal, MORE)] : [])];
}

/** One comparison: where every row of both sides is, what differs, what waits, and the totals both sides are held against. */
export function statementLines(terminal: Terminal, view: ReconciliationView): readonly string[] {
  const { statement, reports, startedAt, endedAt, kind, programme, night } = view;
  const kindName = say(terminal, kindNames[kind]);
  return [
    say(terminal, {
      zh: `${night} 对账：${programme} ${kindName}，${standing(terminal, view)}`,
      en: `Reconciliation of ${night}: ${programme} ${kindName}, ${standing(terminal, view)}`,
    }),
    `  ${localTime(startedAt)}${endedAt === null ? '' : ` — ${localTime(endedAt)}`}`,
    ...noteLines(terminal, view),
    ...(statement === null ? [] : ['', ...sideLines(terminal, statement)]),
    ...(statement === null ? [] : differenceLines(terminal, statement)),
    ...(statement === null ? [] : suspenseLines(terminal, statement)),
    ...(statement === null ? [] : totalLines(terminal, statement)),
    ...(reports === null ? [] : ['', `XLSX  ${reports.xlsx}`, `HTML  ${reports.html}`]),
  ];
}

const LIST_COLUMNS: readonly Bilingual[] = [
  { zh: '编号', en: 'id' },
  { zh: '结果', en: 'result' },
  { zh: '相符', en: 'matched' },
  { zh: '差异', en: 'differ' },
  { zh: '缓冲', en: 'suspense' },
  { zh: '市方笔数', en: 'city rows' },
  { zh: '省方笔数', en: 'province rows' },
];
const MORE: Bilingual = {
  zh: '还有更早的未列出：用 --night、--programme、--kind 指明。',
  en: 'There are earlier ones: name them by --night, --programme, --kind.',
};

function standing(terminal: Terminal, view: ReconciliationView): string {
  if (view.state === 'RUNNING') return say(terminal, { zh: '进行中', en: 'running' });
  if (view.state === 'REFUSED')
    return `${say(terminal, { zh: '未能对账', en: 'refused' })} ${view.problem ?? ''}`.trim();
  return differing(view) === 0
    ? say(terminal, { zh: '全部相符', en: 'agrees' })
    : say(terminal, { zh: '有差异', en: 'differs' });
}

function noteLines(terminal: Terminal, { problem, notes }: ReconciliationView): readonly string[] {
  const noted = notes.map(
    ({ code, system, businessDate }) =>
      `  ${system}${businessDate === null ? '' : ` ${businessDate}`}  ${code} ${explainCode(code, terminal.language)}`,
  );
  return problem === null ? noted : [`  ${problem} ${explainCode(problem, terminal.language)}`, ...noted];
}

/** Of each side: received = matched + discrepant + suspense + rejected + held, in rows and, of payments, in yuan. */
function sideLines(terminal: Terminal, statement: ReconciliationStatement): readonly string[] {
  const outcomes = ['received', 'matched', 'discrepant', 'suspense', 'rejected', 'held'] as const;
  const header = ['', ...outcomes.map((outcome) => say(terminal, OUTCOME_NAMES[outcome]))];
  const rows = (['city', 'province'] as const).flatMap((side) => {
    const amounts = outcomes.map((outcome) => statement[side][outcome]);
    const name = say(terminal, SIDE_NAMES[side]);
    const inRows = [
      `${name}${say(terminal, { zh: '（笔）', en: ' (rows)' })}`,
      ...amounts.map(({ rows: n }) => count(n)),
    ];
    if (statement.kind !== 'payment') return [inRows];
    return [inRows, [`${name}${say(terminal, { zh: '（元）', en: ' (¥)' })}`, ...amounts.map(({ fen }) => yuan(fen))]];
  });
  const verdict = isConserved(statement)
    ? { zh: '收到 = 相符 + 不符 + 缓冲池 + 不通过 + 暂挂：成立', en: 'Every row of both sides is in one of these.' }
    : { zh: '收到 ≠ 各项之和：账不平，须查明', en: 'The rows do not add up: this has to be looked into.' };
  return [...tableLines(header, rows, [1, 2, 3, 4, 5, 6]), say(terminal, verdict)];
}

function differenceLines(terminal: Terminal, { discrepancies, kind }: ReconciliationStatement): readonly string[] {
  if (discrepancies.length === 0) return [];
  const header = [
    say(terminal, { zh: '差异', en: 'discrepancy' }),
    say(terminal, { zh: '件数', en: 'count' }),
    ...bothTitles(terminal, kind),
  ];
  const rows = discrepancies.map(({ code, count: keys, ofCity, ofProvince }) => [
    terminal.language === 'zh' ? `${CODE_NAMES[code]} ${code}` : code,
    count(keys),
    ...bothCells(kind, ofCity, ofProvince),
  ]);
  return ['', ...tableLines(header, rows, [1, 2, 3, 4, 5])];
}

function suspenseLines(terminal: Terminal, { suspenseAges, kind }: ReconciliationStatement): readonly string[] {
  if (suspenseAges.length === 0) return [];
  const header = [
    say(terminal, { zh: '缓冲池', en: 'suspense' }),
    say(terminal, { zh: '已等（天）', en: 'days' }),
    say(terminal, { zh: '笔数', en: 'rows' }),
    ...(kind === 'payment' ? [say(terminal, { zh: '金额（元）', en: 'amount ¥' })] : []),
  ];
  const rows = suspenseAges.map(({ side, ageDays, amount }) => [
    say(terminal, { zh: `只有${SIDE_NAMES[side].zh}有`, en: `${side} alone` }),
    String(ageDays),
    count(amount.rows),
    ...(kind === 'payment' ? [yuan(amount.fen)] : []),
  ]);
  return ['', ...tableLines(header, rows, [1, 2, 3])];
}

function totalLines(terminal: Terminal, { totals, kind }: ReconciliationStatement): readonly string[] {
  if (totals.length === 0) return [];
  const levels = totals.some(({ fundingLevel }) => fundingLevel !== null);
  const header = [
    say(terminal, { zh: '控制总数：市', en: 'control totals: city' }),
    say(terminal, { zh: '年度', en: 'year' }),
    ...(levels ? [say(terminal, { zh: '层级', en: 'level' })] : []),
    say(terminal, { zh: '日期', en: 'day' }),
    ...bothTitles(terminal, kind),
  ];
  const rows = totals
    .slice(0, TOTALS_MAX)
    .map((total) => [
      total.city,
      String(total.year),
      ...(levels ? [levelOf(terminal, total)] : []),
      total.day ?? '—',
      ...bothCells(kind, total.ofCity, total.ofProvince),
    ]);
  const first = levels ? 4 : 3;
  const more = totals.length - rows.length;
  return [
    '',
    ...tableLines(header, rows, [first, first + 1, first + 2, first + 3]),
    ...(more === 0
      ? []
      : [say(terminal, { zh: `另有 ${more} 行，见报告。`, en: `${more} more stand in the report.` })]),
  ];
}

function levelOf({ language }: Terminal, { fundingLevel }: ControlTotal): string {
  if (fundingLevel === null) return '—';
  return language === 'zh' ? LEVEL_NAMES[fundingLevel] : fundingLevel;
}

function bothTitles(terminal: Terminal, kind: ReconciliationStatement['kind']): readonly string[] {
  const rows = [
    { zh: '市方（笔）', en: 'city rows' },
    { zh: '省方（笔）', en: 'province rows' },
  ];
  const money = [
    { zh: '市方（元）', en: 'city ¥' },
    { zh: '省方（元）', en: 'province ¥' },
  ];
  return (kind === 'payment' ? [...rows, ...money] : rows).map((title) => say(terminal, title));
}

function bothCells(kind: ReconciliationStatement['kind'], city: Amount, province: Amount): readonly string[] {
  const rows = [count(city.rows), count(province.rows)];
  return kind === 'payment' ? [...rows, yuan(city.fen), yuan(province.fen)] : rows;
}

/** `4,400`; nothing where it is not known yet. */
function count(rows: number | undefined): string {
  return rows === undefined ? '' : String(rows).replaceAll(/\B(?=(\d{3})+$)/g, ',');
}
