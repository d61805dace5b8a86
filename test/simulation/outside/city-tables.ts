import { parseCsv } from '../../../local/simulators/guangzhou/csv.ts';
import { type FieldList, IMPORTERS } from '../../../local/simulators/shenzhen/field-lists.ts';
import type { Kind } from '../../../schemas/kind.ts';

export type Row = Readonly<Record<string, string>>;

export interface Columns extends FieldList {
  readonly level?: string;
}

export interface Table {
  readonly encoding: 'gb18030' | 'utf-8-bom';
  readonly kinds: { readonly [K in Kind]?: Columns };
}

const GUANGZHOU: Table = {
  encoding: 'gb18030',
  kinds: {
    applicant: fields('申领编号', '申领状态', ['姓名', '身份证号']),
    certificate: fields('申领编号', '核验状态', ['证书编号', '身份证号']),
    payment: {
      ...fields('申领编号', '发放状态', ['资助层级', '发放批次', '发放金额(元)', '身份证号']),
      level: '资助层级',
      amount: '发放金额(元)',
    },
  },
};
/** Systems whose tables are read; another one's files are kept as they are. */
export const TABLES: Readonly<Record<string, Table>> = {
  'guangzhou/degree-subsidy': GUANGZHOU,
  'shenzhen/dream-plan': { encoding: 'utf-8-bom', kinds: IMPORTERS['shenzhen/dream-plan']?.kinds ?? {} },
};

/** The rows of a table, or the code of why it can't be read. */
export function readRows(table: Table, list: Columns, bytes: Buffer): readonly Row[] | string {
  const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  if (table.encoding === 'utf-8-bom' && !marked) return 'file.encoding';
  const text = decode(bytes, table.encoding === 'gb18030' ? 'gb18030' : 'utf-8');
  if (text === undefined) return 'file.encoding';
  const parsed = parseCsv(text);
  if (!parsed.ok) return table.encoding === 'gb18030' ? 'row.quotes' : 'row.malformed';
  const [header = [], ...lines] = parsed.rows;
  if (list.needed.some((column) => !header.includes(column))) return 'file.header';
  if (lines.some((line) => line.length !== header.length)) return 'row.columns';
  const rows = lines.map((line) => Object.fromEntries(header.map((column, place) => [column, line[place] ?? ''])));
  const incomplete = rows.some(
    (row) => list.needed.some((column) => row[column] === '') || Number.isNaN(timeOf(row[list.updatedAt] ?? '')),
  );
  return incomplete ? 'row.field-missing' : rows;
}

/** ms; a time without an offset is UTC+8. */
export function timeOf(text: string): number {
  return Date.parse(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text) ? `${text.replace(' ', 'T')}+08:00` : text);
}

function fields(number: string, status: string, others: readonly string[]): FieldList {
  return { needed: [number, status, '更新时间', ...others], number, status, updatedAt: '更新时间' };
}

function decode(bytes: Buffer, label: string): string | undefined {
  try {
    return new TextDecoder(label, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
