import type { Kind } from '../../../schemas/kind.ts';
import type { Side } from '../../../schemas/systems/system.ts';

/** What the cells of a field look like (looks.ts). */
export type LookName =
  | 'identifier'
  | 'name'
  | 'citizen-id'
  | 'mobile'
  | 'union-code'
  | 'company-code'
  | 'union'
  | 'employer'
  | 'school'
  | 'major'
  | 'bank'
  | 'account'
  | 'yuan'
  | 'day'
  | 'time'
  | 'year'
  | 'hours'
  | 'ethnic'
  | 'sex'
  | 'words'
  | 'word-set'
  | 'certificate-number'
  | 'region'
  | 'text';

/** A field of the neutral form a column may carry. */
export interface FieldOutline {
  readonly field: string;
  readonly look: LookName;
  /** Usual names of such a column in Chinese files, beyond those of the registered systems. Ours, from experience. */
  readonly headers: readonly string[];
  /** Whether every record needs it from a column; what the number tells (sex) or may be absent does not. */
  readonly required: boolean;
  readonly owner: Side;
}

export function fieldsOf(kind: Kind): readonly FieldOutline[] {
  return FIELDS[kind];
}

const city = (field: string, look: LookName, required: boolean, ...headers: readonly string[]): FieldOutline => ({
  field,
  look,
  headers,
  required,
  owner: 'city',
});
const province = (field: string, look: LookName, ...headers: readonly string[]): FieldOutline => ({
  ...city(field, look, true, ...headers),
  owner: 'province',
});

const PERSON: readonly FieldOutline[] = [
  city(
    'name',
    'name',
    true,
    '姓名',
    '申请人',
    '申请人姓名',
    '职工姓名',
    '学员姓名',
    '人员姓名',
    '本人姓名',
    '会员姓名',
  ),
  city('idType', 'words', true, '证件类型', '证件类别', '证件种类', '身份证件类型', '有效证件类型'),
  city(
    'idNumber',
    'citizen-id',
    true,
    '身份证号',
    '身份证号码',
    '证件号',
    '证件号码',
    '公民身份号码',
    '居民身份证号',
    '身份证',
    '身份证件号码',
  ),
];
const YEAR = city('programmeYear', 'year', false, '年度', '项目年度', '资助年度', '申报年度');
const UPDATED = city(
  'updatedAt',
  'time',
  true,
  '更新时间',
  '修改时间',
  '最后更新时间',
  '最后修改时间',
  '数据时间',
  '变更时间',
);

const FIELDS: Readonly<Record<Kind, readonly FieldOutline[]>> = {
  applicant: [
    city(
      'declarationNo',
      'identifier',
      true,
      '申领编号',
      '申请编号',
      '申报编号',
      '申报序号',
      '受理编号',
      '受理号',
      '登记编号',
      '报名编号',
      '流水号',
      '业务编号',
    ),
    ...PERSON,
    city(
      'mobile',
      'mobile',
      true,
      '手机号',
      '手机号码',
      '手机',
      '联系电话',
      '移动电话',
      '联系方式',
      '电话',
      '本人电话',
    ),
    city('sex', 'sex', false, '性别', '性别代码'),
    city('ethnic', 'ethnic', false, '民族', '民族名称'),
    city('unionCode', 'union-code', false, '工会代码', '工会统一社会信用代码', '工会信用代码', '工会法人代码'),
    city('unionName', 'union', true, '工会名称', '所属工会', '所在工会', '单位工会', '基层工会', '工会组织名称'),
    city('employerCode', 'company-code', false, '统一社会信用代码', '单位代码', '企业信用代码', '单位信用代码'),
    city(
      'employerName',
      'employer',
      true,
      '工作单位',
      '单位名称',
      '所在单位',
      '用人单位',
      '用工单位',
      '企业名称',
      '公司名称',
    ),
    city('frontline', 'words', true, '是否一线', '一线职工', '是否一线职工', '是否一线工人', '一线工人'),
    city(
      'priorityTags',
      'word-set',
      true,
      '优先类别',
      '优先条件',
      '人员类别',
      '身份类别',
      '优先对象',
      '群体类别',
      '荣誉称号',
    ),
    city(
      'educationLevel',
      'words',
      true,
      '学历',
      '学历层次',
      '申请层次',
      '就读层次',
      '报读层次',
      '培养层次',
      '提升层次',
    ),
    city(
      'schoolName',
      'school',
      true,
      '学校',
      '学校名称',
      '院校',
      '院校名称',
      '就读学校',
      '就读院校',
      '报读院校',
      '毕业学校',
    ),
    city('major', 'major', true, '专业', '专业名称', '所学专业', '就读专业', '报读专业'),
    city('enrolledOn', 'day', false, '入学日期', '入学时间', '入学年月', '注册日期', '开学日期'),
    city(
      'appliedOn',
      'day',
      true,
      '申领日期',
      '申请日期',
      '申请时间',
      '申报日期',
      '申报时间',
      '提交日期',
      '报名日期',
      '登记日期',
    ),
    province('status', 'words', '状态', '申请状态', '审核状态', '办理状态', '当前状态', '审批状态', '审核结果'),
    YEAR,
    UPDATED,
  ],
  certificate: [
    city(
      'declarationNo',
      'identifier',
      true,
      '申领编号',
      '申请编号',
      '申报编号',
      '受理编号',
      '学员编号',
      '报名编号',
      '流水号',
    ),
    ...PERSON,
    city('certificateType', 'words', true, '证书类型', '证书类别', '学历类别', '办学类型', '学习形式', '教育类别'),
    city(
      'certificateNo',
      'certificate-number',
      true,
      '证书编号',
      '证书号',
      '证书号码',
      '毕业证书编号',
      '毕业证号',
      '学历证书编号',
    ),
    city('schoolName', 'school', true, '学校', '毕业院校', '毕业学校', '院校名称', '发证机构', '培训机构', '发证单位'),
    city('major', 'major', true, '专业', '专业名称', '所学专业', '毕业专业', '课程', '课程名称', '职业工种'),
    city('educationLevel', 'words', true, '学历', '学历层次', '层次', '毕业层次', '文化程度'),
    city('graduatedOn', 'day', true, '毕业日期', '毕业时间', '发证日期', '发证时间', '结业日期', '取证日期'),
    city('skillLevel', 'words', false, '技能等级', '职业技能等级', '等级'),
    city('learningHours', 'hours', false, '学时', '课时', '学习时长', '总学时'),
    province('verification', 'words', '核验状态', '核验结果', '核查状态', '查验结果', '认证状态', '验证状态'),
    YEAR,
    UPDATED,
  ],
  payment: [
    city('batchNo', 'identifier', true, '发放批次', '批次', '批次号', '批号', '付款批次'),
    city('declarationNo', 'identifier', true, '申领编号', '申请编号', '申报编号', '受理编号', '流水号'),
    ...PERSON,
    city('payeeName', 'name', true, '户名', '收款人', '收款人姓名', '账户名', '开户名', '收款户名'),
    city('bankName', 'bank', true, '开户行', '开户银行', '银行', '银行名称', '收款银行', '开户行名称'),
    city('accountNo', 'account', true, '银行账号', '账号', '卡号', '银行卡号', '收款账号', '银行账户'),
    city('amountFen', 'yuan', true, '金额', '发放金额', '补助金额', '资助金额', '付款金额', '应发金额', '实发金额'),
    city('fundingLevel', 'words', true, '资助层级', '资金层级', '资助级别', '补助层级', '出资单位层级'),
    city('paidOn', 'day', false, '发放日期', '付款日期', '到账日期', '支付日期', '转账日期', '发放时间'),
    city('status', 'words', true, '发放状态', '支付状态', '付款状态', '状态', '处理结果', '付款结果', '发放结果'),
    city('reasonCode', 'text', false, '失败原因', '退票原因', '备注原因', '原因'),
    YEAR,
    UPDATED,
  ],
};
