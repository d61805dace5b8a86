import { encodeCsv, neutralised } from '../../adapters/files/csv-write.ts';
import { CODE_NAMES, fieldName, KIND_NAMES } from '../../adapters/reports/words.ts';
import { type Case, caseIdOf } from '../../core/reconcile/cases.ts';

/** Cases for a spreadsheet: UTF-8 with BOM, Chinese headings, no cell that is worked out. No value of either side. */
export function casesCsv(cases: readonly Case[]): Buffer {
  return encodeCsv(
    HEADER,
    cases.map((found) => cellsOf(found).map(neutralised)),
    'utf-8-bom',
  );
}

const HEADER = [
  '编号',
  '项目',
  '记录类型',
  '市',
  '差异代码',
  '差异',
  '状态',
  '市方金额（元）',
  '省方金额（元）',
  '不一致字段',
  '首次发现',
  '最近发现',
  '经办人',
  '处理结果',
  '备注',
];

const STATES = { OPEN: '待处理', REPAIRING: '已补发，待复核', CLOSED: '已关闭' } as const;

function cellsOf(found: Case): readonly string[] {
  const { programme, kind, tenant, code, state, fenCity, fenProvince, fields, owner, resolution, notes } = found;
  const money = (fen: string | null): string => (kind !== 'payment' || fen === null ? '' : yuanOf(fen));
  return [
    caseIdOf(found),
    programme,
    KIND_NAMES[kind].zh,
    tenant,
    code,
    CODE_NAMES[code],
    STATES[state],
    money(fenCity),
    money(fenProvince),
    fields.map((field) => fieldName(kind, field).zh).join('、'),
    found.firstNight,
    found.lastNight,
    owner ?? '',
    resolution === null ? '' : `${resolution.what}（${resolution.by}，${resolution.at}）`,
    notes.map(({ by, at, text }) => `${at} ${by}：${text}`).join('；'),
  ];
}

function yuanOf(fen: string): string {
  const digits = fen.padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
