import { cardNumber, creditCode, degreeNumber, idNumber, mobileNumber, oldForeignerNumber } from './identifiers.ts';
import { HARD_NAMES, personName } from './names.ts';
import { createRandom, type Random } from './random.ts';

/** A synthetic worker with everything the three kinds of record say about them, in the city's words. */
export interface Person {
  readonly declarationNo: string;
  readonly name: string;
  readonly idType: '居民身份证' | '港澳台居民居住证' | '外国人永久居留身份证';
  readonly idNumber: string;
  readonly male: boolean;
  readonly ethnic: string;
  readonly mobile: string;
  readonly unionName: string;
  readonly unionCode: string;
  readonly employerName: string;
  readonly employerCode: string;
  readonly frontline: '是' | '否';
  readonly priority: string;
  readonly level: '大专' | '本科';
  readonly school: string;
  readonly major: string;
  readonly enrolledOn: string;
  readonly appliedOn: string;
  readonly applicationStatus: string;
  readonly certificateType: string;
  readonly certificateNo: string;
  readonly graduatedOn: string;
  readonly verification: string;
  readonly bankName: string;
  readonly accountNo: string;
  /** 2026-11-19 23:05:00 */
  readonly updatedAt: string;
}

export interface PeopleOptions {
  readonly seed: number;
  readonly programmeYear: number;
  /** The evening on which the records were last touched, YYYY-MM-DD. */
  readonly updatedOn: string;
}

const EMPLOYER_COUNT = 180;
const IN_REVIEW = ['已提交', '系统校核', '单位工会审核', '市总工会审核', '省总工会审核'] as const;
const REVIEWED = ['审核通过', '审核通过', '审核通过', '公示', '待发放'] as const;
const ETHNIC = [
  '壮',
  '壮族',
  '瑶族',
  '回',
  '满族',
  '维吾尔族',
  '土家族',
  '苗族',
  '蒙古',
  '藏族',
  '朝鲜族',
  '侗',
  '畲族',
  '高山族',
  '彝族',
] as const;
const PRIORITIES = [
  '新生代产业工人',
  '新就业形态劳动者',
  '制造业一线职工',
  '新生代产业工人、制造业一线职工',
  '市以上劳模',
  '五一劳动奖章获得者',
  '市以上劳模、五一劳动奖章获得者',
] as const;
const PLACES = ['云山', '珠水', '越秀山下', '五羊', '木棉', '荔湾涌', '海珠湖', '白鹅潭', '花城', '穗石'] as const;
const TRADES = ['虚构机电', '样例物流', '示范纺织', '虚构食品', '样例电子', '示范客运'] as const;
const SCHOOLS = [
  ['粤城虚构职工大学', '19901'],
  ['花城样例开放学院', '19902'],
  ['五羊示范理工学院', '19903'],
  ['云山虚构师范学院', '19904'],
  ['珠江样例职业技术学院', '19905'],
  ['岭南示范继续教育学院', '19906'],
] as const;
const MAJORS = [
  '工商企业管理',
  '机电一体化技术',
  '计算机应用技术',
  '会计学',
  '人力资源管理',
  '物流管理',
  '行政管理',
  '护理学',
  '汉语言文学',
  '电子商务',
] as const;
const BANKS = [
  '中国工商银行虚构支行',
  '中国建设银行样例支行',
  '中国农业银行示范支行',
  '中国银行虚构分理处',
  '广州银行样例支行',
  '广州农村商业银行示范支行',
] as const;
/** 证书类型 and the digit at the sixth place of its number; 开放教育 has no digit of its own. */
const CERTIFICATE_TYPES = [
  ['普通高等教育', '1'],
  ['成人高等教育', '5'],
  ['成人高等教育', '5'],
  ['自学考试', '6'],
  ['网络教育', '7'],
  ['开放教育', '5'],
] as const;

/** The index-th person: any index can be made alone, and two indexes never share an ID number, mobile, card or certificate. */
export function personAt(index: number, options: PeopleOptions): Person {
  const { seed, programmeYear } = options;
  const random = createRandom(seed, index);
  const male = random.next() < 0.5;
  const bachelor = random.next() < 0.45;
  const employer = random.below(EMPLOYER_COUNT);
  const [school, schoolCode] = random.pick(SCHOOLS);
  const [certificateType, typeDigit] = random.pick(CERTIFICATE_TYPES);
  const graduated = `${programmeYear - random.below(2)}-${random.pick(['01', '06', '07'])}-${random.pick(['10', '20', '30'])}`;
  return {
    declarationNo: `GZXL${programmeYear}${String(index).padStart(7, '0')}`,
    name: index % 211 === 7 ? hardName(index) : personName(random, male),
    ...identity(index, male),
    male,
    ethnic: random.next() < 0.86 ? random.pick(['汉', '汉族', '汉族']) : random.pick(ETHNIC),
    mobile: mobileNumber(index),
    ...workplace(employer),
    frontline: random.next() < 0.8 ? '是' : '否',
    priority: random.next() < 0.5 ? '无' : random.pick(PRIORITIES),
    level: bachelor ? '本科' : '大专',
    school,
    major: random.pick(MAJORS),
    enrolledOn: `${programmeYear - 3}-0${random.pick([3, 9])}-01`,
    appliedOn: `${programmeYear}-${String(8 + random.below(3)).padStart(2, '0')}-${String(1 + random.below(28)).padStart(2, '0')}`,
    applicationStatus: random.next() < 0.8 ? random.pick(REVIEWED) : random.pick(IN_REVIEW),
    certificateType,
    certificateNo: degreeNumber({
      school: schoolCode,
      type: typeDigit,
      year: Number(graduated.slice(0, 4)),
      level: bachelor ? '05' : '06',
      serial: index,
    }),
    graduatedOn: graduated,
    verification: random.next() < 0.8 ? '已核验' : '待核验',
    bankName: random.pick(BANKS),
    accountNo: cardNumber(index, { digits: random.next() < 0.85 ? 19 : 16, luhn: index % 733 !== 11 }),
    updatedAt: eveningTime(random, options.updatedOn),
  };
}

function hardName(index: number): string {
  return HARD_NAMES[Math.floor(index / 211) % HARD_NAMES.length] ?? HARD_NAMES[0];
}

function identity(index: number, male: boolean): Pick<Person, 'idType' | 'idNumber'> {
  if (index % 61 === 13) {
    const region = ['810000', '820000', '830000'][Math.floor(index / 61) % 3] ?? '810000';
    return { idType: '港澳台居民居住证', idNumber: idNumber(index, male, region) };
  }
  if (index % 307 === 29) return { idType: '外国人永久居留身份证', idNumber: idNumber(index, male, '944398') };
  if (index % 1999 === 41) return { idType: '外国人永久居留身份证', idNumber: oldForeignerNumber(index, male, 'KAZ') };
  return { idType: '居民身份证', idNumber: idNumber(index, male) };
}

function workplace(employer: number): Pick<Person, 'unionName' | 'unionCode' | 'employerName' | 'employerCode'> {
  const name = `广州${PLACES[employer % PLACES.length]}${TRADES[employer % TRADES.length]}${String(employer + 1).padStart(3, '0')}号有限公司`;
  const serial = employer + 1;
  // Optional on the wire: some employers never gave their codes.
  return {
    unionName: `${name}工会委员会`,
    unionCode: employer % 9 === 4 ? '' : creditCode('union', serial),
    employerName: name,
    employerCode: employer % 7 === 3 ? '' : creditCode('company', serial),
  };
}

function eveningTime(random: Random, day: string): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${day} ${two(18 + random.below(5))}:${two(random.below(60))}:${two(random.below(60))}`;
}
