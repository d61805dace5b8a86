import { refusal, type Codec } from './codec.ts';

/** Guangdong's prefectures (GB/T 2260, first four digits). 东莞 and 中山 have no counties. */
export const GUANGDONG_CITIES: ReadonlyMap<string, string> = new Map([
  ['4401', '广州'],
  ['4402', '韶关'],
  ['4403', '深圳'],
  ['4404', '珠海'],
  ['4405', '汕头'],
  ['4406', '佛山'],
  ['4407', '江门'],
  ['4408', '湛江'],
  ['4409', '茂名'],
  ['4412', '肇庆'],
  ['4413', '惠州'],
  ['4414', '梅州'],
  ['4415', '汕尾'],
  ['4416', '河源'],
  ['4417', '阳江'],
  ['4418', '清远'],
  ['4419', '东莞'],
  ['4420', '中山'],
  ['4451', '潮州'],
  ['4452', '揭阳'],
  ['4453', '云浮'],
]);

/** County codes of Guangdong no longer in use, still on people's documents: worth a warning, never a rejection. */
export const RETIRED_COUNTIES: ReadonlySet<string> = new Set([
  // 东山, 芳村, 萝岗, 增城市, 从化市, 番禺市, 花都市
  '440102',
  '440107',
  '440116',
  '440181',
  '440182',
  '440183',
  '440184',
  // 北江, 曲江县
  '440202',
  '440221',
  // 达濠, 金园, 升平, 河浦, 澄海县, 潮阳县, 潮阳市, 澄海市
  '440506',
  '440508',
  '440509',
  '440510',
  '440521',
  '440524',
  '440582',
  '440583',
  // 石湾, 南海县, 顺德县, 顺德市, 南海市, 三水市, 高明市
  '440603',
  '440622',
  '440623',
  '440681',
  '440682',
  '440683',
  '440684',
  // 新会县, 新会市
  '440721',
  '440782',
]);

/** A region of Guangdong: the province itself or six digits of one of its prefectures; anything else is unknown. */
export const regionCodec: Codec<string> = {
  decode: (text) =>
    text === '440000' || (SIX_DIGITS.test(text) && GUANGDONG_CITIES.has(text.slice(0, 4))) ? text : UNKNOWN,
  encode: (region) => region,
};

const SIX_DIGITS = /^\d{6}$/;
const UNKNOWN = refusal('code.unknown');
