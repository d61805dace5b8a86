import { paymentSchema, type Payment } from '../../../canonical/payment.ts';
import { bankCardCodec } from '../../../codecs/bank-card.ts';
import { citizenIdCodec } from '../../../codecs/citizen-id.ts';
import { dayCodec } from '../../../codecs/date.ts';
import { idTypeWordCodec } from '../../../codecs/id-type.ts';
import { yuanCodec } from '../../../codecs/money.ts';
import { nameCodec } from '../../../codecs/name.ts';
import { identifierCodec, textCodec } from '../../../codecs/text.ts';
import { timestampCodec } from '../../../codecs/timestamp.ts';
import { yearCodec } from '../../../codecs/year.ts';
import { addConstants, uncarriedConstants } from '../../constants.ts';
import { payeeIsApplicant, settledIsNotAhead } from '../../record-rules.ts';
import { tableMapping } from '../../table-mapping.ts';
import { fundingLevelCodec, paymentStateCodec } from './code-lists.ts';
import { MATCHING_GRANT } from './programme.ts';

/** One matching grant of a district's, street's or enterprise's union to one person. */
export const paymentMapping = tableMapping<Payment>({
  kind: 'payment',
  version: 1,
  schema: paymentSchema,
  columns: [
    {
      column: '资助批次号',
      synonyms: ['资助批次'],
      field: 'batchNo',
      codec: identifierCodec,
      required: true,
      owner: 'city',
    },
    { column: '资助年度', field: 'programmeYear', codec: yearCodec, required: true, owner: 'city' },
    { column: '资助层级', field: 'fundingLevel', codec: fundingLevelCodec, required: true, owner: 'city' },
    {
      column: '市级申领编号',
      synonyms: ['申领编号'],
      field: 'declarationNo',
      codec: identifierCodec,
      required: true,
      owner: 'city',
    },
    { column: '职工姓名', synonyms: ['姓名'], field: 'name', codec: nameCodec, required: true, owner: 'city' },
    { column: '证件类型', field: 'idType', codec: idTypeWordCodec, required: true, owner: 'city' },
    {
      column: '证件号码',
      synonyms: ['身份证号', '身份证号码'],
      field: 'idNumber',
      codec: citizenIdCodec,
      required: true,
      owner: 'city',
    },
    { column: '收款户名', synonyms: ['户名'], field: 'payeeName', codec: nameCodec, required: true, owner: 'city' },
    { column: '收款银行', synonyms: ['开户行'], field: 'bankName', codec: textCodec, required: true, owner: 'city' },
    {
      column: '收款账号',
      synonyms: ['银行账号'],
      field: 'accountNo',
      codec: bankCardCodec,
      required: true,
      owner: 'city',
    },
    {
      column: '资助金额(元)',
      synonyms: ['资助金额（元）'],
      field: 'amountFen',
      codec: yuanCodec,
      required: true,
      owner: 'city',
    },
    { column: '发放日期', field: 'paidOn', codec: dayCodec, required: false, owner: 'city' },
    { column: '发放状态', field: 'status', codec: paymentStateCodec, required: true, owner: 'city' },
    {
      column: '未成功原因',
      synonyms: ['失败原因'],
      field: 'reasonCode',
      codec: textCodec,
      required: false,
      owner: 'city',
    },
    { column: '更新时间', field: 'updatedAt', codec: timestampCodec, required: true, owner: 'city' },
  ],
  unmappable: {
    fundingLevel: ['CITY', 'PROVINCE'],
    status: ['WAIT_USER_CONFIRM', 'EXPIRED'],
  },
  ignored: [
    {
      wire: '资助单位',
      reason: {
        zh: '中间格式只记资助层级，不记由哪一家工会资助；原文件里仍在',
        en: 'the neutral form says at which level a grant is paid, not by which union; it stays in the raw file',
      },
    },
    {
      wire: '序号',
      reason: { zh: '表格的行号，不是记录的内容', en: "the sheet's own line number, which says nothing of the record" },
    },
    {
      wire: '经办人',
      reason: {
        zh: '经办人的个人信息，两端都不使用',
        en: 'personal data of whoever filled in the sheet; nobody uses it',
      },
    },
  ],
  rules: [payeeIsApplicant, settledIsNotAhead],
  complete: (draft) => {
    addConstants(draft, MATCHING_GRANT);
  },
  uncarried: (record) => [
    ...uncarriedConstants(record, MATCHING_GRANT),
    ...(record.payeeName === record.name ? [] : ['payeeName']),
  ],
});
