import { cardNumber } from '../../../local/nights/identifiers.ts';
import type { Person } from '../../../local/nights/people.ts';
import type { Kind } from '../../../schemas/kind.ts';
import type { Cells, SystemForm } from './rows.ts';

/** The school's, which is nobody's secret. */
const SCHOOL_ACCOUNT = cardNumber(9_900_002, { digits: 19, luhn: true });

/** 圆梦计划: the plan pays a seat's tuition to the school. */
export const SHENZHEN: SystemForm = {
  system: 'shenzhen/dream-plan',
  tenant: 'shenzhen',
  programmeCode: 'SZ-YMJH',
  columns: {
    applicant: [
      '报名编号',
      '学员姓名',
      '证件类型',
      '证件号码',
      '手机号码',
      '性别',
      '民族',
      '基层工会名称',
      '用人单位',
      '一线员工',
      '重点群体',
      '报读层次',
      '报读院校',
      '报读专业',
      '入学日期',
      '报名日期',
      '报名状态',
      '最后修改时间',
    ],
    certificate: [],
    payment: [
      '拨付批次',
      '报名编号',
      '学员姓名',
      '证件类型',
      '证件号码',
      '收款院校',
      '院校开户行',
      '院校账号',
      '学费金额(元)',
      '资助级次',
      '拨付日期',
      '拨付状态',
      '失败原因',
      '最后修改时间',
    ],
  },
  updatedAtColumn: '最后修改时间',
  stateColumn: '拨付状态',
  levelColumn: '资助级次',
  grantFen: 520_000n,
  row: (kind, person) => ({ ...common(person), ...(kind === 'payment' ? tuition(person) : seat(kind, person)) }),
};

/** The same person under Shenzhen's own number. */
export function inShenzhen(person: Person): Person {
  return { ...person, declarationNo: person.declarationNo.replace('GZXL', 'SZYM') };
}

function common(person: Person): Cells {
  return {
    报名编号: person.declarationNo,
    学员姓名: person.name,
    证件类型: person.idType,
    证件号码: person.idNumber,
    最后修改时间: person.updatedAt,
  };
}

function seat(kind: Kind, person: Person): Cells {
  if (kind !== 'applicant') throw new RangeError(`the scenario has no ${kind} of Shenzhen's`);
  return {
    手机号码: person.mobile,
    性别: person.male ? '男' : '女',
    民族: person.ethnic,
    基层工会名称: person.unionName.replace('广州', '深圳'),
    用人单位: person.employerName.replace('广州', '深圳'),
    一线员工: person.frontline,
    重点群体: '无',
    报读层次: person.level === '本科' ? '专升本' : '大专',
    报读院校: person.school,
    报读专业: person.major,
    入学日期: person.enrolledOn,
    报名日期: person.appliedOn,
    报名状态: '已入学',
  };
}

function tuition(person: Person): Cells {
  return {
    拨付批次: 'SZ-2025-01',
    收款院校: person.school,
    院校开户行: '深圳虚构银行样例支行',
    院校账号: SCHOOL_ACCOUNT,
    '学费金额(元)': '5200.00',
    资助级次: '市级',
    拨付状态: '待拨付',
  };
}
