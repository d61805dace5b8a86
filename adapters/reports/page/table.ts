import type { Amount } from '../../../core/ledger/tally.ts';
import type { ReportText } from '../../../core/reconcile/report.ts';
import type { Kind } from '../../../schemas/kind.ts';
import { differenceOf, type OfBoth, yuan } from '../figures.ts';
import { type Content, markup, type Markup } from './markup.ts';

/** Chinese, and English beside it. */
export function said({ zh, en }: ReportText): Markup {
  return markup`${zh} <span lang="en">${en}</span>`;
}

/** A table that scrolls by itself where the screen is too narrow for it. */
export function table(
  caption: ReportText,
  headers: readonly Content[],
  rows: readonly Markup[],
  foot?: Markup,
): Markup {
  const heads = headers.map((header) => markup`<th scope="col">${header}</th>`);
  return markup`<div class="scroll" tabindex="0" role="region" aria-label="${caption.zh}">
    <table>
      <caption>
        ${said(caption)}
      </caption>
      <thead>
        <tr>
          ${heads}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
      ${
        foot === undefined
          ? null
          : markup`<tfoot>
              ${foot}
            </tfoot>`
      }
    </table>
  </div>`;
}

export function number(value: number): string {
  return value.toLocaleString('en');
}

/** Rows, and of payments yuan. */
export function amountCells(kind: Kind, { rows, fen }: Amount): readonly Markup[] {
  const cells = [markup`<td class="number">${number(rows)}</td>`, markup`<td class="number">${yuan(fen)}</td>`];
  return kind === 'payment' ? cells : cells.slice(0, 1);
}

/** Both sides and city less province; `compared`: what differs stands out. */
export function bothCells(kind: Kind, both: OfBoth, compared = true): readonly Markup[] {
  const { rows, fen } = differenceOf(both);
  const look = (same: boolean): string => (same || !compared ? 'number' : 'number differs');
  const difference = [
    markup`<td class="${look(rows === 0)}">${number(rows)}</td>`,
    markup`<td class="${look(fen === '0')}">${yuan(fen)}</td>`,
  ];
  return [
    ...amountCells(kind, both.ofCity),
    ...amountCells(kind, both.ofProvince),
    ...(kind === 'payment' ? difference : difference.slice(0, 1)),
  ];
}

export function bothHeaders(kind: Kind): readonly Markup[] {
  const headers = [
    { zh: '市方行数', en: 'city rows' },
    { zh: '市方金额（元）', en: 'city ¥' },
    { zh: '省方行数', en: 'province rows' },
    { zh: '省方金额（元）', en: 'province ¥' },
    { zh: '行数差', en: 'rows, difference' },
    { zh: '金额差（元）', en: '¥, difference' },
  ];
  return (kind === 'payment' ? headers : headers.filter((_, at) => at % 2 === 0)).map(said);
}
