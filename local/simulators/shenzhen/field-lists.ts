export const OUTBOX_KINDS = ['applicant', 'certificate', 'payment'] as const;
export type OutboxKind = (typeof OUTBOX_KINDS)[number];

/** What one importer insists on in a file: every one of `needed` has a value in each row. */
export interface FieldList {
  readonly needed: readonly string[];
  readonly number: string;
  readonly status: string;
  readonly updatedAt: string;
  readonly amount?: string;
}

export interface Importer {
  readonly form: 'csv' | 'xlsx' | 'jsonl';
  readonly kinds: { readonly [K in OutboxKind]?: FieldList };
}

/** Shenzhen's three systems as they know themselves, by the name the bridge calls them. */
export const IMPORTERS: Readonly<Record<string, Importer>> = {
  'shenzhen/dream-plan': {
    form: 'csv',
    kinds: {
      applicant: {
        needed: ['报名编号', '学员姓名', '证件号码', '报读层次', '报名状态', '最后修改时间'],
        number: '报名编号',
        status: '报名状态',
        updatedAt: '最后修改时间',
      },
      certificate: {
        needed: ['报名编号', '毕业证书编号', '证件号码', '查验结果', '最后修改时间'],
        number: '毕业证书编号',
        status: '查验结果',
        updatedAt: '最后修改时间',
      },
      payment: {
        needed: ['报名编号', '拨付批次', '收款院校', '院校账号', '学费金额(元)', '拨付状态', '最后修改时间'],
        number: '报名编号',
        status: '拨付状态',
        updatedAt: '最后修改时间',
        amount: '学费金额(元)',
      },
    },
  },
  'shenzhen/talent-platform': {
    form: 'jsonl',
    kinds: {
      applicant: {
        needed: ['enrolmentId', 'traineeName', 'certNumber', 'state', 'modifiedAt'],
        number: 'enrolmentId',
        status: 'state',
        updatedAt: 'modifiedAt',
      },
      certificate: {
        needed: ['enrolmentId', 'trainingCertNo', 'certNumber', 'checkState', 'modifiedAt'],
        number: 'trainingCertNo',
        status: 'checkState',
        updatedAt: 'modifiedAt',
      },
    },
  },
  'shenzhen/training-network': {
    form: 'xlsx',
    kinds: {
      certificate: {
        needed: ['考评编号', '职业技能等级证书编号', '证件号码', '技能等级', '核查结果', '更新时间'],
        number: '职业技能等级证书编号',
        status: '核查结果',
        updatedAt: '更新时间',
      },
    },
  },
};
