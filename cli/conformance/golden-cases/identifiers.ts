import { type GoldenCase, read, row } from './golden-case.ts';

const IDS = 'guangzhou/degree-subsidy/applicant-identifiers';
const MONEY = 'guangzhou/degree-subsidy/payment-money';
const NUMBERS = 'guangzhou/degree-subsidy/certificate-numbers';
const SKILLS = 'shenzhen/training-network/certificate-good';
const OLD_NET = 'guangzhou/education-net/applicant-good';
const BAD_WORKBOOK = 'guangzhou/workers-university/applicant-bad';

/** Of people, units, accounts and certificates. */
export const IDENTIFIER_CASES: readonly GoldenCase[] = [
  read('居民身份证', 'citizen ID', IDS, 8, '11010519491231002X', { idNumber: '11010519491231002X' }),
  read('末位小写 x', 'last x small', IDS, 2, '44019919910101201x', { idNumber: '44019919910101201X' }),
  read('末位全角 Ｘ', 'last Ｘ full-width', IDS, 3, '44019919910101228Ｘ', { idNumber: '44019919910101228X' }),
  read('末位罗马数字 Ⅹ', 'last a Roman Ⅹ', IDS, 4, '44019919910101236Ⅹ', { idNumber: '44019919910101236X' }),
  read('前有单引号', "leading '", IDS, 5, "'440199199101010049", { idNumber: '440199199101010049' }),
  read('全角数字', 'full-width digits', IDS, 6, '４４０１９９１９９１０１０１００５７', {
    idNumber: '440199199101010057',
  }),
  read('15 位', '15 digits', IDS, 7, '440106900307001', { idNumber: '44010619900307001X' }),
  read(
    '已撤销的县：潮阳',
    'retired county 潮阳',
    IDS,
    9,
    '440524188001010014',
    { idNumber: '440524188001010014' },
    'citizen-id.region-retired',
  ),
  read(
    '已撤销的县：东山',
    'retired county 东山',
    OLD_NET,
    6,
    '440102199003070014',
    { idNumber: '440102199003070014' },
    'citizen-id.region-retired',
  ),
  read('港澳台居民居住证', 'HMT residents', IDS, 10, '810000199408230021', {
    idNumber: '810000199408230021',
    idType: '02',
  }),
  read('外国人永久居留证，新版', "foreigner's permit, new", IDS, 11, '911398199012310021', {
    idNumber: '911398199012310021',
    idType: '03',
  }),
  read('外国人永久居留证，旧版', "foreigner's permit, old", IDS, 12, 'FRA110190010155', {
    idNumber: 'FRA110190010155',
    idType: '03',
    sex: '9',
  }),
  read('外省身份证', 'ID of another province', IDS, 32, '34052419800101001X', { idNumber: '34052419800101001X' }),
  row('校验码不符', 'check digit wrong', IDS, 15, '340524198001010013', 'citizen-id.check-digit'),
  row('没有这一天', 'no such date', IDS, 16, '440106199002290010', 'citizen-id.date'),
  row('少几位', 'digits missing', IDS, 17, '44019919910101', 'citizen-id.length'),
  row('中间有字母', 'a letter within', IDS, 18, '44019919910101A018', 'citizen-id.format'),
  row('科学计数', 'scientific notation', IDS, 13, '4.40106E+17', 'citizen-id.excel-damaged'),
  row('末三位变成零', 'last three digits lost', IDS, 14, '440106199003070000', 'citizen-id.excel-damaged'),
  row(
    'Excel 数值单元格',
    'a number cell of a workbook',
    BAD_WORKBOOK,
    2,
    '4.4010619900307E+17',
    'citizen-id.excel-damaged',
  ),
  read('工会代码 81', 'union code 81', IDS, 5, '81440100MC0000004Q', { unionCode: '81440100MC0000004Q' }),
  read('工会代码 82', 'union code 82', IDS, 25, '82440100MC0000127N', { unionCode: '82440100MC0000127N' }),
  read('工会代码 89', 'union code 89', IDS, 26, '89440100MC0000135U', { unionCode: '89440100MC0000135U' }),
  read(
    '试点期信用代码',
    'credit code of the pilot',
    IDS,
    27,
    '91350211M00013FA1N',
    { employerCode: '91350211M00013FA1N' },
    'uscc.pilot',
  ),
  read('企业信用代码', 'credit code', IDS, 28, '91440300708461136T', { employerCode: '91440300708461136T' }),
  read('信用代码 53', 'credit code 53', IDS, 29, '531000005000160090', { employerCode: '531000005000160090' }),
  row('信用代码校验不符', 'credit code, check wrong', IDS, 30, '91110108551385082F', 'uscc.check-digit'),
  read('手机号全角', 'mobile full-width', IDS, 31, '１３８００００００３０', { mobile: '13800000030' }),
  read(
    '银联测试卡，Luhn 不过',
    "UnionPay's test card fails Luhn",
    MONEY,
    19,
    '6221558812340000',
    { accountNo: '6221558812340000' },
    'bank-card.luhn',
  ),
  read('账号全角、前有单引号', "account full-width after '", MONEY, 20, "'６２２２０２１２３４５６７８９０１２８", {
    accountNo: '6222021234567890128',
  }),
  row('账号科学计数', 'account in scientific notation', MONEY, 21, '6.22202E+18', 'bank-card.format'),
  read('学历证书 18 位', 'degree number, 18 digits', NUMBERS, 2, '104765201605701784', {
    certificateNo: '104765201605701784',
    educationLevel: '21',
  }),
  read('学历证书 17 位', 'degree number, 17 digits', NUMBERS, 3, '10476520160570178', {
    certificateNo: '10476520160570178',
  }),
  read('二学位 04 算本科', 'second degree 04 is 本科', NUMBERS, 4, '104761201604701785', { educationLevel: '21' }),
  read('学历证书全角', 'degree number full-width', NUMBERS, 6, "'１０４７６７２０１６０５７０１７８７", {
    certificateNo: '104767201605701787',
  }),
  row(
    '编号里是专科，写的是本科',
    'number says 专科, cell 本科',
    NUMBERS,
    7,
    '104765201606701788',
    'certificate.level-mismatch',
  ),
  row('学历证书 16 位', 'degree number, 16 digits', NUMBERS, 10, '1047652016057017', 'certificate.format'),
  row('没有的层次 03', 'no such level 03', NUMBERS, 11, '104765201603701784', 'certificate.format'),
  read('技能证书 22 位', 'skill number, 22 digits', SKILLS, 3, '2203000000001254000002', {
    certificateNo: '2203000000001254000002',
  }),
  read('技能证书带字母', 'skill number with a letter', SKILLS, 2, 'S0000440300012540000011', {
    certificateNo: 'S0000440300012540000011',
  }),
  read('技能证书字母小写', 'skill number, small letter', SKILLS, 4, 's0000440300012440000033', {
    certificateNo: 'S0000440300012440000033',
  }),
  read(
    '技能证书版式未知',
    'skill number of unknown layout',
    SKILLS,
    5,
    '44AB03000000125400000X',
    {},
    'certificate.layout-unknown',
  ),
];
