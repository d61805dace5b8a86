import { caseStanding, RESOLUTION_NAMES } from '../../adapters/reports/case-words.ts';
import { fieldName, valueName } from '../../adapters/reports/words.ts';
import { explainCode } from '../../core/reconcile/explain.ts';
import type { DiscrepancyLine } from '../../core/reconcile/sides.ts';
import { kindNames } from '../kind-name.ts';
import { localTime } from '../local-date.ts';
import { tableLines } from '../table.ts';
import { type Bilingual, say, type Terminal } from '../terminal.ts';
import { yuan } from '../yuan.ts';
import type { CaseDetailView, CaseView } from './view.ts';
import { fieldNames, money, nameOf } from './words.ts';

/** A line per case, its id below it, and how many there are of each standing. */
export function listLines(terminal: Terminal, cases: readonly CaseView[], hasMore: boolean): readonly string[] {
  if (cases.length === 0) return [say(terminal, { zh: '没有这样的差异。', en: 'There are no such discrepancies.' })];
  const header = COLUMNS.map((title) => say(terminal, title));
  const rows = cases.map((each) => [
    say(terminal, caseStanding(each)),
    nameOf(terminal, each),
    money(each, each.fenCity),
    money(each, each.fenProvince),
    each.firstNight,
    each.lastNight,
    each.owner ?? '',
  ]);
  const [title = '', ...lines] = tableLines(header, rows, [2, 3]);
  const body = lines.flatMap((line, index) => [line, `  ${cases[index]?.discrepancyId ?? ''}`]);
  return [title, ...body, '', countLine(terminal, cases), ...(hasMore ? [say(terminal, MORE)] : [])];
}

/** One case: what differs, what both sides say, what became of it, what to do. */
export function caseLines(terminal: Terminal, view: CaseDetailView): readonly string[] {
  const text = explainCode(view.code);
  const colon = terminal.language === 'zh' ? '：' : ': ';
  const facts: readonly (readonly [Bilingual, string])[] = [
    [{ zh: '编号', en: 'id' }, view.discrepancyId],
    [{ zh: '项目', en: 'programme' }, `${view.programme}  ${say(terminal, kindNames[view.kind])}`],
    [{ zh: '市', en: 'city' }, view.tenant],
    [{ zh: '状态', en: 'state' }, say(terminal, caseStanding(view))],
    [{ zh: '发现', en: 'found' }, foundOn(terminal, view)],
    ...(view.kind === 'payment' ? [[{ zh: '金额（元）', en: 'amount ¥' }, amounts(terminal, view)] as const] : []),
    ...(view.fields.length === 0 ? [] : [[{ zh: '不一致的字段', en: 'fields' }, fieldNames(terminal, view)] as const]),
    ...(view.repairs === null ? [] : [[{ zh: '已补发', en: 'sent again' }, repaired(terminal, view.repairs)] as const]),
    [{ zh: '经办人', en: 'owner' }, view.owner ?? say(terminal, { zh: '无', en: 'nobody' })],
  ];
  return [
    `${view.code}${colon}${terminal.language === 'zh' ? text.zh : text.en}`,
    ...facts.map(([title, value]) => `  ${say(terminal, title)}${colon}${value}`),
    ...evidenceLines(terminal, view),
    ...historyLines(terminal, view),
    ...(view.state === 'CLOSED'
      ? []
      : [`${say(terminal, ADVICE)}${colon}${say(terminal, { zh: text.todoZh, en: text.todoEn })}`]),
  ];
}

const COLUMNS: readonly Bilingual[] = [
  { zh: '状态', en: 'state' },
  { zh: '差异', en: 'discrepancy' },
  { zh: '市方（元）', en: 'city ¥' },
  { zh: '省方（元）', en: 'province ¥' },
  { zh: '首次发现', en: 'first found' },
  { zh: '最近发现', en: 'last found' },
  { zh: '经办人', en: 'owner' },
];
const ADVICE: Bilingual = { zh: '处理', en: 'to do' };
const MORE: Bilingual = {
  zh: '还有更多未列出：用 --code、--programme、--kind、--state、--night 缩小范围，或用 --csv 导出全部。',
  en: 'There are more: narrow them by --code, --programme, --kind, --state, --night, or export all with --csv.',
};

export function countLine(terminal: Terminal, cases: readonly CaseView[]): string {
  const count = (state: CaseView['state']) => cases.filter((each) => each.state === state).length;
  const still = cases.filter(({ stillDiffers }) => stillDiffers).length;
  return say(terminal, {
    zh: `列出 ${cases.length} 件：待处理 ${count('OPEN')}，补发中 ${count('REPAIRING')}，已了结 ${count('CLOSED')}${still === 0 ? '' : `（其中 ${still} 件仍有差异）`}`,
    en: `${cases.length} listed: ${count('OPEN')} open, ${count('REPAIRING')} repairing, ${count('CLOSED')} closed${still === 0 ? '' : ` (${still} of them still differ)`}`,
  });
}

function foundOn(terminal: Terminal, { firstNight, lastNight }: CaseView): string {
  if (firstNight === lastNight) return firstNight;
  return say(terminal, { zh: `${firstNight} 起，最近 ${lastNight}`, en: `since ${firstNight}, last on ${lastNight}` });
}

function amounts(terminal: Terminal, view: CaseView): string {
  const [city, province] = [money(view, view.fenCity), money(view, view.fenProvince)];
  return say(terminal, { zh: `市方 ${city}，省方 ${province}`, en: `city ${city}, province ${province}` });
}

function repaired(terminal: Terminal, { times, night }: NonNullable<CaseView['repairs']>): string {
  return say(terminal, {
    zh: `${times} 次，最近 ${night}`,
    en: `${times} ${times === 1 ? 'time' : 'times'}, last on ${night}`,
  });
}

/** What both sides say, field by field, masked; where they differ it is marked. */
function evidenceLines(terminal: Terminal, { evidence, kind }: CaseDetailView): readonly string[] {
  if (evidence === null) return [];
  const { city, province } = evidence;
  const names = [...new Set([...Object.keys(city?.fields ?? {}), ...Object.keys(province?.fields ?? {})])];
  const header = [
    '',
    say(terminal, { zh: '字段', en: 'field' }),
    say(terminal, { zh: `市方${rowOf(city, '第', ' 行')}`, en: `city${rowOf(city, 'row ', '')}` }),
    say(terminal, { zh: `省方${rowOf(province, '第', ' 行')}`, en: `province${rowOf(province, 'row ', '')}` }),
  ];
  const differing = new Set(evidence.differs.map(({ field }) => field));
  const rows = names.map((field) => [
    differing.has(field) ? '≠' : '',
    say(terminal, fieldName(kind, field)),
    shown(field, city?.fields[field]),
    shown(field, province?.fields[field]),
  ]);
  return tableLines(header, rows).map((line) => `  ${line}`.trimEnd());
}

function rowOf(side: DiscrepancyLine['city'], before: string, after: string): string {
  return side === null || side.row === 0 ? '' : `（${before}${before === '第' ? ' ' : ''}${side.row}${after}）`;
}

function shown(field: string, value: string | undefined): string {
  if (value === undefined) return '—';
  return field === 'amountFen' ? yuan(value) : valueName(field, value);
}

function historyLines(terminal: Terminal, { notes, resolution }: CaseView): readonly string[] {
  const written = notes.map(({ by, at, text }) => `  ${localTime(at)}  ${by}  ${text}`);
  if (resolution === null) return written;
  const { by, at, what, fen, evidence } = resolution;
  const amount = fen === null ? '' : ` ¥${yuan(fen)}`;
  return [...written, `  ${localTime(at)}  ${by}  ${say(terminal, RESOLUTION_NAMES[what])}${amount}  ${evidence}`];
}
