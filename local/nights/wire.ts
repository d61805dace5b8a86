import iconv from 'iconv-lite';
import type { Person } from './people.ts';

/** Columns of `guangzhou/degree-subsidy` as the city writes them (CONTRACT §4). */
export const COLUMNS = {
  applicant: [
    '申领编号',
    '姓名',
    '证件类型',
    '身份证号',
    '手机号',
    '性别',
    '民族',
    '所属工会',
    '工会统一社会信用代码',
    '工作单位',
    '单位统一社会信用代码',
    '是否一线职工',
    '优先类别',
    '学历层次',
    '就读院校',
    '专业',
    '入学日期',
    '申领日期',
    '申领状态',
    '更新时间',
  ],
  certificate: [
    '申领编号',
    '姓名',
    '证件类型',
    '身份证号',
    '证书类型',
    '证书编号',
    '毕业院校',
    '专业',
    '学历层次',
    '毕业日期',
    '核验状态',
    '更新时间',
  ],
  payment: [
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
  ],
} as const;

export type SampleKind = keyof typeof COLUMNS;

/** One row to write: its cells by the city's own column names, and how the line itself is spoilt, if at all. */
export interface WireRow {
  readonly cells: Readonly<Record<string, string>>;
  /** `cut`: the line ends early. `extra`: an unquoted comma adds a cell. `utf8`: this one line is UTF-8 in a GB18030 file. */
  readonly line?: 'cut' | 'extra' | 'utf8';
}

/** How a file is laid out; the names on the right are what stands in its header. */
export interface Layout {
  readonly columns: readonly string[];
  /** Column → the synonym this file uses for it. */
  readonly synonyms: Readonly<Record<string, string>>;
  readonly lineEnd: '\r\n' | '\n';
}

export function plainLayout(kind: SampleKind): Layout {
  return { columns: COLUMNS[kind], synonyms: {}, lineEnd: '\r\n' };
}

export function applicantCells(person: Person): Readonly<Record<string, string>> {
  return {
    申领编号: person.declarationNo,
    姓名: person.name,
    证件类型: person.idType,
    身份证号: person.idNumber,
    手机号: person.mobile,
    性别: person.male ? '男' : '女',
    民族: person.ethnic,
    所属工会: person.unionName,
    工会统一社会信用代码: person.unionCode,
    工作单位: person.employerName,
    单位统一社会信用代码: person.employerCode,
    是否一线职工: person.frontline,
    优先类别: person.priority,
    学历层次: person.level,
    就读院校: person.school,
    专业: person.major,
    入学日期: person.enrolledOn,
    申领日期: person.appliedOn,
    申领状态: person.applicationStatus,
    更新时间: person.updatedAt,
  };
}

export function certificateCells(person: Person): Readonly<Record<string, string>> {
  return {
    申领编号: person.declarationNo,
    姓名: person.name,
    证件类型: person.idType,
    身份证号: person.idNumber,
    证书类型: person.certificateType,
    证书编号: person.certificateNo,
    毕业院校: person.school,
    专业: person.major,
    学历层次: person.level,
    毕业日期: person.graduatedOn,
    核验状态: person.verification,
    更新时间: person.updatedAt,
  };
}

/** An instruction still to be carried out: 待发放, without a date. */
export function paymentCells(
  person: Person,
  batchNo: string,
  amountYuan = '1500.00',
): Readonly<Record<string, string>> {
  return {
    发放批次: batchNo,
    申领编号: person.declarationNo,
    姓名: person.name,
    证件类型: person.idType,
    身份证号: person.idNumber,
    户名: person.name,
    开户行: person.bankName,
    银行账号: person.accountNo,
    '发放金额(元)': amountYuan,
    资助层级: '市',
    发放日期: '',
    发放状态: '待发放',
    失败原因: '',
    更新时间: person.updatedAt,
  };
}

export function encodeHeader(layout: Layout): Buffer {
  return encodeLine(
    layout.columns.map((column) => layout.synonyms[column] ?? column),
    layout.lineEnd,
  );
}

export function encodeRow(row: WireRow, layout: Layout): Buffer {
  const cells = layout.columns.map((column) => row.cells[column] ?? '');
  if (row.line === 'cut') return encodeLine(cells.slice(0, 7), layout.lineEnd);
  if (row.line === 'extra') return encodeLine([...cells, '多出的一格'], layout.lineEnd);
  if (row.line === 'utf8') return Buffer.from(joinCells(cells) + layout.lineEnd, 'utf8');
  return encodeLine(cells, layout.lineEnd);
}

function encodeLine(cells: readonly string[], lineEnd: string): Buffer {
  return iconv.encode(joinCells(cells) + lineEnd, 'gb18030');
}

function joinCells(cells: readonly string[]): string {
  return cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',');
}
