import { FUNDING_LEVELS, PAYMENT_STATES, type Payment } from '../../../canonical/payment.ts';
import { accountCodec } from '../../../codecs/account.ts';
import { oneOf } from '../../../codecs/code-list.ts';
import { dayCodec } from '../../../codecs/date.ts';
import { fenValue, text } from '../../../codecs/value.ts';
import { objectMapping } from '../../object-mapping.ts';
import { settledIsNotAhead } from '../../record-rules.ts';
import {
  identifierValue,
  idNumberValue,
  idTypeValue,
  nameValue,
  programmeCodeValue,
  programmeYearValue,
  textValue,
  updatedAtValue,
} from './members.ts';

export const paymentMapping = objectMapping<Payment>({
  kind: 'payment',
  version: 1,
  ours: ['paymentNo'],
  members: [
    { member: 'batchNo', field: 'batchNo', codec: identifierValue, required: true, owner: 'city' },
    { member: 'declarationNo', field: 'declarationNo', codec: identifierValue, required: true, owner: 'city' },
    { member: 'programmeCode', field: 'programmeCode', codec: programmeCodeValue, required: true, owner: 'city' },
    { member: 'programmeYear', field: 'programmeYear', codec: programmeYearValue, required: true, owner: 'city' },
    { member: 'name', field: 'name', codec: nameValue, required: true, owner: 'city' },
    { member: 'idType', field: 'idType', codec: idTypeValue, required: true, owner: 'city' },
    { member: 'idNumber', field: 'idNumber', codec: idNumberValue, required: true, owner: 'city' },
    { member: 'payeeName', field: 'payeeName', codec: nameValue, required: true, owner: 'city' },
    { member: 'bankName', field: 'bankName', codec: textValue, required: true, owner: 'city' },
    { member: 'accountNo', field: 'accountNo', codec: text(accountCodec), required: true, owner: 'city' },
    { member: 'amountFen', field: 'amountFen', codec: fenValue, required: true, owner: 'city' },
    { member: 'fundingLevel', field: 'fundingLevel', codec: oneOf(FUNDING_LEVELS), required: true, owner: 'city' },
    { member: 'paidOn', field: 'paidOn', codec: text(dayCodec), required: false, owner: 'city' },
    { member: 'status', field: 'status', codec: oneOf(PAYMENT_STATES), required: true, owner: 'city' },
    { member: 'reasonCode', field: 'reasonCode', codec: textValue, required: false, owner: 'city' },
    { member: 'updatedAt', field: 'updatedAt', codec: updatedAtValue, required: true, owner: 'province' },
  ],
  rules: [settledIsNotAhead],
});
