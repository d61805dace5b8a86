import { cardNumber, creditCode, degreeNumber, idNumber, mobileNumber } from '../../../local/nights/identifiers.ts';
import type { Person } from '../../../local/nights/people.ts';
import type { Random } from '../../../local/nights/random.ts';

export const PROGRAMME_YEAR = 2025;
/** Apart from the people of all sample nights. */
const FIRST_INDEX = 2_000_000;
const BLOCKS = 250_000;
const BLOCK_PEOPLE = 16;

/** Rare enough that finding one of these names proves where it came from. */
const SURNAMES = ['欧阳', '司徒', '尉迟', '慕容', '诸葛', '上官', '令狐', '夏侯'] as const;
const GIVEN = ['翊珩', '霁昀', '堃瑜', '璟菡', '翀霖', '婳祎', '玥翎', '赟韬', '𬱖芃', '㛃琋'] as const;
const SCHOOLS = [
  ['粤城虚构职工大学', '19901'],
  ['花城样例开放学院', '19902'],
  ['五羊示范理工学院', '19903'],
] as const;
const MAJORS = ['机电一体化技术', '物流管理', '护理学', '会计学'] as const;
const BANKS = ['中国工商银行虚构支行', '广州银行样例支行'] as const;
const CERTIFICATE_TYPES = [
  ['普通高等教育', '1'],
  ['成人高等教育', '5'],
  ['网络教育', '7'],
] as const;

/** Up to 16 synthetic workers, distinct in every number, at the beginning of their application. */
export function drawPeople(random: Random, count: number): readonly Person[] {
  if (count > BLOCK_PEOPLE) throw new RangeError(`at most ${BLOCK_PEOPLE} people`);
  const first = FIRST_INDEX + random.below(BLOCKS) * BLOCK_PEOPLE;
  return Array.from({ length: count }, (_, offset) => personAt(random, first + offset));
}

function personAt(random: Random, index: number): Person {
  const male = random.next() < 0.5;
  const bachelor = random.next() < 0.5;
  const [school, schoolCode] = random.pick(SCHOOLS);
  const [certificateType, type] = random.pick(CERTIFICATE_TYPES);
  const serial = 1 + random.below(60);
  const employerName = `广州虚构机电${serial}号有限公司`;
  return {
    declarationNo: `GZXL${PROGRAMME_YEAR}${String(index).padStart(7, '0')}`,
    name: random.pick(SURNAMES) + random.pick(GIVEN),
    idType: '居民身份证',
    idNumber: idNumber(index, male),
    male,
    ethnic: random.pick(['汉', '汉族', '瑶族']),
    mobile: mobileNumber(index),
    unionName: `${employerName}工会委员会`,
    unionCode: creditCode('union', serial),
    employerName,
    employerCode: random.next() < 0.2 ? '' : creditCode('company', serial),
    frontline: random.next() < 0.8 ? '是' : '否',
    priority: random.pick(['无', '新生代产业工人', '新生代产业工人、制造业一线职工']),
    level: bachelor ? '本科' : '大专',
    school,
    major: random.pick(MAJORS),
    enrolledOn: '2022-09-01',
    appliedOn: `${PROGRAMME_YEAR}-10-${String(10 + random.below(20))}`,
    applicationStatus: '已提交',
    certificateType,
    certificateNo: degreeNumber({
      school: schoolCode,
      type,
      year: PROGRAMME_YEAR,
      level: bachelor ? '05' : '06',
      serial: index,
    }),
    graduatedOn: `${PROGRAMME_YEAR}-06-30`,
    verification: '待核验',
    bankName: random.pick(BANKS),
    accountNo: cardNumber(index, { digits: 19, luhn: true }),
    updatedAt: `2026-11-20 ${String(18 + random.below(5))}:${String(10 + random.below(50))}:${String(10 + random.below(50))}`,
  };
}
