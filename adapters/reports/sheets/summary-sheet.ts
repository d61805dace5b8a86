import type { ReportFile, ReportSource } from '../../../core/reconcile/report.ts';
import type { SideTally } from '../../../core/reconcile/statement.ts';
import { discrepancyCount, isBalanced, titleOf, wholeOf } from '../figures.ts';
import { CODE_NAMES, EVIDENCE_NAMES, OUTCOME_NAMES, SIDE_NAMES } from '../words.ts';
import { count, day, text } from '../workbook/cells.ts';
import type { Row, Sheet } from '../workbook/sheet.ts';
import { bothCells, bothHeaders, headerRow, titleRows } from './amounts.ts';

/** What was compared and what it came to, on one page. */
export function summarySheet(source: ReportSource): Sheet {
  return {
    name: '总表',
    widths: [38, 28, 14, 20, 14, 20, 14, 20],
    frozen: { rows: 0, columns: 0 },
    filter: false,
    tab: '1F3864',
    rows: [
      ...titleRows(titleOf(source).zh, subtitle(source)),
      ...section('结论'),
      ...verdict(source),
      ...section('核对的双方'),
      ...filesTable(source),
      ...section('每一行的去向'),
      ...tallyTable(source),
      ...section('不符'),
      ...codesTable(source),
    ],
  };
}

const BLANK: Row = { cells: [] };

function subtitle({ asOf, masked, programme, reconciliationId }: ReportSource): string {
  const id = reconciliationId === null ? '' : ` · 对账编号 ${reconciliationId}`;
  const personal = masked ? '个人信息已隐去' : '含完整个人信息，请按规定保管，不得外传';
  return `${programme} · 截至 ${asOf} 24:00${id} · ${personal}`;
}

function section(name: string): readonly Row[] {
  return [BLANK, { cells: Array.from({ length: 8 }, (_, at) => text(at === 0 ? name : '', 'section')), height: 22 }];
}

function verdict(source: ReportSource): readonly Row[] {
  const { city, province, matched, suspense } = source.statement;
  const balance = (side: SideTally): Row['cells'][number] =>
    isBalanced(side) ? text('平', 'good') : text('不平', 'bad');
  return [
    { cells: [text('相符的记录', 'label'), count(matched)] },
    { cells: [text('不符的记录', 'label'), count(discrepancyCount(source))] },
    { cells: [text('在缓冲池等待的记录', 'label'), count(suspense)] },
    { cells: [text('市方收到的每一行都有去向', 'label'), balance(city)] },
    { cells: [text('省方收到的每一行都有去向', 'label'), balance(province)] },
  ];
}

function filesTable({ city, province, evidence }: ReportSource): readonly Row[] {
  return [
    fileCells(['一方', '系统', '业务日期', '文件或快照', 'SHA-256'], 'header'),
    ...city.files.map((file) => fileRow(SIDE_NAMES.city.zh, city.name.zh, file)),
    ...province.files.map((file) => fileRow(SIDE_NAMES.province.zh, province.name.zh, file)),
    ...evidence.map(({ role, system, file }) => fileRow(`佐证：${EVIDENCE_NAMES[role].zh}`, system.zh, file)),
  ];
}

function fileRow(side: string, system: string, file: ReportFile): Row {
  const row = fileCells([side, system, file.businessDate ?? '', file.name, file.sha256 ?? ''], 'wrapped');
  const cells = file.businessDate === null ? row.cells : row.cells.with(2, day(file.businessDate));
  return { ...row, cells };
}

/** The name of a file and its digest reach over several columns. */
function fileCells(values: readonly [string, string, string, string, string], style: 'header' | 'wrapped'): Row {
  const [side, system, date, name, sha256] = values;
  return {
    cells: [side, system, date, name, '', sha256, '', ''].map((value) => text(value, style)),
    spans: [
      [3, 4],
      [5, 7],
    ],
    height: style === 'header' ? 22 : 32,
  };
}

const OUTCOMES = ['received', 'matched', 'discrepant', 'suspense', 'rejected', 'held'] as const;

function tallyTable({ statement }: ReportSource): readonly Row[] {
  const { city, kind, province } = statement;
  const rows = OUTCOMES.map((outcome): Row => {
    const { zh, en } = OUTCOME_NAMES[outcome];
    const cells = bothCells(kind, { ofCity: city[outcome], ofProvince: province[outcome] }, 'plain');
    return { cells: [text(zh, 'label'), text(en), ...cells] };
  });
  return [headerRow(['去向', '', ...bothHeaders(kind)]), ...rows];
}

function codesTable({ statement }: ReportSource): readonly Row[] {
  const { discrepancies, kind } = statement;
  if (discrepancies.length === 0) return [{ cells: [text('没有不符的记录', 'good')] }];
  const rows = discrepancies.map((each): Row => ({
    cells: [text(`${CODE_NAMES[each.code]} ${each.code}`, 'label'), count(each.count), ...bothCells(kind, each)],
  }));
  const all = discrepancies.reduce((sum, each) => sum + each.count, 0);
  return [
    headerRow(['不符', '记录数', ...bothHeaders(kind)]),
    ...rows,
    {
      cells: [
        text('合计', 'labelTotal'),
        count(all, 'countTotal'),
        ...bothCells(kind, wholeOf(discrepancies), 'total'),
      ],
    },
  ];
}
