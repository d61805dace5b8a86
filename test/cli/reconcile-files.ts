import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeCsv, encodeText } from '../../adapters/files/csv-write.ts';
import { idNumber } from '../../local/nights/identifiers.ts';
import type { ReconcileReport } from '../../cli/reconcile/verdict.ts';
import type { DiscrepancyLine } from '../../core/reconcile/sides.ts';
import { personAt } from '../../local/nights/people.ts';
import { applicantCells, certificateCells, COLUMNS, type SampleKind } from '../../local/nights/wire.ts';
import { bridge, type Ran } from './bridge-in-process.ts';

export type Cells = Readonly<Record<string, string>>;
export type Members = Readonly<Record<string, unknown>>;

/** An ID number of nobody; another for every index. */
export function idOf(index: number): string {
  return idNumber(index, true);
}

const PAYMENT: Cells = {
  发放批次: '2025-01',
  姓名: '张三',
  证件类型: '居民身份证',
  户名: '张三',
  开户行: '中国银行样例支行',
  银行账号: '6222020000000000018',
  '发放金额(元)': '1,500.00',
  资助层级: '市',
  发放日期: '2026-11-10',
  发放状态: '发放成功',
  失败原因: '',
  更新时间: '2026-11-11 23:05:00',
};

const PROVINCE_PAYMENT: Members = {
  batchNo: '2025-01',
  programmeCode: 'GZ-XLBZ',
  programmeYear: 2025,
  name: '张三',
  idType: '01',
  payeeName: '张三',
  bankName: '中国银行样例支行',
  accountNo: '6222020000000000018',
  amountFen: 150_000,
  fundingLevel: 'CITY',
  paidOn: '2026-11-10',
  status: 'SUCCESS',
  updatedAt: '2026-11-11T23:05:00+08:00',
};

/** The city's row of the index-th person's payment. */
export function cityPayment(index: number, changed: Cells = {}): Cells {
  return { ...PAYMENT, 申领编号: `XL${index}`, 身份证号: idOf(index), ...changed };
}

/** The province's line on the same payment, saying the same. */
export function provincePayment(index: number, changed: Members = {}): Members {
  return {
    paymentNo: `UB${index}`,
    declarationNo: `XL${index}`,
    idNumber: idOf(index),
    ...PROVINCE_PAYMENT,
    ...changed,
  };
}

export function cityFile(kind: SampleKind, rows: readonly Cells[], encoding: 'gb18030' | 'utf-8' = 'gb18030'): Buffer {
  return encodeCsv(
    COLUMNS[kind],
    rows.map((cells) => COLUMNS[kind].map((column) => cells[column] ?? '')),
    encoding,
  );
}

export function provinceFile(lines: readonly Members[]): Buffer {
  return Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
}

export interface Given {
  readonly city: Uint8Array;
  readonly province: Uint8Array;
  readonly kind?: SampleKind;
}

/** Runs `bridge reconcile` of Guangzhou's two files as at 2026-11-23, with whatever else is said; a member of `files` is another input. */
export async function reconcile(
  folder: string,
  { city, province, kind = 'payment' }: Given,
  ...options: readonly string[]
): Promise<Ran> {
  const [own, other] = [join(folder, 'city.csv'), join(folder, 'province.jsonl')];
  await Promise.all([writeFile(own, city), writeFile(other, province)]);
  const sides = ['--city', own, '--city-system', 'guangzhou/degree-subsidy', '--province', other];
  return bridge(['reconcile', '--kind', kind, ...sides, ...options]);
}

export interface Compared {
  readonly code: number;
  readonly report: ReconcileReport;
  readonly lines: readonly DiscrepancyLine[];
  readonly stderr: string;
}

/** Compares payments of 2025. Throws where the command refused. */
export async function comparePayments(
  folder: string,
  city: readonly Cells[],
  province: readonly Members[],
  ...options: readonly string[]
): Promise<Compared> {
  const out = join(folder, 'out.jsonl');
  const files = { city: cityFile('payment', city), province: provinceFile(province) };
  const ran = await reconcile(folder, files, '--year', '2025', '--json', '--discrepancies', out, ...options);
  if (ran.code === 2) throw new Error(ran.stderr);
  const text = await readFile(out, 'utf8');
  return {
    code: ran.code,
    report: JSON.parse(ran.stdout) as ReconcileReport,
    lines: text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as DiscrepancyLine])),
    stderr: ran.stderr,
  };
}

export async function inputFile(folder: string, name: string, content: Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

const PEOPLE = { seed: 3, programmeYear: 2025, updatedOn: '2026-11-01' };
export const applicant = (index: number, status = '待发放'): Cells => ({
  ...applicantCells(personAt(index, PEOPLE)),
  性别: '男',
  证件类型: '居民身份证',
  身份证号: idOf(index),
  申领状态: status,
});
export const certificate = (index: number, verification = '已核验'): Cells => ({
  ...certificateCells(personAt(index, PEOPLE)),
  证件类型: '居民身份证',
  身份证号: idOf(index),
  核验状态: verification,
});

/** The province's line on a person's application. */
export const provinceApplicant = (index: number, status: string, programmeCode = 'GZ-XLBZ'): Members => ({
  declarationNo: `XL${index}`,
  programmeCode,
  programmeYear: 2025,
  name: '张三',
  idType: '01',
  idNumber: idOf(index),
  mobile: '13800000000',
  sex: '1',
  unionName: '工会',
  employerName: '公司',
  frontline: true,
  priorityTags: [],
  educationLevel: '31',
  schoolName: '学院',
  major: '会计',
  appliedOn: '2025-09-01',
  status,
  regionCode: '440100',
  updatedAt: '2026-11-01T10:00:00+08:00',
});

/** A file of what came back (退票): one line of `amount` yuan each. */
export function reversals(batchNo: string, indexes: readonly number[]): Buffer {
  const detail = (index: number): string =>
    [
      `UB${index}`,
      '张三',
      '6222020000000000018',
      '中国银行样例支行',
      '1500.00',
      '张三',
      '居民身份证',
      idOf(index),
      batchNo,
      `XL${index}`,
      'GZ-XLBZ',
      '2025',
      '市级',
      '2026-11-15',
      '退票',
      '户名不符',
      '2026-11-15 10:00:00',
    ].join('|');
  const total = `${indexes.length * 1500}.00`;
  return encodeText(`退票|${batchNo}|${indexes.length}|${total}\n${indexes.map(detail).join('\n')}\n`, 'gb18030');
}
