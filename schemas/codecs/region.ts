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
 * Whether a region code was one of Guangdong's and is no longer, though people carry it on their documents: worth a
 * warning, never a rejection. Any other code says nothing. Source: the yearly lists of the Ministry of Civil Affairs,
 * 1982 to 2024.
 */
export function isRetiredRegion(code: string): boolean {
  return RETIRED_COUNTIES.has(code.slice(0, 6)) || (code.startsWith('44') && RETIRED_PREFECTURES.has(code.slice(0, 4)));
}

/**
 * 海口 and 三亚 until Hainan became a province (1988); the 地区 of before 1988, whose county numbers were dealt out anew in
 * 1983; cities governed by the province itself until 1995.
 */
const RETIRED_PREFECTURES: ReadonlySet<string> = new Set(
  '4410 4411 4421 4422 4423 4424 4425 4426 4427 4428 4429 4490'.split(' '),
);

const RETIRED_COUNTIES: ReadonlySet<string> = new Set(
  [
    // 广州: 东山, 芳村, 萝岗; 花县, 从化县, 新丰县, 龙门县, 增城县, 番禺县, 清远县, 佛冈县; 番禺市, 花都市, 增城市, 从化市
    '440102 440107 440116 440121 440122 440123 440124 440125 440126 440127 440128 440181 440182 440183 440184',
    // 韶关: 北江; 曲江县, 南雄县, 乐昌县, 连县, 阳山县, 英德县, 连山, 连南
    '440202 440221 440223 440225 440226 440227 440228 440230 440231',
    // 深圳: 宝安县; 珠海: 斗门县
    '440321 440421',
    // 汕头: 同平 (later 龙湖), 安平 (金园), 公园 (升平), 金沙, 达濠, 金园, 升平, 河浦; 澄海县, 饶平县, 潮阳县, 揭阳县, 揭西县, 普宁县, 惠来县; 潮阳市, 澄海市
    '440502 440503 440504 440505 440506 440508 440509 440510',
    '440521 440522 440524 440525 440526 440527 440528 440582 440583',
    // 佛山: 城区, 石湾; 三水县, 南海县, 顺德县, 高明县; 顺德市, 南海市, 三水市, 高明市
    '440602 440603 440621 440622 440623 440624 440681 440682 440683 440684',
    // 江门: 城区, 郊区; 新会县, 台山县, 恩平县, 开平县, 鹤山县, 阳江县, 阳春县; 新会市
    '440702 440711 440721 440722 440723 440724 440725 440726 440727 440782',
    // 湛江: 吴川县, 廉江县, 海康县; 茂名: 茂港; 信宜县, 高州县, 电白县, 化州县
    '440821 440822 440824 440903 440921 440922 440923 440924',
    // 肇庆: 高要县, 四会县, 云浮县, 新兴县, 郁南县, 罗定县; 高要市
    '441221 441222 441227 441228 441229 441230 441283',
    // 惠州: 惠阳县; 惠阳市; 梅州: 梅县, 兴宁县; 汕尾: 陆丰县; 河源: 郊区
    '441321 441381 441421 441425 441522 441611',
    // 阳江: 阳东区 (of 1988); 阳春县, 阳东县; 清远: 清郊区; 英德县, 连县, 清新县
    '441703 441722 441723 441811 441822 441824 441827',
    // 潮州: 潮安县; 揭阳: 揭东县; 云浮: 云安县
    '445121 445221 445323',
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
