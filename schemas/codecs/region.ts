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

/**
 * County codes of Guangdong no longer in use (GB/T 2260 of the 1980s and 1990s), still on people's documents: worth a
 * warning, never a rejection. Codes not listed here say nothing.
 */
export const RETIRED_COUNTIES: ReadonlySet<string> = new Set(
  [
    // 广州: 东山, 芳村, 萝岗; 花县, 从化县, 增城县, 番禺县; 番禺市, 花都市, 增城市, 从化市
    '440102 440107 440116 440121 440122 440125 440126 440181 440182 440183 440184',
    // 韶关: 北江, 曲江县; 珠海: 斗门县
    '440202 440221 440421',
    // 汕头: 达濠, 金园, 升平, 河浦; 澄海县, 潮阳县, 揭阳县, 揭西县, 普宁县, 惠来县; 潮阳市, 澄海市
    '440506 440508 440509 440510 440521 440524 440525 440526 440527 440528 440582 440583',
    // 佛山: 城区, 石湾; 三水县, 南海县, 顺德县, 高明县; 顺德市, 南海市, 三水市, 高明市
    '440602 440603 440621 440622 440623 440624 440681 440682 440683 440684',
    // 江门: 新会县, 台山县, 恩平县, 开平县, 鹤山县; 新会市
    '440721 440722 440723 440724 440725 440782',
    // 茂名: 茂港, 电白县; 肇庆: 高要市; 惠州: 惠阳市; 梅州: 梅县
    '440903 440923 441283 441381 441421',
    // 阳江: 阳东县; 清远: 清新县; 潮州: 潮安县; 揭阳: 揭东县; 云浮: 云安县
    '441723 441827 445121 445221 445323',
  ].flatMap((codes) => codes.split(' ')),
);

/** A region of Guangdong: the province itself or six digits of one of its prefectures; anything else is unknown. */
export const regionCodec: Codec<string> = {
  name: 'region',
  decode: (text) =>
    text === '440000' || (SIX_DIGITS.test(text) && GUANGDONG_CITIES.has(text.slice(0, 4))) ? text : UNKNOWN,
  encode: (region) => region,
};

const SIX_DIGITS = /^\d{6}$/;
const UNKNOWN = refusal('code.unknown');
