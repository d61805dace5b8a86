import iconv from 'iconv-lite';

/** One line as the bank keeps it: the cells as they came. */
export interface Detail {
  /** 客户流水号 */
  readonly number: string;
  readonly fen: bigint;
  readonly cells: readonly string[];
}

export interface Instructions {
  readonly batchNo: string;
  readonly fen: bigint;
  readonly details: readonly Detail[];
}

/** Places of the cells the bank reads or fills in; written down apart from the bridge, so that a mistake on one side is seen. */
export const CELL = {
  number: 0,
  holder: 1,
  account: 2,
  yuan: 4,
  idNumber: 7,
  programme: 10,
  year: 11,
  level: 12,
  bookedOn: 13,
  state: 14,
  reason: 15,
  updatedAt: 16,
} as const;
const CELLS = 17;

/** Reads a file of instructions; a string is the code of why not. */
export function readInstructions(bytes: Uint8Array): Instructions | string {
  const text = decode(bytes);
  if (text === undefined) return 'file.encoding';
  const [first = '', ...lines] = text.replace(/\r?\n$/, '').split(/\r?\n/);
  const [word, batchNo = '', rows, total, ...more] = first.split('|');
  const totalFen = fenOf(total ?? '');
  if (word !== '代发' || !/^[A-Z0-9]{8,40}$/.test(batchNo) || totalFen === undefined || more.length > 0)
    return 'file.summary';
  const details: Detail[] = [];
  for (const line of lines) {
    const cells = line.split('|');
    const fen = fenOf(cells[CELL.yuan] ?? '');
    const number = cells[CELL.number] ?? '';
    if (cells.length !== CELLS || fen === undefined || fen === 0n || number === '') return 'file.detail';
    details.push({ number, fen, cells });
  }
  if (new Set(details.map(({ number }) => number)).size !== details.length) return 'file.number-twice';
  const fen = sumOf(details);
  return String(details.length) === rows && fen === totalFen ? { batchNo, fen, details } : 'file.totals';
}

/** A return, or a 退票: its summary line and the details with their results. */
export function writeReturn(document: '回盘' | '退票', batchNo: string, details: readonly Detail[]): Buffer {
  const paid = details.filter(({ cells }) => cells[CELL.state] === '成功');
  const summary = [document, batchNo, String(details.length), yuan(sumOf(details))];
  if (document === '回盘')
    summary.push(String(paid.length), yuan(sumOf(paid)), String(details.length - paid.length), FEE);
  return iconv.encode(
    [summary, ...details.map(({ cells }) => cells)].map((cells) => `${cells.join('|')}\n`).join(''),
    'gb18030',
  );
}

export function sumOf(details: readonly Detail[]): bigint {
  return details.reduce((sum, { fen }) => sum + fen, 0n);
}

/** `2026-11-20 23:05:00` some time later. */
export function later(localTime: string, ms: number): string {
  const at = new Date(Date.parse(`${localTime.slice(0, 19).replace(' ', 'T')}Z`) + ms);
  return Number.isNaN(at.getTime()) ? localTime : at.toISOString().slice(0, 19).replace('T', ' ');
}

/** This bank carries grants for nothing. */
const FEE = '0.00';

function fenOf(text: string): bigint | undefined {
  const [, whole, part] = /^(\d{1,15})\.(\d\d)$/.exec(text) ?? [];
  return whole === undefined ? undefined : BigInt(`${whole}${part ?? ''}`);
}

function yuan(fen: bigint): string {
  const digits = fen.toString().padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('gb18030', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
