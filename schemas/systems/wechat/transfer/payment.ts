import { ID_TYPES } from '../../../canonical/applicant.ts';
import type { Payment } from '../../../canonical/payment.ts';
import { isOpenid } from '../../../codecs/account.ts';
import { citizenIdCodec } from '../../../codecs/citizen-id.ts';
import { isRefusal, refusal, type Codec } from '../../../codecs/codec.ts';
import { oneOf } from '../../../codecs/code-list.ts';
import { dayCodec } from '../../../codecs/date.ts';
import { nameCodec } from '../../../codecs/name.ts';
import { identifierCodec, normalIdentifier, textCodec } from '../../../codecs/text.ts';
import { rfc3339Codec } from '../../../codecs/timestamp.ts';
import { fenValue, text, yearValue } from '../../../codecs/value.ts';
import { addConstants, type Constants, uncarriedConstants } from '../../constants.ts';
import { objectMapping } from '../../object-mapping.ts';
import { settledIsNotAhead } from '../../record-rules.ts';
import type { DecodeContext, Decoded, ObjectMapping } from '../../system.ts';
import {
  detailStateCodec,
  detailStateValue,
  FAILED_WORD,
  LAPSE_REASON,
  LAPSED_WORD,
  UNKNOWN_WORD,
} from './code-lists.ts';

/** The province's own grant is the one that goes to wallets. */
export const PROGRAMME_CODE = 'GD-QXYM';
const PROVINCE_GRANT: Constants<Payment> = { programmeCode: PROGRAMME_CODE, fundingLevel: 'PROVINCE' };

const STATE = 'detail_status';
const REASON = 'fail_reason';

/** A payee's wallet; a bank account is none. */
const openidCodec: Codec<string> = {
  name: 'openid',
  decode: (given) => {
    const openid = normalIdentifier(given);
    return isOpenid(openid) ? openid : MALFORMED;
  },
  encode: (openid) => openid,
  carries: isOpenid,
};

/** One transfer to one wallet, and what became of it. */
const details = objectMapping<Payment>({
  kind: 'payment',
  version: 1,
  members: [
    { member: 'out_batch_no', field: 'batchNo', codec: text(identifierCodec), required: true, owner: 'province' },
    {
      member: 'declaration_no',
      field: 'declarationNo',
      codec: text(identifierCodec),
      required: true,
      owner: 'province',
    },
    { member: 'programme_year', field: 'programmeYear', codec: yearValue, required: true, owner: 'province' },
    { member: 'applicant_name', field: 'name', codec: text(nameCodec), required: true, owner: 'province' },
    { member: 'id_type', field: 'idType', codec: oneOf(ID_TYPES), required: true, owner: 'province' },
    { member: 'id_number', field: 'idNumber', codec: text(citizenIdCodec), required: true, owner: 'province' },
    { member: 'user_name', field: 'payeeName', codec: text(nameCodec), required: true, owner: 'province' },
    { member: 'channel', field: 'bankName', codec: text(textCodec), required: true, owner: 'province' },
    { member: 'openid', field: 'accountNo', codec: text(openidCodec), required: true, owner: 'province' },
    { member: 'transfer_amount', field: 'amountFen', codec: fenValue, required: true, owner: 'province' },
    { member: 'paid_on', field: 'paidOn', codec: text(dayCodec), required: false, owner: 'province' },
    { member: STATE, field: 'status', codec: detailStateValue, required: true, owner: 'province' },
    { member: REASON, field: 'reasonCode', codec: text(textCodec), required: false, owner: 'province' },
    { member: 'update_time', field: 'updatedAt', codec: text(rfc3339Codec), required: true, owner: 'province' },
  ],
  rules: [settledIsNotAhead],
  complete: (draft) => {
    addConstants(draft, PROVINCE_GRANT);
  },
  uncarried: (record) => [
    ...uncarriedConstants(record, PROVINCE_GRANT),
    // It would be read as a lapse.
    ...(record.status === 'FAILED' && record.reasonCode === LAPSE_REASON ? ['reasonCode'] : []),
  ],
  unmappable: { status: ['PLANNED', 'BATCHED', 'SUBMITTED', 'RETURNED'] },
  ignored: [
    {
      wire: 'out_detail_no',
      reason: {
        zh: '商户自己的明细单号；发放编号由本系统按记录生成',
        en: "the merchant's own number of the transfer; a payment's number is derived from its record",
      },
    },
  ],
});

/**
 * The transfers, of which a FAIL for OVERDUE_CLOSE is EXPIRED, and an unknown state UNKNOWN with WeChat's own word kept as the
 * reason, and a warning. Never FAILED, or it would be paid a second time.
 */
export const paymentMapping: ObjectMapping<Payment> = {
  ...details,
  decode: decodeDetail,
  encode: (record, context) => {
    const wire = details.encode(record, context);
    return record.status === 'EXPIRED' && record.reasonCode === LAPSE_REASON ? { ...wire, [STATE]: FAILED_WORD } : wire;
  },
};

const MALFORMED = refusal('bank-card.format');

function decodeDetail(value: unknown, context: DecodeContext): Decoded<Payment> {
  if (typeof value !== 'object' || value === null) return details.decode(value, context);
  const { [STATE]: state, [REASON]: reason } = value as { readonly [STATE]?: unknown; readonly [REASON]?: unknown };
  if (typeof state !== 'string' || state.trim() === '') return details.decode(value, context);
  const word = state.trim();
  const given = typeof reason === 'string' ? reason.trim() : '';
  if (word === FAILED_WORD && given === LAPSE_REASON)
    return details.decode({ ...value, [STATE]: LAPSED_WORD }, context);
  if (!isRefusal(detailStateCodec.decode(word, ''))) return details.decode(value, context);
  const kept = given === '' ? word : `${word}/${given}`;
  const decoded = details.decode({ ...value, [STATE]: UNKNOWN_WORD, [REASON]: kept }, context);
  return { ...decoded, warnings: [...decoded.warnings, { code: 'payment.return-code-unknown', field: STATE }] };
}
