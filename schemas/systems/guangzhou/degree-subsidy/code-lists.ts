import { codeList, codeSet } from '../../../codecs/code-list.ts';
import type { Applicant } from '../../../canonical/applicant.ts';
import type { Certificate } from '../../../canonical/certificate.ts';
import type { Payment } from '../../../canonical/payment.ts';

export const idTypeCodec = codeList<Applicant['idType']>([
  ['居民身份证', '01'],
  ['港澳台居民居住证', '02'],
  ['外国人永久居留身份证', '03'],
]);

/** 9 is not written: the cell stays empty and the number tells the sex. */
export const sexCodec = {
  ...codeList<Applicant['sex']>([
    ['男', '1'],
    ['女', '2'],
  ]),
  encode: (sex: Applicant['sex']): string => SEX_WORDS[sex],
  carries: () => true,
};
const SEX_WORDS = { '1': '男', '2': '女', '9': '' } as const;

export const frontlineCodec = codeList<boolean>([
  ['是', true],
  ['否', false],
]);

export const priorityTagsCodec = codeSet<Applicant['priorityTags'][number]>(
  [
    ['新生代产业工人', 'NEW_GEN'],
    ['新就业形态劳动者', 'NEW_FORM'],
    ['制造业一线职工', 'MANUFACTURING'],
    ['市以上劳模', 'MODEL_WORKER'],
    ['五一劳动奖章获得者', 'MAY_DAY_MEDAL'],
  ],
  '、',
  '无',
);

export const educationLevelCodec = codeList<Applicant['educationLevel']>([
  ['大专', '31'],
  ['本科', '21'],
]);

export const applicationStateCodec = codeList<Applicant['status']>([
  ['预登记', 'PRE_REGISTERED'],
  ['已提交', 'SUBMITTED'],
  ['系统校核', 'SYSTEM_CHECK'],
  ['系统校核不通过', 'SYSTEM_REJECTED'],
  ['单位工会审核', 'UNIT_REVIEW'],
  ['市总工会审核', 'CITY_REVIEW'],
  ['省总工会审核', 'PROVINCE_REVIEW'],
  ['审核通过', 'APPROVED'],
  ['公示', 'PUBLIC_NOTICE'],
  ['待发放', 'PAYABLE'],
  ['已发放', 'CLOSED'],
  ['不通过', 'REJECTED'],
  ['名额已满', 'QUOTA_EXHAUSTED'],
  ['重复申领', 'DUPLICATE_CLAIM'],
  ['已撤回', 'WITHDRAWN'],
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
  ['待核验', 'DECLARED'],
  ['核验中', 'VERIFYING'],
  ['已核验', 'VERIFIED'],
  ['信息不一致', 'MISMATCH'],
  ['未查到', 'NOT_FOUND'],
  ['无法核验', 'UNVERIFIABLE'],
]);

/** The province's own level has no word here: such a payment is not this system's. */
export const fundingLevelCodec = codeList<Payment['fundingLevel']>([
  ['市', 'CITY'],
  ['区', 'DISTRICT'],
  ['街道', 'STREET'],
  ['企业', 'ENTERPRISE'],
]);

export const paymentStateCodec = codeList<Payment['status']>([
  ['待发放', 'PLANNED'],
  ['已提交银行', 'SUBMITTED'],
  ['银行处理中', 'PROCESSING'],
  ['发放成功', 'SUCCESS'],
  ['发放失败', 'FAILED'],
  ['退票', 'RETURNED'],
  ['结果未知', 'UNKNOWN'],
  ['已取消', 'CANCELLED'],
]);
