import { isRefusal } from '../../../codecs/codec.ts';
import { yuanCodec } from '../../../codecs/money.ts';
import { identifierCodec } from '../../../codecs/text.ts';
import type { SummaryFacts, SummaryLine } from '../../system.ts';

/**
 * The first line of a file: `代发|批次号|笔数|总金额` and `退票|批次号|笔数|总金额`, or
 * `回盘|批次号|笔数|总金额|成功笔数|成功金额|失败笔数|手续费`. Amounts are yuan; the fee is no part of any total.
 */
export const summaryLine: SummaryLine = {
  read: (cells) => {
    const [word = '', batchNo = '', rows = '', total = '', ...results] = cells.map((cell) => cell.trim());
    const document = DOCUMENTS.get(word);
    const number = identifierCodec.decode(batchNo, '');
    const of = amount(rows, total);
    if (document === undefined || isRefusal(number) || of === undefined) return undefined;
    if (document !== 'return')
      return results.length === 0 ? { document, batchNo: number, ...of, paid: null } : undefined;
    const [paidRows = '', paidTotal = '', failedRows = '', fee = '', ...more] = results;
    const paid = amount(paidRows, paidTotal);
    if (paid === undefined || !COUNT.test(failedRows) || fenOf(fee) === undefined || more.length > 0) return undefined;
    return { document, batchNo: number, ...of, paid };
  },
  write: ({ batchNo, rows, fen }) => [INSTRUCTION, batchNo, String(rows), yuanCodec.encode(fen)],
};

const INSTRUCTION = '代发';
const DOCUMENTS: ReadonlyMap<string, SummaryFacts['document']> = new Map([
  [INSTRUCTION, 'instruction'],
  ['回盘', 'return'],
  ['退票', 'reversal'],
]);
const COUNT = /^(?:0|[1-9]\d{0,7})$/;
/** A total outgrows what one payment may be: digits plain or in threes, with two decimals or none. */
const TOTAL = /^(\d{1,16}|\d{1,3}(?:,\d{3}){1,5})(?:\.(\d{1,2}))?$/;

function amount(rows: string, yuan: string): { readonly rows: number; readonly fen: string } | undefined {
  const fen = fenOf(yuan);
  return COUNT.test(rows) && fen !== undefined ? { rows: Number(rows), fen } : undefined;
}

function fenOf(yuan: string): string | undefined {
  const [matched, whole = '', decimals = ''] = TOTAL.exec(yuan) ?? [];
  return matched === undefined ? undefined : BigInt(whole.replaceAll(',', '') + decimals.padEnd(2, '0')).toString();
}
