/** The page's one style sheet. Colours of text have a contrast of 4.5 to 1 and more on what they stand on (WCAG 2.2 AA). */
export const STYLE = `
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0; background: #fff; color: #1f2328; line-height: 1.6; font-size: 15px;
  font-family: "PingFang SC", "Microsoft YaHei", "Noto Sans SC", "Source Han Sans SC", "Noto Sans CJK SC", system-ui, sans-serif; }
svg text { font-family: inherit; }
header, main, footer { max-width: 1240px; margin: 0 auto; padding: 0 24px; }
header { padding-top: 28px; }
h1 { font-size: 26px; line-height: 1.3; margin: 0; color: #1f3864; }
h2 { font-size: 20px; margin: 40px 0 12px; padding-bottom: 6px; border-bottom: 2px solid #1f3864; color: #1f3864; }
h3 { font-size: 16px; margin: 24px 0 8px; }
h1 [lang=en] { display: block; font-size: 15px; }
[lang=en] { color: #57606a; font-size: .86em; font-weight: 400; }
p { margin: 6px 0; }
.facts { color: #424a53; }
.notice { margin: 12px 0 0; padding: 8px 12px; border-left: 4px solid #57606a; background: #f6f8fa; }
.notice.personal { border-color: #9c0006; background: #fff0f0; color: #82000a; font-weight: 600; }
.notice.personal [lang=en] { color: inherit; }
.cards { display: grid; grid-template-columns: repeat(5, 1fr); gap: 12px; margin: 20px 0 0; padding: 0; list-style: none; }
.cards li { border: 1px solid #d0d7de; border-top: 4px solid #57606a; border-radius: 6px; padding: 12px 14px; }
.cards .good { border-top-color: #1a7f37; }
.cards .bad { border-top-color: #b3261e; }
.cards b { display: block; font-size: 24px; line-height: 1.3; font-variant-numeric: tabular-nums; }
.cards .good b { color: #116329; }
.cards .bad b { color: #9c0006; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 14px; }
caption { text-align: left; color: #57606a; padding: 4px 0; }
th, td { border: 1px solid #d0d7de; padding: 6px 10px; text-align: left; vertical-align: top; }
thead th { background: #1f3864; color: #fff; font-weight: 600; white-space: nowrap; }
thead th [lang=en] { color: #d6deeb; display: block; }
tfoot th, tfoot td { background: #eaeef5; font-weight: 700; }
.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.differs { background: #ffe699; color: #5c2e00; font-weight: 600; }
.digest { font-family: ui-monospace, Menlo, Consolas, monospace; font-size: 12px; overflow-wrap: anywhere; }
a { color: #1f4e9c; }
code { white-space: nowrap; font-weight: 400; font-family: ui-monospace, Menlo, Consolas, monospace; font-size: .9em; color: #424a53; }
figure { margin: 12px 0; }
figure svg.wide { display: block; width: 100%; height: auto; }
figure svg.narrow { display: none; }
figcaption { font-weight: 600; }
.lines :is(th, td):nth-child(-n+3) { white-space: nowrap; }
.lines ul { margin: 0; padding: 0; list-style: none; }
.lines li { padding: 1px 0; }
.lines .about li { display: inline; }
.lines .about li + li::before { content: " · "; color: #57606a; }
.lines .sides { display: inline-flex; flex-wrap: wrap; gap: 2px 8px; }
.lines mark { background: #ffe699; color: #5c2e00; padding: 0 4px; border-radius: 3px; overflow-wrap: anywhere; }
.advice { border-left: 4px solid #b35900; padding: 4px 12px; background: #fff8ef; margin: 8px 0 12px; }
.advice p { margin: 2px 0; }
.more { color: #424a53; background: #f6f8fa; padding: 6px 12px; }
footer { margin-top: 40px; padding-top: 12px; padding-bottom: 32px; border-top: 1px solid #d0d7de; color: #57606a; }
@media (max-width: 1000px) { .cards { grid-template-columns: repeat(3, 1fr); } }
@media screen and (max-width: 640px) {
  header, main, footer { padding-left: 16px; padding-right: 16px; }
  h1 { font-size: 21px; }
  .cards { grid-template-columns: repeat(2, 1fr); }
  .cards li:last-child:nth-child(odd) { grid-column: 1 / -1; }
  .cards b { font-size: 20px; }
  figure svg.wide { display: none; }
  figure svg.narrow { display: block; width: 100%; height: auto; }
  table:not(.stacks) { min-width: 720px; }
  table.stacks, table.stacks tbody, table.stacks tr, table.stacks td, table.stacks th[scope=row] { display: block; width: auto; }
  table.stacks thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  table.stacks tr { border: 1px solid #d0d7de; border-radius: 6px; margin: 0 0 10px; padding: 6px 10px; }
  table.stacks td, table.stacks th[scope=row] { border: 0; padding: 2px 0; }
  table.stacks [data-name]::before { content: attr(data-name) "："; color: #57606a; font-weight: 400; }
  table.stacks .number { text-align: left; }
}
@media print {
  @page { size: A4 landscape; margin: 12mm; }
  body { font-size: 11px; }
  header, main, footer { max-width: none; padding: 0; }
  table { font-size: 10px; }
  thead { display: table-header-group; }
  tr, figure, .cards li { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  .scroll { overflow: visible; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
