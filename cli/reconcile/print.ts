import { CODE_NAMES, KIND_NAMES, OUTCOME_NAMES, SIDE_NAMES } from '../../adapters/reports/words.ts';
import type { Amount } from '../../core/ledger/tally.ts';
import { explainCode } from '../../core/reconcile/explain.ts';
import { isConserved, type SideTally } from '../../core/reconcile/statement.ts';
import { programmeByCode } from '../../schemas/programmes.ts';
import { tableLines } from '../table.ts';
import { type Bilingual, say, type Terminal } from '../terminal.ts';
import { yuan } from '../yuan.ts';
import type { ReconcileOptions } from './options.ts';
import type { ReconcileRequest } from './request.ts';
import type { Reconciled } from './run.ts';
import { isClean } from './verdict.ts';

/** The comparison as a clerk reads it at midnight: whether the books balance, both sides, what differs and what to do, what waits. */
export function reconcileLines(
  terminal: Terminal,
  result: Reconciled,
  request: ReconcileRequest,
  written: Pick<ReconcileOptions, 'report' | 'html' | 'discrepancies'>,
): readonly string[] {
  return [
    titleLine(terminal, result, request),
    verdictLine(terminal, result),
    '',
    ...sideLines(terminal, result),
    ...discrepancyLines(terminal, result),
    ...suspenseLines(terminal, result),
    ...noteLines(terminal, result),
    ...writtenLines(terminal, written),
  ];
}

function titleLine(terminal: Terminal, { programme, year }: Reconciled, { kind, asOf }: ReconcileRequest): string {
  const name = programmeByCode(programme)?.name;
  const years =
    year === null
      ? say(terminal, { zh: '各行自己的年度', en: "each row's own year" })
      : say(terminal, { zh: `${year} 年度`, en: `year ${year}` });
  return [
    say(terminal, { zh: `对账：${KIND_NAMES[kind].zh}`, en: `Reconciliation of ${KIND_NAMES[kind].en}` }),
    name === undefined ? programme : `${say(terminal, name)} ${programme}`,
    years,
    say(terminal, { zh: `截至 ${asOf}`, en: `as of ${asOf}` }),
  ].join(' · ');
}

function verdictLine(terminal: Terminal, result: Reconciled): string {
  const { statement } = result;
  if (!isConserved(statement)) return say(terminal, NOT_CONSERVED);
  if (!isClean(result)) return say(terminal, DIFFERS);
  return say(terminal, statement.suspense === 0 ? BALANCED : BALANCED_SO_FAR);
}

const BALANCED: Bilingual = { zh: '平：两方一致', en: 'Balanced: both sides agree' };
const BALANCED_SO_FAR: Bilingual = {
  zh: '平：没有差异，缓冲池里的记录等对方补报',
  en: 'Balanced: nothing differs; what is in suspense waits for the other side',
};
const DIFFERS: Bilingual = { zh: '不平：有差异或不通过的行，见下', en: 'Not balanced: see below' };
const NOT_CONSERVED: Bilingual = {
  zh: 'reconcile.not-conserved 结果不守恒，不要采用，请报告给维护者',
  en: 'reconcile.not-conserved: rows were lost in the comparison; do not rely on it, and tell the maintainers',
};

const OUTCOMES = ['received', 'matched', 'discrepant', 'suspense', 'rejected'] as const;

function sideLines(terminal: Terminal, { statement }: Reconciled): readonly string[] {
  const header = ['', ...OUTCOMES.map((outcome) => say(terminal, OUTCOME_NAMES[outcome]))];
  const rowsOf = (side: 'city' | 'province', tally: SideTally): string[][] => [
    [say(terminal, SIDE_NAMES[side]), ...OUTCOMES.map((outcome) => count(terminal, tally[outcome].rows))],
    ...(statement.kind === 'payment'
      ? [[say(terminal, { zh: '　金额（元）', en: '  ¥' }), ...OUTCOMES.map((outcome) => yuan(tally[outcome].fen))]]
      : []),
  ];
  const rows = [...rowsOf('city', statement.city), ...rowsOf('province', statement.province)];
  return tableLines(header, rows, [1, 2, 3, 4, 5]);
}

function discrepancyLines(terminal: Terminal, { statement }: Reconciled): readonly string[] {
  const isMoney = statement.kind === 'payment';
  if (statement.discrepancies.length === 0) return [];
  const header = [
    { zh: '差异', en: 'discrepancy' },
    { zh: '笔数', en: 'count' },
    ...(isMoney ? [CITY_YUAN, PROVINCE_YUAN] : []),
    { zh: '怎么办', en: 'what to do' },
  ].map((title) => say(terminal, title));
  const rows = statement.discrepancies.map(({ code, count: found, ofCity, ofProvince }) => {
    const { todoZh, todoEn } = explainCode(code);
    return [
      say(terminal, { zh: `${CODE_NAMES[code]} ${code}`, en: code }),
      count(terminal, found),
      ...(isMoney ? [amount(ofCity), amount(ofProvince)] : []),
      say(terminal, { zh: todoZh, en: todoEn }),
    ];
  });
  return ['', ...tableLines(header, rows, isMoney ? [1, 2, 3] : [1])];
}

const CITY_YUAN: Bilingual = { zh: '市方（元）', en: 'city ¥' };
const PROVINCE_YUAN: Bilingual = { zh: '省方（元）', en: 'province ¥' };

function suspenseLines(terminal: Terminal, { statement }: Reconciled): readonly string[] {
  if (statement.suspenseAges.length === 0) return [];
  const header = [
    { zh: '缓冲池（满 3 天仍无对方记录即成差异）', en: 'suspense (a discrepancy at 3 days)' },
    { zh: '已等天数', en: 'days' },
    { zh: '笔数', en: 'rows' },
    ...(statement.kind === 'payment' ? [{ zh: '金额（元）', en: '¥' }] : []),
  ].map((title) => say(terminal, title));
  const rows = statement.suspenseAges.map(({ side, ageDays, amount: of }) => [
    say(terminal, side === 'city' ? ONLY_CITY : ONLY_PROVINCE),
    String(ageDays),
    count(terminal, of.rows),
    ...(statement.kind === 'payment' ? [yuan(of.fen)] : []),
  ]);
  return ['', ...tableLines(header, rows, [1, 2, 3])];
}

const ONLY_CITY: Bilingual = { zh: '只有市方有', en: 'the city alone' };
const ONLY_PROVINCE: Bilingual = { zh: '只有省方有', en: 'the province alone' };

function noteLines(terminal: Terminal, { statement, notes }: Reconciled): readonly string[] {
  const rejected = statement.city.rejected.rows + statement.province.rejected.rows;
  const lines = [
    ...(rejected === 0 ? [] : [REJECTED]),
    ...notes.map(({ text, differs }) => (differs ? { zh: `注意：${text.zh}`, en: `Look: ${text.en}` } : text)),
  ];
  return lines.length === 0 ? [] : ['', ...lines.map((line) => say(terminal, line))];
}

const REJECTED: Bilingual = {
  zh: '不通过的行没有参与比对，对方的同一条会显示为缺失；用 bridge check 查看原因并更正后重新比对',
  en: 'rejected rows were not compared, so the other side may seem to have more: see bridge check for the reasons, correct and compare again',
};

function writtenLines(
  terminal: Terminal,
  { report, html, discrepancies }: Pick<ReconcileOptions, 'report' | 'html' | 'discrepancies'>,
): readonly string[] {
  const paths = [report, html, discrepancies].filter((path) => path !== undefined);
  if (paths.length === 0) return [];
  const list = paths.join(terminal.language === 'zh' ? '、' : ', ');
  return ['', say(terminal, { zh: `已写入 ${list}`, en: `written: ${list}` })];
}

function amount({ rows, fen }: Amount): string {
  return rows === 0 ? '' : yuan(fen);
}

function count({ language }: Terminal, value: number): string {
  return new Intl.NumberFormat(language === 'zh' ? 'zh-CN' : 'en').format(value);
}
