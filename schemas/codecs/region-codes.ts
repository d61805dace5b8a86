export interface Named {
  readonly zh: string;
  readonly en: string;
}

/** Provinces and their like (GB/T 2260, first two digits); 81, 82, 83 stand for 港澳台 on their residents' permits. */
export const PROVINCES: ReadonlyMap<string, Named> = new Map([
  ['11', { zh: '北京', en: 'Beijing' }],
  ['12', { zh: '天津', en: 'Tianjin' }],
  ['13', { zh: '河北', en: 'Hebei' }],
  ['14', { zh: '山西', en: 'Shanxi' }],
  ['15', { zh: '内蒙古', en: 'Inner Mongolia' }],
  ['21', { zh: '辽宁', en: 'Liaoning' }],
  ['22', { zh: '吉林', en: 'Jilin' }],
  ['23', { zh: '黑龙江', en: 'Heilongjiang' }],
  ['31', { zh: '上海', en: 'Shanghai' }],
  ['32', { zh: '江苏', en: 'Jiangsu' }],
  ['33', { zh: '浙江', en: 'Zhejiang' }],
  ['34', { zh: '安徽', en: 'Anhui' }],
  ['35', { zh: '福建', en: 'Fujian' }],
  ['36', { zh: '江西', en: 'Jiangxi' }],
  ['37', { zh: '山东', en: 'Shandong' }],
  ['41', { zh: '河南', en: 'Henan' }],
  ['42', { zh: '湖北', en: 'Hubei' }],
  ['43', { zh: '湖南', en: 'Hunan' }],
  ['44', { zh: '广东', en: 'Guangdong' }],
  ['45', { zh: '广西', en: 'Guangxi' }],
  ['46', { zh: '海南', en: 'Hainan' }],
  ['50', { zh: '重庆', en: 'Chongqing' }],
  ['51', { zh: '四川', en: 'Sichuan' }],
  ['52', { zh: '贵州', en: 'Guizhou' }],
  ['53', { zh: '云南', en: 'Yunnan' }],
  ['54', { zh: '西藏', en: 'Tibet' }],
  ['61', { zh: '陕西', en: 'Shaanxi' }],
  ['62', { zh: '甘肃', en: 'Gansu' }],
  ['63', { zh: '青海', en: 'Qinghai' }],
  ['64', { zh: '宁夏', en: 'Ningxia' }],
  ['65', { zh: '新疆', en: 'Xinjiang' }],
  ['71', { zh: '台湾', en: 'Taiwan' }],
  ['81', { zh: '香港', en: 'Hong Kong' }],
  ['82', { zh: '澳门', en: 'Macao' }],
  ['83', { zh: '台湾', en: 'Taiwan' }],
]);

/** Guangdong's prefectures (GB/T 2260, first four digits). 东莞 and 中山 have no counties. */
export const GUANGDONG_CITIES: ReadonlyMap<string, Named> = new Map([
  ['4401', { zh: '广州', en: 'Guangzhou' }],
  ['4402', { zh: '韶关', en: 'Shaoguan' }],
  ['4403', { zh: '深圳', en: 'Shenzhen' }],
  ['4404', { zh: '珠海', en: 'Zhuhai' }],
  ['4405', { zh: '汕头', en: 'Shantou' }],
  ['4406', { zh: '佛山', en: 'Foshan' }],
  ['4407', { zh: '江门', en: 'Jiangmen' }],
  ['4408', { zh: '湛江', en: 'Zhanjiang' }],
  ['4409', { zh: '茂名', en: 'Maoming' }],
  ['4412', { zh: '肇庆', en: 'Zhaoqing' }],
  ['4413', { zh: '惠州', en: 'Huizhou' }],
  ['4414', { zh: '梅州', en: 'Meizhou' }],
  ['4415', { zh: '汕尾', en: 'Shanwei' }],
  ['4416', { zh: '河源', en: 'Heyuan' }],
  ['4417', { zh: '阳江', en: 'Yangjiang' }],
  ['4418', { zh: '清远', en: 'Qingyuan' }],
  ['4419', { zh: '东莞', en: 'Dongguan' }],
  ['4420', { zh: '中山', en: 'Zhongshan' }],
  ['4451', { zh: '潮州', en: 'Chaozhou' }],
  ['4452', { zh: '揭阳', en: 'Jieyang' }],
  ['4453', { zh: '云浮', en: 'Yunfu' }],
]);

/**
 * 海口 and 三亚 until Hainan became a province (1988); the 地区 of before 1988, whose county numbers were dealt out anew in
 * 1983; cities governed by the province itself until 1995.
 */
export const RETIRED_PREFECTURES: ReadonlySet<string> = new Set(
  '4410 4411 4421 4422 4423 4424 4425 4426 4427 4428 4429 4490'.split(' '),
);

/** Counties, cities and districts given up or renumbered since 1982, compiled by us: a wrong entry costs a warning only. */
export const RETIRED_COUNTIES: ReadonlySet<string> = new Set(
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
