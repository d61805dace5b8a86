import { paymentSchema, type Payment } from '../../../canonical/payment.ts';
import { isOpenid } from '../../../codecs/account.ts';
import { bankCardCodec } from '../../../codecs/bank-card.ts';
import { isRefusal } from '../../../codecs/codec.ts';
import { citizenIdCodec } from '../../../codecs/citizen-id.ts';
import { dayCodec } from '../../../codecs/date.ts';
import { idTypeWordCodec } from '../../../codecs/id-type.ts';
import { yuanCodec } from '../../../codecs/money.ts';
import { nameCodec } from '../../../codecs/name.ts';
import { identifierCodec, textCodec, trimmed } from '../../../codecs/text.ts';
import { timestampCodec } from '../../../codecs/timestamp.ts';
import { yearCodec } from '../../../codecs/year.ts';
import { settledIsNotAhead } from '../../record-rules.ts';
import type { Decoded, HeaderResult, TableMapping } from '../../system.ts';
import { tableMapping } from '../../table-mapping.ts';
import { fundingLevelCodec, paymentStateCodec, programmeCodec } from './code-lists.ts';

const STATE = '处理状态';
const REASON = '失败代码';

/** One detail: what is to be paid to whom, and, in a return, what became of it. A return repeats the instruction's cells. */
const details = tableMapping<Payment>({
  kind: 'payment',
  version: 1,
  schema: paymentSchema,
  ours: [{ column: '客户流水号', name: 'paymentNo' }],
  columns: [
    { column: '户名', field: 'payeeName', codec: nameCodec, required: true, owner: 'city' },
    { column: '账号', field: 'accountNo', codec: bankCardCodec, required: true, owner: 'city' },
    { column: '开户行', field: 'bankName', codec: textCodec, required: true, owner: 'city' },
    { column: '金额(元)', field: 'amountFen', codec: yuanCodec, required: true, owner: 'city' },
    { column: '姓名', field: 'name', codec: nameCodec, required: true, owner: 'city' },
    { column: '证件类型', field: 'idType', codec: idTypeWordCodec, required: true, owner: 'city' },
    { column: '证件号码', field: 'idNumber', codec: citizenIdCodec, required: true, owner: 'city' },
    { column: '发放批次', field: 'batchNo', codec: identifierCodec, required: true, owner: 'city' },
    { column: '申领编号', field: 'declarationNo', codec: identifierCodec, required: true, owner: 'city' },
    { column: '项目代码', field: 'programmeCode', codec: programmeCodec, required: true, owner: 'city' },
    { column: '年度', field: 'programmeYear', codec: yearCodec, required: true, owner: 'city' },
    { column: '资助层级', field: 'fundingLevel', codec: fundingLevelCodec, required: true, owner: 'city' },
    { column: '处理日期', field: 'paidOn', codec: dayCodec, required: false, owner: 'city' },
    { column: STATE, field: 'status', codec: paymentStateCodec, required: true, owner: 'city' },
    { column: REASON, field: 'reasonCode', codec: textCodec, required: false, owner: 'city' },
    { column: '更新时间', field: 'updatedAt', codec: timestampCodec, required: true, owner: 'city' },
  ],
  rules: [settledIsNotAhead],
  complete: () => {
    // The wire says everything.
  },
  unmappable: { status: ['WAIT_USER_CONFIRM', 'EXPIRED'] },
  // A wallet is no bank account.
  uncarried: (record) => (isOpenid(record.accountNo) ? ['accountNo'] : []),
});

/**
 * The details, of which an unknown 处理状态 is a payment whose result nobody understands: UNKNOWN with the bank's own word
 * kept as the reason, and a warning. Never FAILED, or it would be paid a second time.
 */
export const paymentMapping: TableMapping<Payment> = {
  ...details,
  bind: (header, context) => {
    const bound = details.bind(header, context);
    return bound.ok ? { ...bound, decode: decoderOf(header, bound) } : bound;
  },
};

const UNKNOWN = paymentStateCodec.encode('UNKNOWN');

function decoderOf(
  header: readonly string[],
  bound: Extract<HeaderResult<Payment>, { ok: true }>,
): (cells: readonly string[]) => Decoded<Payment> {
  const columns = header.map((column) => column.trim());
  const state = columns.indexOf(STATE);
  const reason = columns.indexOf(REASON);
  return (cells) => {
    const word = trimmed(cells[state] ?? '');
    if (cells.length !== header.length || word === '' || !isRefusal(paymentStateCodec.decode(word, '')))
      return bound.decode(cells);
    const given = trimmed(cells[reason] ?? '');
    const decoded = bound.decode(cells.with(state, UNKNOWN).with(reason, given === '' ? word : `${word}/${given}`));
    const warning = { code: 'payment.return-code-unknown', field: header[state] ?? STATE } as const;
    return { ...decoded, warnings: [...decoded.warnings, warning] };
  };
}
