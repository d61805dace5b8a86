import { encodeCsv, neutralised } from '../../adapters/files/csv-write.ts';
import type { Failure } from '../../schemas/api/failures.ts';
import { localTime } from '../local-date.ts';

/** Failures for a spreadsheet: UTF-8 with BOM, Chinese headings, no cell that is worked out. No value of a record. */
export function failuresCsv(failures: readonly Failure[]): Buffer {
  const rows = failures.map((each) => [
    localTime(each.at),
    each.tenant,
    each.system,
    each.kind ?? '',
    each.programme ?? '',
    each.state,
    each.code,
    each.text.zh,
    each.fen === null ? '' : yuanPlain(each.fen),
    each.recordKey ?? '',
    each.webhookId ?? '',
    each.batchId ?? '',
    each.row === null ? '' : String(each.row),
    each.field ?? '',
    String(each.attempts),
  ]);
  return encodeCsv(
    HEADER,
    rows.map((cells) => cells.map(neutralised)),
    'utf-8-bom',
  );
}

const HEADER = [
  '时间（UTC+8）',
  '市',
  '系统',
  '种类',
  '项目',
  '状态',
  '问题代码',
  '说明与处理',
  '金额（元）',
  '记录编号',
  '事件编号',
  '批次',
  '行号',
  '字段',
  '次数',
];

/** Without separators, so that a spreadsheet takes it for a number. */
function yuanPlain(fen: string): string {
  const digits = fen.padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
