import { canariesOf } from './canaries.ts';
import { ROUND } from './clean-nights.ts';
import type { Night, NightFile, Planted } from './night.ts';
import { cardNumber } from './identifiers.ts';
import { personAt, type Person } from './people.ts';

const SYSTEM = 'shenzhen/dream-plan';
const PEOPLE = 120;
const GRADUATES = 40;
const SPONSORED = 60;
const FIRST_INDEX = 20_000;
const OPTIONS = { seed: 20_250_902, programmeYear: 2025, updatedOn: '2026-11-21' } as const;
const BUSINESS_DATE = '2026-11-22';
/** Editions are apart from each other. */
const SEATS_PER_EDITION = 200;
/** Someone Guangzhou has paid in the round of 4,400. */
const PAID_IN_GUANGZHOU = 300;
/** A term's tuition as these samples have it; the plan states no standard. */
const TUITION_FEN = 520_000n;
const SCHOOL_ACCOUNT = cardNumber(9_900_001, { digits: 19, luhn: true });
const UTF8_BOM = Buffer.from([0xef, 0xbb, 0xbf]);

type Row = Readonly<Record<string, string>>;

/**
 * Shenzhen's night: applications, diplomas and tuition of 圆梦计划, in UTF-8 with BOM. Nothing is wrong with any row, but one of
 * the sponsored has had Guangzhou's grant already: one person, two cities, one claim group.
 *
 * @param edition another night of the plan from 1 on (at most 50): other people, the next person Guangzhou has paid, later sequences
 */
export function shenzhenNight(edition = 0): Night {
  const first = edition * SEATS_PER_EDITION;
  const people = Array.from({ length: PEOPLE }, (_, offset) =>
    seatOf(personAt(FIRST_INDEX + first + offset, OPTIONS), offset, first),
  );
  const twice = claimedInGuangzhou(PEOPLE, first, PAID_IN_GUANGZHOU + edition);
  const sponsored = [...people.slice(0, SPONSORED), twice];
  return {
    files: [
      fileOf('applicant', [...people, twice].map(applicantRow), 3 * edition + 1),
      fileOf('certificate', people.slice(0, GRADUATES).map(certificateRow), 3 * edition + 2),
      fileOf('payment', sponsored.map(paymentRow), 3 * edition + 3, [
        { row: sponsored.length + 1, field: null, code: 'payment.already-claimed', stage: 'ledger', outcome: 'held' },
      ]),
    ],
    canaries: canariesOf([...people, twice].map(({ person }) => person)),
  };
}

/** A worker with a seat in the plan. */
interface Seat {
  readonly person: Person;
  readonly number: string;
  readonly status: string;
}

function seatOf(person: Person, offset: number, first: number): Seat {
  const number = `SZYM${OPTIONS.programmeYear}${String(first + offset).padStart(5, '0')}`;
  return { person, number, status: offset < GRADUATES ? '已毕业' : offset < SPONSORED ? '已入学' : '资料审核' };
}

function claimedInGuangzhou(offset: number, first: number, paidInGuangzhou: number): Seat {
  const before = personAt(ROUND.firstIndex + paidInGuangzhou, ROUND);
  const { idType, idNumber, name, male, mobile } = before;
  const person = { ...personAt(FIRST_INDEX + first + offset, OPTIONS), idType, idNumber, name, male, mobile };
  return { ...seatOf(person, offset, first), status: '已入学' };
}

function applicantRow({ person, number, status }: Seat): Row {
  return {
    报名编号: number,
    学员姓名: person.name,
    证件类型: person.idType,
    证件号码: person.idNumber,
    手机号码: person.mobile,
    性别: person.male ? '男' : '女',
    民族: person.ethnic,
    基层工会名称: inShenzhen(person.unionName),
    用人单位: inShenzhen(person.employerName),
    一线员工: person.frontline,
    重点群体: '无',
    报读层次: levelOf(person),
    报读院校: person.school,
    报读专业: person.major,
    入学日期: person.enrolledOn,
    报名日期: person.appliedOn,
    报名状态: status,
    最后修改时间: person.updatedAt,
  };
}

function certificateRow({ person, number }: Seat): Row {
  return {
    报名编号: number,
    学员姓名: person.name,
    证件类型: person.idType,
    证件号码: person.idNumber,
    办学类型: person.certificateType,
    毕业证书编号: person.certificateNo,
    毕业院校: person.school,
    毕业专业: person.major,
    毕业层次: levelOf(person),
    毕业日期: person.graduatedOn,
    查验结果: '待查验',
    最后修改时间: person.updatedAt,
  };
}

/** The school is paid, not the worker. */
function paymentRow({ person, number }: Seat): Row {
  return {
    拨付批次: 'SZ-2025-01',
    报名编号: number,
    学员姓名: person.name,
    证件类型: person.idType,
    证件号码: person.idNumber,
    收款院校: person.school,
    院校开户行: '深圳虚构银行样例支行',
    院校账号: SCHOOL_ACCOUNT,
    '学费金额(元)': '5200.00',
    资助级次: '市级',
    拨付日期: '',
    拨付状态: '待拨付',
    失败原因: '',
    最后修改时间: person.updatedAt,
  };
}

/** The samples' employers are Guangzhou's by name. */
function inShenzhen(name: string): string {
  return name.replace('广州', '深圳');
}

function levelOf({ level }: Person): string {
  return level === '本科' ? '专升本' : '大专';
}

function fileOf(
  kind: NightFile['kind'],
  rows: readonly Row[],
  sequence: number,
  planted: readonly Planted[] = [],
): NightFile {
  const columns = Object.keys(rows[0] ?? {});
  const lines = [columns, ...rows.map((row) => columns.map((column) => row[column] ?? ''))];
  return {
    system: SYSTEM,
    kind,
    fileName: `${kind}-SZ-${BUSINESS_DATE.replaceAll('-', '')}-${sequence}.csv`,
    year: OPTIONS.programmeYear,
    businessDate: BUSINESS_DATE,
    sequence,
    rows: rows.length,
    totalFen: kind === 'payment' ? BigInt(rows.length) * TUITION_FEN : null,
    bytes: Buffer.concat([UTF8_BOM, Buffer.from(lines.map((cells) => `${cells.join(',')}\r\n`).join(''))]),
    planted,
  };
}
