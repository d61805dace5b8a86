import type { Certificate } from '../../../canonical/certificate.ts';
import { codeList } from '../../../codecs/code-list.ts';
import { text } from '../../../codecs/value.ts';

export const cardTypeValue = text(
  codeList<Certificate['idType']>([
    ['CITIZEN', '01'],
    ['HMT_RESIDENT', '02'],
    ['FOREIGN_RESIDENT', '03'],
  ]),
);

/** The mini program made the record itself, so it knows whether it stands; others' answers have no word here. */
export const recordStateValue = text(
  codeList<Certificate['verification']>([
    ['WAITING', 'DECLARED'],
    ['CHECKING', 'VERIFYING'],
    ['VALID', 'VERIFIED'],
    ['NAME_MISMATCH', 'MISMATCH'],
    ['USED', 'CLAIMED'],
    ['REVOKED', 'REVOKED'],
  ]),
);
