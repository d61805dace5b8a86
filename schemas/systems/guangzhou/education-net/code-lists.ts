import type { Applicant } from '../../../canonical/applicant.ts';
import { codeList } from '../../../codecs/code-list.ts';
import type { Codec } from '../../../codecs/codec.ts';
import { pastDayCodec } from '../../../codecs/date.ts';
import { sexUnionDigitCodec } from '../../../codecs/sex.ts';

/** 1 男, 0 女, against GB/T 2261.1. 9 is not written: the cell stays empty and the number tells the sex. */
export const sexCodec: Codec<Applicant['sex']> = {
  ...sexUnionDigitCodec,
  encode: (sex) => (sex === '9' ? '' : sexUnionDigitCodec.encode(sex)),
  carries: () => true,
};

export const frontlineCodec = codeList<boolean>([
  ['1', true],
  ['0', false],
]);

/** 报读层次: the level studied for. */
export const studyLevelCodec = codeList<Applicant['educationLevel']>(
  [
    ['专科', '31'],
    ['本科', '21'],
  ],
  [
    ['大专', '31'],
    ['专升本', '21'],
  ],
);

/** 状态, in the digits of the old program's menu. */
export const applicationStateCodec = codeList<Applicant['status']>([
  ['0', 'PRE_REGISTERED'],
  ['1', 'SUBMITTED'],
  ['2', 'UNIT_REVIEW'],
  ['3', 'CITY_REVIEW'],
  ['4', 'APPROVED'],
  ['5', 'PUBLIC_NOTICE'],
  ['6', 'PAYABLE'],
  ['7', 'CLOSED'],
  ['8', 'REJECTED'],
  ['9', 'WITHDRAWN'],
]);

/** A day in eight digits, `20140305`, as the old program writes it; all that `pastDayCodec` reads is read. */
export const compactDayCodec: Codec<string> = { ...pastDayCodec, encode: (day) => day.replaceAll('-', '') };
