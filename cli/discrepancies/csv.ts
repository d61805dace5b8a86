import { encodeCsv, neutralised } from '../../adapters/files/csv-write.ts';
import { CODE_NAMES } from '../../adapters/reports/words.ts';
import { kindNames } from '../kind-name.ts';
import type { Terminal } from '../terminal.ts';
import { yuan } from '../yuan.ts';
import type { CaseView } from './view.ts';
import { fieldNames, standingOf } from './words.ts';

/** All of them for a spreadsheet: UTF-8 with BOM, its cells safe to open. */
export function casesCsv(terminal: Terminal, cases: readonly CaseView[]): Buffer {
  const chinese = { ...terminal, language: 'zh' } as const;
  const rows = cases.map((each) =>
    [
      each.discrepancyId,
      each.programme,
      kindNames[each.kind].zh,
      each.tenant,
      each.code,
      CODE_NAMES[each.code],
      standingOf(chinese, each),
      yuanCell(each, each.fenCity),
      yuanCell(each, each.fenProvince),
      fieldNames(chinese, each),
      each.firstNight,
      each.lastNight,
      String(each.repairs?.times ?? 0),
      each.owner ?? '',
      each.resolution?.fen === undefined || each.resolution.fen === null ? '' : plainYuan(each.resolution.fen),
      each.resolution?.evidence ?? '',
      each.resolution?.by ?? '',
      each.notes.map(({ by, text }) => `${by}：${text}`).join('；'),
    ].map(neutralised),
  );
  return encodeCsv(HEADER, rows, 'utf-8-bom');
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

function yuanCell({ kind }: CaseView, fen: string | null): string {
  return kind !== 'payment' || fen === null ? '' : plainYuan(fen);
}

/** Without separators, so that a spreadsheet takes it for a number. */
function plainYuan(fen: string): string {
  return yuan(fen).replaceAll(',', '');
}
