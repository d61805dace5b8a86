import { sum } from '../../../core/ledger/tally.ts';
import type { ReportSource } from '../../../core/reconcile/report.ts';
import type { ControlTotal, ReconciliationStatement } from '../../../core/reconcile/statement.ts';
import type { Kind } from '../../../schemas/kind.ts';
import { type GroupTotal, holdsAny, totalsBy, wholeOf } from '../figures.ts';
import { LEVEL_NAMES, SIDE_NAMES } from '../words.ts';
import { barChart } from './chart.ts';
import { markup, type Markup } from './markup.ts';
import { amountCells, bothCells, bothHeaders, number, said, table } from './table.ts';

/** Control totals of both sides: by programme, year and level, by day, and all of them as a table. */
export function totalsSection({ statement }: ReportSource): Markup {
  const { kind, totals } = statement;
  const held = holdsAny(totals);
  const heading = markup`<h2>${said({ zh: '控制总数', en: 'control totals' })}</h2>`;
  if (totals.length === 0) {
    const none = said({ zh: '双方都没有收下任何记录。', en: 'Neither side has accepted a record.' });
    return markup`<section id="totals">
      ${heading}
      <p class="notice">${none}</p>
    </section>`;
  }
  const dayName = kind === 'payment' ? { zh: '发放日期', en: 'paid on' } : { zh: '更新日期', en: 'updated on' };
  const headers = [
    said({ zh: '市', en: 'city' }),
    said({ zh: '项目', en: 'programme' }),
    said({ zh: '年度', en: 'year' }),
    said({ zh: '资助层级', en: 'level' }),
    said(dayName),
    ...bothHeaders(kind),
    ...(held ? heldHeaders(kind) : []),
  ];
  const foot = markup`<tr>
    <th scope="row" colspan="5">合计 <span lang="en">total</span></th>
    ${bothCells(kind, wholeOf(totals))}${held ? amountCells(kind, wholeOf(totals).ofHeld) : null}
  </tr>`;
  const rows = totals.slice(0, ROWS_MAX).map((total) => totalRow(kind, total, held));
  const rest =
    totals.length > ROWS_MAX
      ? markup`<p class="more">
          ${said({
            zh: `这里只列出前 ${number(ROWS_MAX)} 行，共 ${number(totals.length)} 行；全部见工作簿，合计是全部的。`,
            en: `The first ${number(ROWS_MAX)} of ${number(totals.length)} rows; the workbook has all, and the total is of all.`,
          })}
        </p>`
      : null;
  return markup`<section id="totals">
    ${heading}${levelChart(kind, totals)}${dayChart(kind, totals)}
    ${table({ zh: '双方收下的记录；差额为市方减省方', en: 'what both sides accepted; city less province' }, headers, rows, foot)}${rest}
  </section>`;
}

/** Misses that wait, by age. */
export function suspenseSection({ statement }: ReportSource): Markup {
  const { kind, suspenseAges } = statement;
  const heading = markup`<h2>${said({ zh: '缓冲池账龄', en: 'suspense by age' })}</h2>`;
  if (suspenseAges.length === 0) {
    const none = said({ zh: '缓冲池是空的。', en: 'Nothing waits in suspense.' });
    return markup`<section id="suspense">
      ${heading}
      <p class="notice">${none}</p>
    </section>`;
  }
  const rows = suspenseAges.map(
    ({ ageDays, amount, side }) =>
      markup`<tr>
        <th scope="row">${said(SIDE_NAMES[side])}</th>
        <td class="number">${ageDays}</td>
        ${amountCells(kind, amount)}
      </tr>`,
  );
  const headers = [
    said({ zh: '已有的一方', en: 'side that has it' }),
    said({ zh: '已等整天', en: 'whole days' }),
    said({ zh: '行数', en: 'rows' }),
    ...(kind === 'payment' ? [said({ zh: '金额（元）', en: '¥' })] : []),
  ];
  const whole = amountCells(kind, sum(suspenseAges.map(({ amount }) => amount)));
  const foot = markup`<tr>
    <th scope="row" colspan="2">合计 <span lang="en">total</span></th>
    ${whole}
  </tr>`;
  return markup`<section id="suspense">
    ${heading}${ageChart(statement)}
    ${table({ zh: '更新未满三天、另一方尚缺的记录', en: 'what the other side lacks for less than three days' }, headers, rows, foot)}
  </section>`;
}

const ROWS_MAX = 400;
/** More days than these are drawn as months, more months as years. */
const BARS_MAX = 31;

function totalRow(kind: Kind, total: ControlTotal, held: boolean): Markup {
  const { city, day, fundingLevel, programme, year } = total;
  const level = fundingLevel === null ? '' : LEVEL_NAMES[fundingLevel];
  return markup`<tr>
    <td>${city}</td>
    <td>${programme}</td>
    <td>${year}</td>
    <td>${level}</td>
    <td>${day ?? '未发放'}</td>
    ${bothCells(kind, total)}${held ? amountCells(kind, total.ofHeld) : null}
  </tr>`;
}

function heldHeaders(kind: Kind): readonly Markup[] {
  const headers = [
    { zh: '其中暂挂行数', en: 'of the city, rows held' },
    { zh: '其中暂挂金额（元）', en: 'of the city, ¥ held' },
  ];
  return (kind === 'payment' ? headers : headers.slice(0, 1)).map(said);
}

function levelChart(kind: Kind, totals: readonly ControlTotal[]): Markup {
  const groups = totalsBy(totals, ({ fundingLevel, programme, year }) =>
    [programme, year, fundingLevel === null ? '' : LEVEL_NAMES[fundingLevel]].join(' ').trim(),
  );
  return totalChart('levels', kind, { zh: '按项目、年度和资助层级', en: 'by programme, year and level' }, groups);
}

function dayChart(kind: Kind, totals: readonly ControlTotal[]): Markup {
  const spans = [
    { chars: 10, zh: '按日', en: 'by day' },
    { chars: 7, zh: '按月', en: 'by month' },
    { chars: 4, zh: '按年', en: 'by year' },
  ] as const;
  const fitting = spans
    .map((span) => ({ span, groups: totalsBy(totals, ({ day }) => day?.slice(0, span.chars) ?? UNDATED) }))
    .find(({ groups, span }) => groups.length <= BARS_MAX || span.chars === 4);
  if (fitting === undefined) return markup``;
  const inOrder = fitting.groups.toSorted((a, b) => (a.key < b.key ? -1 : 1));
  return totalChart('days', kind, fitting.span, inOrder);
}

/** After every date. */
const UNDATED = '未发放';

function totalChart(
  id: string,
  kind: Kind,
  by: { readonly zh: string; readonly en: string },
  groups: readonly GroupTotal<string>[],
): Markup {
  const isMoney = kind === 'payment';
  const unit = isMoney ? { zh: '金额（万元）', en: '¥10,000' } : { zh: '行数', en: 'rows' };
  const lengthOf = ({ fen, rows }: GroupTotal<string>['ofCity']): number =>
    isMoney ? Number(fen) / FEN_PER_WAN : rows;
  return barChart({
    id,
    caption: said({ zh: `${by.zh}：${unit.zh}`, en: `${by.en}, ${unit.en}` }),
    label: `双方控制总数${by.zh}，${unit.zh}，数字见下表`,
    categories: groups.map(({ key }) => key),
    series: [
      { name: '市方 city', values: groups.map(({ ofCity }) => lengthOf(ofCity)) },
      { name: '省方 province', values: groups.map(({ ofProvince }) => lengthOf(ofProvince)) },
    ],
    direction: 'up',
    digits: isMoney ? 2 : 0,
  });
}

/** 分 of 10,000 yuan; only the length of a bar is divided by it. */
const FEN_PER_WAN = 1_000_000;

function ageChart({ suspenseAges }: ReconciliationStatement): Markup {
  const ages = [...new Set(suspenseAges.map(({ ageDays }) => ageDays))].toSorted((a, b) => a - b);
  const rowsOf = (side: 'city' | 'province', age: number): number =>
    sum(suspenseAges.filter((each) => each.side === side && each.ageDays === age).map(({ amount }) => amount)).rows;
  return barChart({
    id: 'ages',
    caption: said({ zh: '等待的行数，按已等的整天', en: 'rows that wait, by whole days' }),
    label: '缓冲池各账龄的行数，数字见下表',
    categories: ages.map((age) => `${age} 天`),
    series: [
      { name: '市方已有 city has it', values: ages.map((age) => rowsOf('city', age)) },
      { name: '省方已有 province has it', values: ages.map((age) => rowsOf('province', age)) },
    ],
    direction: 'up',
    digits: 0,
  });
}
