import type { Applicant } from '../../../canonical/applicant.ts';
import type { Certificate } from '../../../canonical/certificate.ts';
import { codeList } from '../../../codecs/code-list.ts';

export const frontlineCodec = codeList<boolean>([
  ['是', true],
  ['否', false],
]);

/** 报名状态, from the enrolment to the end of the course. */
export const enrolmentStateCodec = codeList<Applicant['status']>(
  [
    ['预报名', 'PRE_REGISTERED'],
    ['已报名', 'SUBMITTED'],
    ['审核中', 'DOC_REVIEW'],
    ['审核通过', 'APPROVED'],
    ['录取公示', 'ADMISSION_NOTICE'],
    ['在读', 'ENROLLED'],
    ['已结业', 'GRADUATED'],
    ['已退课', 'DROPPED_OUT'],
    ['未录取', 'REJECTED'],
    ['名额已满', 'QUOTA_EXHAUSTED'],
    ['重复报名', 'DUPLICATE_CLAIM'],
    ['已取消', 'WITHDRAWN'],
    ['已过期', 'EXPIRED'],
  ],
  [
    ['学习中', 'ENROLLED'],
    ['结业', 'GRADUATED'],
    ['退课', 'DROPPED_OUT'],
  ],
);

/** 证书状态: what became of a certificate of completion when it was checked, and whether it still stands. */
export const certificateStateCodec = codeList<Certificate['verification']>(
  [
    ['待核验', 'DECLARED'],
    ['核验中', 'VERIFYING'],
    ['核验通过', 'VERIFIED'],
    ['信息不符', 'MISMATCH'],
    ['查无此证', 'NOT_FOUND'],
    ['无法核验', 'UNVERIFIABLE'],
    ['已使用', 'CLAIMED'],
    ['已撤销', 'REVOKED'],
  ],
  [
    ['待核发', 'DECLARED'],
    ['核发中', 'VERIFYING'],
    ['有效', 'VERIFIED'],
    ['信息有误', 'MISMATCH'],
  ],
);
