import type { Certificate } from '../../../canonical/certificate.ts';
import { codeList } from '../../../codecs/code-list.ts';

/** 记录状态: the platform made the record itself, so it knows whether it stands; others' answers have no word here. */
export const recordStateCodec = codeList<Certificate['verification']>([
  ['待确认', 'DECLARED'],
  ['确认中', 'VERIFYING'],
  ['有效', 'VERIFIED'],
  ['实名不符', 'MISMATCH'],
  ['已兑换', 'CLAIMED'],
  ['已作废', 'REVOKED'],
]);
