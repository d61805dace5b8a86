import { createHash } from 'node:crypto';
import type { Writable } from 'node:stream';
import type { Discrepancy } from '../../schemas/discrepancy.ts';
import type { ReportSource } from '../../core/reconcile/report.ts';
import type { DiscrepancyLine } from '../../core/reconcile/sides.ts';
import { titleOf } from './figures.ts';
import { standingNotes } from './notes.ts';
import { writeReport } from './output.ts';
import { discrepancySection } from './page/discrepancies.ts';
import { linesSection } from './page/lines.ts';
import { markup, type Markup, raw } from './page/markup.ts';
import { STYLE } from './page/style.ts';
import { filesSection, tallySection, verdictSection } from './page/summary.ts';
import { said } from './page/table.ts';
import { suspenseSection, totalsSection } from './page/totals.ts';
import { shownLines } from './survey.ts';

/** Of each code on the page; the workbook has them all. */
const LINES_MAX = 100;

/**
 * The report as one page that needs nothing else: no script, no request, charts drawn into it, each with a table of the same numbers
 * (decision 0036). Equal sources are equal text.
 *
 * @param linesMax lines of each code the page shows
 */
export async function reconciliationPage(source: ReportSource, linesMax: number = LINES_MAX): Promise<string> {
  const lines = await firstLines(source, linesMax);
  const title = titleOf(source);
  return markup`<!doctype html>
    <html lang="zh-CN">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${POLICY}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <meta name="robots" content="noindex" />
        <title>${title.zh} ${source.asOf}</title>
        <style>${raw(STYLE)}</style>
      </head>
      <body>
        <header>
          <h1>${said(title)}</h1>
          ${facts(source)}
        </header>
        <main>
          ${verdictSection(source)} ${discrepancySection(source)} ${linesSection(source, lines)}
          ${totalsSection(source)} ${suspenseSection(source)} ${tallySection(source)} ${filesSection(source)}
          ${notesSection(source)}
        </main>
        <footer>
          <p>工会桥 <span lang="en">Union Bridge</span></p>
        </footer>
      </body>
    </html> `.html;
}

/** The page into a file or a stream, as `writeReconciliationWorkbook` writes a workbook. */
export async function writeReconciliationPage(
  source: ReportSource,
  out: string | Writable,
  linesMax: number = LINES_MAX,
): Promise<void> {
  await writeReport(out, async (write) => write(Buffer.from(await reconciliationPage(source, linesMax), 'utf8')));
}

/** Nothing may be loaded or run, and no style but the page's own. */
const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** Reads no further than it must: until every code the statement counts has as many lines as it has or the page shows. */
async function firstLines(
  source: ReportSource,
  linesMax: number,
): Promise<ReadonlyMap<Discrepancy, readonly DiscrepancyLine[]>> {
  const lines = new Map<Discrepancy, DiscrepancyLine[]>();
  const counts = source.statement.discrepancies;
  let wanted = counts.reduce((all, { count }) => all + Math.min(count, linesMax), 0);
  if (wanted === 0) return lines;
  for await (const line of shownLines(source)) {
    const those = lines.get(line.code) ?? [];
    if (those.length >= linesMax) continue;
    lines.set(line.code, [...those, line]);
    wanted -= 1;
    if (wanted === 0) break;
  }
  return lines;
}

function facts({ asOf, masked, programme, reconciliationId }: ReportSource): Markup {
  const id = reconciliationId === null ? null : markup` · 对账编号 <code>${reconciliationId}</code>`;
  const notice = masked
    ? markup`<p class="notice">个人信息已隐去一部分 <span lang="en">personal data is masked</span></p>`
    : markup`<p class="notice personal">
        含完整个人信息，请按规定保管，不得外传 <span lang="en">personal data in full: do not pass on</span>
      </p>`;
  return markup`<p class="facts">
      项目 <code>${programme}</code> · 截至 <time datetime="${asOf}">${asOf}</time> 24:00${id}
    </p>
    ${notice}`;
}

function notesSection(source: ReportSource): Markup {
  const leftOut =
    source.notes.length === 0 ? [{ zh: '没有略去任何内容。', en: 'Nothing was left out.' }] : source.notes;
  return markup`<section id="notes">
    <h2>${said({ zh: '说明', en: 'notes' })}</h2>
    <h3>${said({ zh: '未纳入核对的内容', en: 'what was left out' })}</h3>
    <ul>
      ${leftOut.map((note) => markup`<li>${said(note)}</li>`)}
    </ul>
    <h3>${said({ zh: '怎样看这份报告', en: 'how to read this report' })}</h3>
    <ul>
      ${standingNotes(source).map((note) => markup`<li>${said(note)}</li>`)}
    </ul>
  </section>`;
}
