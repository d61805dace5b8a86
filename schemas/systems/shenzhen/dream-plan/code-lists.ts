import type { Applicant } from '../../../canonical/applicant.ts';
import type { Certificate } from '../../../canonical/certificate.ts';
import type { Payment } from '../../../canonical/payment.ts';
import { codeList, codeSet } from '../../../codecs/code-list.ts';

export const idTypeCodec = codeList<Applicant['idType']>(
  [
    ['居民身份证', '01'],
    ['港澳台居民居住证', '02'],
    ['外国人永久居留身份证', '03'],
  ],
  [['身份证', '01']],
);

export const frontlineCodec = codeList<boolean>([
  ['是', true],
  ['否', false],
]);

export const priorityTagsCodec = codeSet<Applicant['priorityTags'][number]>(
  [
    ['新生代产业工人', 'NEW_GEN'],
    ['新业态劳动者', 'NEW_FORM'],
    ['制造业一线员工', 'MANUFACTURING'],
    ['劳动模范', 'MODEL_WORKER'],
    ['五一劳动奖章', 'MAY_DAY_MEDAL'],
  ],
  '/',
  '无',
);

/** The plan's two doors: 大专, and 专升本 for who has 大专 already. What is studied for is the diploma, so both say 毕业. */
export const studyLevelCodec = codeList<Applicant['educationLevel']>(
  [
    ['大专', '31'],
    ['专升本', '21'],
  ],
  [
    ['专科', '31'],
    ['高起专', '31'],
    ['本科', '21'],
  ],
);

export const enrolmentStateCodec = codeList<Applicant['status']>([
  ['预报名', 'PRE_REGISTERED'],
  ['已报名', 'SUBMITTED'],
  ['资料审核', 'DOC_REVIEW'],
  ['录取公示', 'ADMISSION_NOTICE'],
  ['已入学', 'ENROLLED'],
  ['已毕业', 'GRADUATED'],
  ['已退学', 'DROPPED_OUT'],
  ['不通过', 'REJECTED'],
  ['名额已满', 'QUOTA_EXHAUSTED'],
  ['重复申领', 'DUPLICATE_CLAIM'],
  ['已撤回', 'WITHDRAWN'],
  ['逾期未确认', 'EXPIRED'],
]);

/** 开放教育 8 is ours. */
export const certificateTypeCodec = codeList<Certificate['certificateType']>([
  ['普通高等教育', '1'],
  ['成人高等教育', '5'],
  ['自学考试', '6'],
  ['网络教育', '7'],
  ['开放教育', '8'],
]);

export const verificationCodec = codeList<Certificate['verification']>([
  ['待查验', 'DECLARED'],
  ['查验中', 'VERIFYING'],
  ['查验通过', 'VERIFIED'],
  ['信息不符', 'MISMATCH'],
  ['查无此证', 'NOT_FOUND'],
  ['无法查验', 'UNVERIFIABLE'],
  ['已使用', 'CLAIMED'],
  ['已作废', 'REVOKED'],
]);

/** The city pays the tuition alone. */
export const fundingLevelCodec = codeList<Payment['fundingLevel']>([['市级', 'CITY']]);

export const tuitionStateCodec = codeList<Payment['status']>([
  ['待拨付', 'PLANNED'],
  ['已编批', 'BATCHED'],
  ['已提交银行', 'SUBMITTED'],
  ['银行已受理', 'ACCEPTED'],
  ['银行处理中', 'PROCESSING'],
  ['拨付成功', 'SUCCESS'],
  ['拨付失败', 'FAILED'],
  ['退汇', 'RETURNED'],
  ['结果未知', 'UNKNOWN'],
  ['已取消', 'CANCELLED'],
]);
