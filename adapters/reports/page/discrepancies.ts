import type { ReportSource } from '../../../core/reconcile/report.ts';
import { discrepancyCount, wholeOf } from '../figures.ts';
import { CODE_NAMES } from '../words.ts';
import { barChart } from './chart.ts';
import { markup, type Markup } from './markup.ts';
import { bothCells, bothHeaders, number, said, table } from './table.ts';

/** What differs, by code, gravest first. */
export function discrepancySection(source: ReportSource): Markup {
  const { discrepancies, kind } = source.statement;
  const heading = markup`<h2>${said({ zh: '不符', en: 'discrepancies' })}</h2>`;
  if (discrepancies.length === 0) {
    const none = said({ zh: '没有不符的记录。', en: 'There are none.' });
    return markup`<section id="discrepancies">
      ${heading}
      <p class="notice">${none}</p>
    </section>`;
  }
  const chart = barChart({
    id: 'codes',
    caption: said({ zh: '各种不符的记录数，最严重的在前', en: 'records by discrepancy, gravest first' }),
    label: '各种不符的记录数，数字见下表',
    categories: discrepancies.map(({ code }) => CODE_NAMES[code]),
    series: [{ name: '记录数 records', values: discrepancies.map(({ count }) => count) }],
    direction: 'across',
    digits: 0,
  });
  const rows = discrepancies.map(
    (each) =>
      markup`<tr>
        <th scope="row"><a href="#${each.code}">${CODE_NAMES[each.code]}</a> <code>${each.code}</code></th>
          <td class="number">${number(each.count)}</td>
        ${bothCells(kind, each)}
      </tr>`,
  );
  const foot = markup`<tr>
    <th scope="row">合计 <span lang="en">total</span></th>
    <td class="number">${number(discrepancyCount(source))}</td>
    ${bothCells(kind, wholeOf(discrepancies))}
  </tr>`;
  const headers = [
    said({ zh: '不符', en: 'discrepancy' }),
    said({ zh: '记录数', en: 'records' }),
    ...bothHeaders(kind),
  ];
  return markup`<section id="discrepancies">
    ${heading}${chart}
    ${table({ zh: '各种不符的记录数与金额', en: 'discrepancies, records and amounts' }, headers, rows, foot)}
  </section>`;
}
