import { type CsvEncoding, encodeCsv } from '../../adapters/files/csv-write.ts';

export const PAYMENT_HEADER = [
  '发放批次',
  '申领编号',
  '姓名',
  '证件类型',
  '身份证号',
  '户名',
  '开户行',
  '银行账号',
  '发放金额(元)',
  '资助层级',
  '发放日期',
  '发放状态',
  '失败原因',
  '更新时间',
] as const;

export type PaymentCells = Readonly<Partial<Record<string, string>>>;

/** People without a check digit to compute: DOMAIN §3 and §8. */
export const IDS = [
  '440199199003070013',
  '440199199003070021',
  '11010519491231002X',
  '34052419800101001X',
  '810000199408230021',
] as const;

const GOOD: Readonly<Record<string, string>> = {
  发放批次: 'P1',
  申领编号: 'A1',
  姓名: '张三',
  证件类型: '居民身份证',
  身份证号: IDS[0],
  户名: '张三',
  开户行: '中国银行',
  银行账号: '6222020000000000018',
  '发放金额(元)': '1,500.00',
  资助层级: '市',
  发放日期: '2026-11-20',
  发放状态: '发放成功',
  失败原因: '',
  更新时间: '2026-11-22 23:05:00',
};

/** A payment file of one good row per entry, with the entry's cells in place of the good ones. */
export function paymentFile(
  rows: readonly PaymentCells[],
  encoding: CsvEncoding = 'gb18030',
  header: readonly string[] = PAYMENT_HEADER,
): Buffer {
  return encodeCsv(
    header,
    rows.map((changed) => header.map((column) => changed[column] ?? GOOD[column] ?? '')),
    encoding,
  );
}
