import { encodeCsv, neutralised } from '../files/csv-write.ts';
import { caseStanding, type ShownCase } from './case-words.ts';
import { CODE_NAMES, fieldName, KIND_NAMES } from './words.ts';

/** Cases for a spreadsheet: UTF-8 with BOM, Chinese headings, no cell that is worked out. No value of either side. */
export function casesCsv(cases: readonly ShownCase[]): Buffer {
  return encodeCsv(
    HEADER,
    cases.map((each) => cellsOf(each).map(neutralised)),
    'utf-8-bom',
  );
}

const HEADER = [
  '编号',
  '项目',
  '种类',
  '市',
  '差异代码',
  '差异',
  '状态',
  '市方金额（元）',
  '省方金额（元）',
  '不一致的字段',
  '首次发现',
  '最近发现',
  '补发次数',
  '经办人',
  '追回金额（元）',
  '凭证',
  '了结人',
  '备注',
];

function cellsOf(each: ShownCase): readonly string[] {
  const { kind, code, fields, resolution, notes } = each;
  const money = (fen: string | null): string => (kind !== 'payment' || fen === null ? '' : yuan(fen));
  return [
    each.discrepancyId,
    each.programme,
    KIND_NAMES[kind].zh,
    each.tenant,
    code,
    CODE_NAMES[code],
    caseStanding(each).zh,
    money(each.fenCity),
    money(each.fenProvince),
    fields.map((field) => fieldName(kind, field).zh).join('、'),
    each.firstNight,
    each.lastNight,
    String(each.repairs?.times ?? 0),
    each.owner ?? '',
    money(resolution?.fen ?? null),
    resolution?.evidence ?? '',
    resolution?.by ?? '',
    notes.map(({ by, at, text }) => `${chinaTime(at)} ${by}：${text}`).join('；'),
  ];
}

/** Without separators, so that a spreadsheet takes it for a number. */
function yuan(fen: string): string {
  const digits = fen.padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** `2026-11-24 09:00` as a clock in China shows it. */
function chinaTime(at: string): string {
  return new Date(new Date(at).getTime() + UTC8_MS).toISOString().slice(0, 16).replace('T', ' ');
}

const UTC8_MS = 28_800_000;
