import type { ReportFile, ReportSource, ReportText } from '../../../core/reconcile/report.ts';
import type { SideName } from '../../../core/reconcile/statement.ts';
import { discrepancyCount, isBalanced } from '../figures.ts';
import { EVIDENCE_NAMES, OUTCOME_NAMES, SIDE_NAMES } from '../words.ts';
import { markup, type Markup } from './markup.ts';
import { bothCells, bothHeaders, number, said, table } from './table.ts';

/** What it came to, at a glance. */
export function verdictSection(source: ReportSource): Markup {
  const { matched, suspense } = source.statement;
  const discrepancies = discrepancyCount(source);
  return markup`<section aria-label="结论">
    <ul class="cards">
      ${card({ zh: '相符', en: 'records matched' }, number(matched), 'good')}
      ${card({ zh: '不符', en: 'records discrepant' }, number(discrepancies), discrepancies === 0 ? 'good' : 'bad')}
      ${card({ zh: '缓冲池', en: 'records in suspense' }, number(suspense), 'plain')} ${balanceCard(source, 'city')}
      ${balanceCard(source, 'province')}
    </ul>
  </section>`;
}

/** Where every row of either side is. */
export function tallySection({ statement }: ReportSource): Markup {
  const { city, kind, province } = statement;
  const rows = OUTCOMES.map((outcome) => {
    const cells = bothCells(kind, { ofCity: city[outcome], ofProvince: province[outcome] }, false);
    return markup`<tr>
      <th scope="row">${said(OUTCOME_NAMES[outcome])}</th>
      ${cells}
    </tr>`;
  });
  const caption = { zh: '收到 = 相符 + 不符 + 缓冲池 + 不通过 + 暂挂', en: 'received is the sum of the others' };
  return markup`<section id="tally">
    <h2>${said({ zh: '每一行的去向', en: 'where every row is' })}</h2>
    ${table(caption, [said({ zh: '去向', en: 'outcome' }), ...bothHeaders(kind)], rows)}
  </section>`;
}

export function filesSection({ city, evidence, province }: ReportSource): Markup {
  const rows = [
    ...city.files.map((file) => fileRow(SIDE_NAMES.city, city.name, file)),
    ...province.files.map((file) => fileRow(SIDE_NAMES.province, province.name, file)),
    ...evidence.map(({ file, role, system }) => {
      const { zh, en } = EVIDENCE_NAMES[role];
      return fileRow({ zh: `佐证：${zh}`, en: `evidence: ${en}` }, system, file);
    }),
  ];
  const headers = [
    { zh: '一方', en: 'side' },
    { zh: '系统', en: 'system' },
    { zh: '文件或快照', en: 'file or snapshot' },
    { zh: '业务日期', en: 'business date' },
    { zh: '摘要', en: 'SHA-256' },
  ];
  return markup`<section id="files">
    <h2>${said({ zh: '核对的双方', en: 'what was compared' })}</h2>
    ${table({ zh: '核对所用的文件或快照', en: 'files or snapshots' }, headers.map(said), rows)}
  </section>`;
}

const OUTCOMES = ['received', 'matched', 'discrepant', 'suspense', 'rejected', 'held'] as const;

function balanceCard({ statement }: ReportSource, side: SideName): Markup {
  const { zh, en } = SIDE_NAMES[side];
  const balanced = isBalanced(statement[side]);
  return card(
    { zh: `${zh}每一行都有去向`, en: `every row of the ${en} is accounted for` },
    balanced ? '平' : '不平',
    balanced ? 'good' : 'bad',
  );
}

function card(name: ReportText, value: string, look: 'good' | 'bad' | 'plain'): Markup {
  return markup`<li class="${look}"><b>${value}</b>${said(name)}</li>`;
}

function fileRow(side: ReportText, system: ReportText, { businessDate, name, sha256 }: ReportFile): Markup {
  return markup`<tr>
    <th scope="row">${said(side)}</th>
    <td>${said(system)}</td>
    <td>${name}</td>
    <td>${businessDate ?? '未注明'}</td>
    <td class="digest">${sha256 ?? '无'}</td>
  </tr>`;
}
