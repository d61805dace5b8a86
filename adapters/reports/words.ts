import type { ReportEvidence, ReportText } from '../../core/reconcile/report.ts';
import type { Discrepancy } from '../../schemas/discrepancy.ts';
import type { SideTally } from '../../core/reconcile/statement.ts';
import type {
  APPLICATION_STATES,
  EDUCATION_LEVELS,
  ID_TYPES,
  PRIORITY_TAGS,
} from '../../schemas/canonical/applicant.ts';
import type { CERTIFICATE_TYPES, VERIFICATION_STATES } from '../../schemas/canonical/certificate.ts';
import type { FUNDING_LEVELS, PAYMENT_STATES } from '../../schemas/canonical/payment.ts';
import { FIELD_NAMES } from '../../schemas/field-names.ts';
import type { Kind } from '../../schemas/kind.ts';

/** What a field is called; of one without a name, itself. */
export function fieldName(kind: Kind, field: string): ReportText {
  // Differences of payments are said of `state`.
  if (kind === 'payment' && (field === 'state' || field === 'status')) return { zh: '发放状态', en: 'state' };
  return FIELD_NAMES[field] ?? { zh: field, en: field };
}

/** A value in words: of a code list its Chinese name, joined by 、 where there are several; of anything else, itself. */
export function valueName(field: string, value: string): string {
  const names = VALUES.get(field);
  if (names === undefined) return value;
  return value
    .split(',')
    .map((code) => names.get(code) ?? code)
    .join('、');
}

export const KIND_NAMES: Readonly<Record<Kind, ReportText>> = {
  applicant: { zh: '申领人', en: 'applicants' },
  certificate: { zh: '证书', en: 'certificates' },
  payment: { zh: '发放', en: 'payments' },
};

/** Short enough for the name of a sheet. */
export const CODE_NAMES: Readonly<Record<Discrepancy, string>> = {
  'paid-twice': '重复发放',
  duplicate: '重复记录',
  'paid-without-approval': '未获批准已发放',
  'paid-without-certificate': '证书未核验已发放',
  'wrong-payee': '收款人不符',
  'amount-over': '市方金额偏高',
  'amount-under': '市方金额偏低',
  'returned-after-success': '成功后退票',
  'state-mismatch': '状态不一致',
  'field-mismatch': '内容不一致',
  'missing-in-province': '省方缺失',
  'missing-in-city': '市方缺失',
};

export const OUTCOME_NAMES: Readonly<Record<keyof SideTally, ReportText>> = {
  received: { zh: '收到', en: 'received' },
  matched: { zh: '相符', en: 'matched' },
  discrepant: { zh: '不符', en: 'discrepant' },
  suspense: { zh: '缓冲池', en: 'suspense' },
  rejected: { zh: '不通过', en: 'rejected' },
  held: { zh: '暂挂', en: 'held' },
};

export const SIDE_NAMES: Readonly<Record<'city' | 'province', ReportText>> = {
  city: { zh: '市方', en: 'city' },
  province: { zh: '省方', en: 'province' },
};

export const EVIDENCE_NAMES: Readonly<Record<ReportEvidence['role'], ReportText>> = {
  applicants: { zh: '申领人', en: 'applicants' },
  certificates: { zh: '证书', en: 'certificates' },
  returns: { zh: '银行或微信回盘', en: 'returns' },
};

export const LEVEL_NAMES: Readonly<Record<(typeof FUNDING_LEVELS)[number], string>> = {
  CITY: '市',
  DISTRICT: '区',
  STREET: '街道',
  ENTERPRISE: '企业',
  PROVINCE: '省',
};

const PAYMENT_NAMES: Readonly<Record<(typeof PAYMENT_STATES)[number], string>> = {
  PLANNED: '待发放',
  BATCHED: '已编批',
  SUBMITTED: '已提交银行',
  ACCEPTED: '银行已受理',
  PROCESSING: '银行处理中',
  WAIT_USER_CONFIRM: '待本人确认',
  SUCCESS: '发放成功',
  FAILED: '发放失败',
  RETURNED: '退票',
  UNKNOWN: '结果未知',
  EXPIRED: '逾期未领',
  CANCELLED: '已取消',
};

const APPLICATION_NAMES: Readonly<Record<(typeof APPLICATION_STATES)[number], string>> = {
  PRE_REGISTERED: '预登记',
  SUBMITTED: '已提交',
  SYSTEM_CHECK: '系统校核',
  SYSTEM_REJECTED: '系统校核不通过',
  UNIT_REVIEW: '单位工会审核',
  CITY_REVIEW: '市总工会审核',
  PROVINCE_REVIEW: '省总工会审核',
  APPROVED: '审核通过',
  LOTTERY_WON: '中签',
  LOTTERY_LOST: '未中签',
  PUBLIC_NOTICE: '公示',
  OBJECTION: '有异议',
  RECHECK: '复核',
  PAYABLE: '待发放',
  CLOSED: '已办结',
  REJECTED: '不通过',
  QUOTA_EXHAUSTED: '名额已满',
  DUPLICATE_CLAIM: '重复申领',
  WITHDRAWN: '已撤回',
  EXPIRED: '已过期',
  DISQUALIFIED: '已取消资格',
  DOC_REVIEW: '材料审核',
  ADMISSION_NOTICE: '录取公示',
  ENROLLED: '在读',
  GRADUATED: '已毕业或结业',
  DROPPED_OUT: '已退学',
};

const VERIFICATION_NAMES: Readonly<Record<(typeof VERIFICATION_STATES)[number], string>> = {
  DECLARED: '待核验',
  VERIFYING: '核验中',
  VERIFIED: '已核验',
  MISMATCH: '信息不一致',
  NOT_FOUND: '未查到',
  UNVERIFIABLE: '无法核验',
  CLAIMED: '已用于申领',
  REVOKED: '已撤销',
};

const ID_TYPE_NAMES: Readonly<Record<(typeof ID_TYPES)[number], string>> = {
  '01': '居民身份证',
  '02': '港澳台居民居住证',
  '03': '外国人永久居留身份证',
};

const EDUCATION_NAMES: Readonly<Record<(typeof EDUCATION_LEVELS)[number], string>> = {
  '31': '大专',
  '21': '本科',
  '10': '研究生',
  '20': '大学本科',
  '30': '大学专科',
  '40': '中等职业教育',
  '60': '普通高级中学',
  '70': '初级中学',
  '80': '小学',
  '90': '其他',
};

const CERTIFICATE_NAMES: Readonly<Record<(typeof CERTIFICATE_TYPES)[number], string>> = {
  '1': '普通高等教育',
  '5': '成人高等教育',
  '6': '自学考试',
  '7': '网络教育',
  '8': '开放教育',
  COMPLETION: '结业',
  LEARNING: '学习',
  TRAINING: '培训',
  SKILL_LEVEL: '职业技能等级',
};

const TAG_NAMES: Readonly<Record<(typeof PRIORITY_TAGS)[number], string>> = {
  NEW_GEN: '新生代产业工人',
  NEW_FORM: '新就业形态劳动者',
  MANUFACTURING: '制造业一线职工',
  MODEL_WORKER: '市以上劳模',
  MAY_DAY_MEDAL: '五一劳动奖章获得者',
};

const SKILL_NAMES = { '1': '高级技师', '2': '技师', '3': '高级工', '4': '中级工', '5': '初级工' };

/** A `state` is a payment's, a `status` an applicant's. */
const VALUES: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map(
  Object.entries({
    state: PAYMENT_NAMES,
    status: { ...PAYMENT_NAMES, ...APPLICATION_NAMES },
    verification: VERIFICATION_NAMES,
    fundingLevel: LEVEL_NAMES,
    idType: ID_TYPE_NAMES,
    educationLevel: EDUCATION_NAMES,
    certificateType: CERTIFICATE_NAMES,
    priorityTags: TAG_NAMES,
    skillLevel: SKILL_NAMES,
    sex: { '1': '男', '2': '女', '9': '未说明' },
    frontline: { true: '是', false: '否' },
  }).map(([field, names]) => [field, new Map(Object.entries(names))]),
);
