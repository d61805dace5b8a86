import { paymentSchema, type Payment } from '../../../canonical/payment.ts';
import { bankCardCodec } from '../../../codecs/bank-card.ts';
import { citizenIdCodec } from '../../../codecs/citizen-id.ts';
import { dayCodec } from '../../../codecs/date.ts';
import { yuanCodec } from '../../../codecs/money.ts';
import { nameCodec } from '../../../codecs/name.ts';
import { identifierCodec, textCodec } from '../../../codecs/text.ts';
import { timestampCodec } from '../../../codecs/timestamp.ts';
import { settledIsNotAhead } from '../../record-rules.ts';
import { tableMapping } from '../../table-mapping.ts';
import { fundingLevelCodec, idTypeCodec, tuitionStateCodec } from './code-lists.ts';
import { addProgramme, uncarriedProgramme } from './programme.ts';

/** The tuition of one student, paid to the school: the payee is never the student, so no rule compares the two names. */
export const paymentMapping = tableMapping<Payment>({
  kind: 'payment',
  version: 1,
  schema: paymentSchema,
  columns: [
    { column: '拨付批次', field: 'batchNo', codec: identifierCodec, required: true, owner: 'city' },
    { column: '报名编号', field: 'declarationNo', codec: identifierCodec, required: true, owner: 'city' },
    { column: '学员姓名', field: 'name', codec: nameCodec, required: true, owner: 'city' },
    { column: '证件类型', field: 'idType', codec: idTypeCodec, required: true, owner: 'city' },
    {
      column: '证件号码',
      synonyms: ['身份证号码'],
      field: 'idNumber',
      codec: citizenIdCodec,
      required: true,
      owner: 'city',
    },
    // As any payee's name is written elsewhere, or a branch school's dot would differ from its own.
    { column: '收款院校', field: 'payeeName', codec: nameCodec, required: true, owner: 'city' },
    { column: '院校开户行', field: 'bankName', codec: textCodec, required: true, owner: 'city' },
    { column: '院校账号', field: 'accountNo', codec: bankCardCodec, required: true, owner: 'city' },
    {
      column: '学费金额(元)',
      synonyms: ['学费金额（元）', '学费金额', '拨付金额'],
      field: 'amountFen',
      codec: yuanCodec,
      required: true,
      owner: 'city',
    },
    { column: '资助级次', field: 'fundingLevel', codec: fundingLevelCodec, required: true, owner: 'city' },
    { column: '拨付日期', field: 'paidOn', codec: dayCodec, required: false, owner: 'city' },
    { column: '拨付状态', field: 'status', codec: tuitionStateCodec, required: true, owner: 'city' },
    { column: '失败原因', field: 'reasonCode', codec: textCodec, required: false, owner: 'city' },
    { column: '最后修改时间', field: 'updatedAt', codec: timestampCodec, required: true, owner: 'city' },
  ],
  unmappable: {
    fundingLevel: ['DISTRICT', 'STREET', 'ENTERPRISE', 'PROVINCE'],
    status: ['WAIT_USER_CONFIRM', 'EXPIRED'],
  },
  ignored: [{ wire: '序号', reason: { zh: '只是行的次序', en: 'it only numbers the rows' } }],
  rules: [settledIsNotAhead],
  complete: (draft, context) => addProgramme(draft, context, context.today),
  uncarried: uncarriedProgramme,
});
