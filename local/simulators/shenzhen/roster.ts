import { personAt } from '../../nights/people.ts';
import type { PlatformRecord } from './records.ts';

const OPTIONS = { seed: 20_250_303, programmeYear: 2025, updatedOn: '2026-11-21' } as const;
/** Nobody of the nights' people takes a course by chance. */
const FIRST_INDEX = 40_000;
const CERT_TYPES = { 居民身份证: 'IDCARD', 港澳台居民居住证: 'HMT', 外国人永久居留身份证: 'FOREIGN_PR' } as const;
const COURSES = ['工业机器人系统操作员', '电工', '养老护理员', '网络与信息安全管理员', '物流服务师'] as const;
const STATES = ['completed', 'in_training', 'registered', 'dropped'] as const;

/** Who was in the platform before it was first asked: so many trainees, and a certificate for each who has completed. */
export function roster(trainees: number): {
  readonly trainees: readonly PlatformRecord[];
  readonly certificates: readonly PlatformRecord[];
} {
  const all = Array.from({ length: trainees }, (_, offset) => traineeAt(offset));
  return {
    trainees: all,
    certificates: all.filter(({ state }) => state === 'completed').map(certificateOf),
  };
}

type Trainee = ReturnType<typeof traineeAt>;

function traineeAt(offset: number) {
  const person = personAt(FIRST_INDEX + offset, OPTIONS);
  return {
    enrolmentId: `RC-2025-${String(offset + 1).padStart(6, '0')}`,
    planYear: 2025,
    traineeName: person.name,
    certType: CERT_TYPES[person.idType],
    certNumber: person.idNumber,
    phone: person.mobile,
    gender: person.male ? '1' : '2',
    unionUscc: person.unionCode,
    unionTitle: person.unionName.replace('广州', '深圳'),
    companyUscc: person.employerCode,
    companyTitle: person.employerName.replace('广州', '深圳'),
    onFrontLine: person.frontline === '是',
    groups: offset % 3 === 0 ? 'platform_worker,manufacturing' : 'none',
    education: offset % 4 === 0 ? '60' : '31',
    trainingOrg: '深圳虚构职业培训中心',
    course: COURSES[offset % COURSES.length] ?? COURSES[0],
    startDate: '2025-05-06',
    registerDate: '2025-04-01',
    state: STATES[offset % STATES.length] ?? STATES[0],
    modifiedAt: `${person.updatedAt.replace(' ', 'T')}+08:00`,
  };
}

function certificateOf(trainee: Trainee, at: number) {
  const { enrolmentId, planYear, traineeName, certType, certNumber, trainingOrg, course, modifiedAt } = trainee;
  return {
    enrolmentId,
    planYear,
    traineeName,
    certType,
    certNumber,
    trainingCertNo: `SZPX-2025-${String(at + 1).padStart(7, '0')}`,
    trainingOrg,
    course,
    hours: 80,
    issueDate: '2025-07-01',
    checkState: 'issued',
    modifiedAt,
  };
}
