import { paymentSchema, type Payment } from '../../../canonical/payment.ts';
import { bankCardCodec } from '../../../codecs/bank-card.ts';
import { citizenIdCodec } from '../../../codecs/citizen-id.ts';
import { dayCodec } from '../../../codecs/date.ts';
import { yuanCodec } from '../../../codecs/money.ts';
import { nameCodec } from '../../../codecs/name.ts';
import { identifierCodec, textCodec } from '../../../codecs/text.ts';
import { timestampCodec } from '../../../codecs/timestamp.ts';
import { payeeIsApplicant, settledIsNotAhead, type Rule } from '../../record-rules.ts';
import { tableMapping } from '../../table-mapping.ts';
import { fundingLevelCodec, idTypeCodec, paymentStateCodec } from './code-lists.ts';
import { addProgramme, CITY_GRANT_FEN, uncarriedProgramme } from './programme.ts';

const cityGrantIsStandard: Rule<Payment> = {
  field: 'amountFen',
  code: 'payment.amount-standard',
  effect: 'warning',
  broken: ({ amountFen, fundingLevel }) => fundingLevel === 'CITY' && amountFen !== CITY_GRANT_FEN,
};

export const paymentMapping = tableMapping<Payment>({
  kind: 'payment',
  version: 1,
  schema: paymentSchema,
  columns: [
    { column: '发放批次', field: 'batchNo', codec: identifierCodec, required: true, owner: 'city' },
    { column: '申领编号', field: 'declarationNo', codec: identifierCodec, required: true, owner: 'city' },
    { column: '姓名', field: 'name', codec: nameCodec, required: true, owner: 'city' },
    { column: '证件类型', field: 'idType', codec: idTypeCodec, required: true, owner: 'city' },
    { column: '身份证号', field: 'idNumber', codec: citizenIdCodec, required: true, owner: 'city' },
    { column: '户名', field: 'payeeName', codec: nameCodec, required: true, owner: 'city' },
    { column: '开户行', field: 'bankName', codec: textCodec, required: true, owner: 'city' },
    { column: '银行账号', field: 'accountNo', codec: bankCardCodec, required: true, owner: 'city' },
    {
      column: '发放金额(元)',
      synonyms: ['发放金额（元）', '发放金额'],
      field: 'amountFen',
      codec: yuanCodec,
      required: true,
      owner: 'city',
    },
    { column: '资助层级', field: 'fundingLevel', codec: fundingLevelCodec, required: true, owner: 'city' },
    { column: '发放日期', field: 'paidOn', codec: dayCodec, required: false, owner: 'city' },
    { column: '发放状态', field: 'status', codec: paymentStateCodec, required: true, owner: 'city' },
    { column: '失败原因', field: 'reasonCode', codec: textCodec, required: false, owner: 'city' },
    { column: '更新时间', field: 'updatedAt', codec: timestampCodec, required: true, owner: 'city' },
  ],
  unmappable: {
    fundingLevel: ['PROVINCE'],
    status: ['BATCHED', 'ACCEPTED', 'WAIT_USER_CONFIRM', 'EXPIRED'],
  },
  rules: [payeeIsApplicant, settledIsNotAhead, cityGrantIsStandard],
  complete: (draft, context) => addProgramme(draft, context, context.today),
  uncarried: uncarriedProgramme,
});
