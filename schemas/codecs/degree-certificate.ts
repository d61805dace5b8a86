import { refusal, type Codec, type Refusal } from './codec.ts';
import { normalIdentifier } from './text.ts';

/** 学历证书编号: school(5) + type(1) + year(4) + level(2) + serial(6; 5 in the old form of 17 digits). */
export const degreeCertificateCodec: Codec<string> = {
  name: 'degree-certificate',
  decode: decodeDegreeCertificate,
  encode: (number) => number,
};

/** The level of education (GB/T 4658: 31 专科, 21 本科) the number states, or null where it states a higher degree. */
export function educationLevelOf(certificateNo: string): '31' | '21' | null {
  switch (certificateNo.slice(10, 12)) {
    case '06':
      return '31';
    // 二学位 (04) is undergraduate study too.
    case '04':
    case '05':
      return '21';
    default:
      return null;
  }
}

/** Types 1 普通, 5 成人, 6 自考, 7 网络, 8 开放 (ours); levels 01 博, 02 硕, 04 二学位, 05 本科, 06 专科. */
const LAYOUT = /^\d{5}[15678](?:19|20)\d{2}0[12456]\d{5,6}$/;
const FORMAT = refusal('certificate.format');

function decodeDegreeCertificate(text: string): string | Refusal {
  const number = normalIdentifier(text);
  return LAYOUT.test(number) ? number : FORMAT;
}
