import type { Applicant } from '../../../canonical/applicant.ts';
import type { Certificate } from '../../../canonical/certificate.ts';
import { codeList, codeSet } from '../../../codecs/code-list.ts';
import { refusal, type ValueCodec } from '../../../codecs/codec.ts';
import { text } from '../../../codecs/value.ts';

export const idTypeValue = text(
  codeList<Applicant['idType']>([
    ['IDCARD', '01'],
    ['HMT', '02'],
    ['FOREIGN_PR', '03'],
  ]),
);

/** Words joined by `,`; an empty set is `none`. */
export const groupsValue = text(
  codeSet<Applicant['priorityTags'][number]>(
    [
      ['young_worker', 'NEW_GEN'],
      ['platform_worker', 'NEW_FORM'],
      ['manufacturing', 'MANUFACTURING'],
      ['model_worker', 'MODEL_WORKER'],
      ['may_day_medal', 'MAY_DAY_MEDAL'],
    ],
    ',',
    'none',
  ),
);

export const traineeStateValue = text(
  codeList<Applicant['status']>([
    ['draft', 'PRE_REGISTERED'],
    ['registered', 'SUBMITTED'],
    ['reviewing', 'DOC_REVIEW'],
    ['approved', 'APPROVED'],
    ['listed', 'ADMISSION_NOTICE'],
    ['in_training', 'ENROLLED'],
    ['completed', 'GRADUATED'],
    ['dropped', 'DROPPED_OUT'],
    ['rejected', 'REJECTED'],
    ['class_full', 'QUOTA_EXHAUSTED'],
    ['duplicate', 'DUPLICATE_CLAIM'],
    ['cancelled', 'WITHDRAWN'],
    ['lapsed', 'EXPIRED'],
  ]),
);

export const verificationValue = text(
  codeList<Certificate['verification']>([
    ['issued', 'DECLARED'],
    ['checking', 'VERIFYING'],
    ['verified', 'VERIFIED'],
    ['mismatch', 'MISMATCH'],
    ['not_found', 'NOT_FOUND'],
    ['unverifiable', 'UNVERIFIABLE'],
    ['used', 'CLAIMED'],
    ['revoked', 'REVOKED'],
  ]),
);

/** 学时 as a JSON integer from 1 to 99999 ⇄ a decimal string. */
export const hoursValue: ValueCodec<string> = {
  name: 'hours',
  decode: (value) => {
    if (typeof value !== 'number') return WRONG_TYPE;
    return Number.isInteger(value) && value >= 1 && value <= HOURS_MAX ? String(value) : FORMAT;
  },
  encode: Number,
};

const HOURS_MAX = 99_999;
const WRONG_TYPE = refusal('row.field-type');
const FORMAT = refusal('hours.format');
