import type { Codec } from './codec.ts';
import { codeList } from './code-list.ts';

/** 民族 (GB/T 3304): code 01–56 in this order. 97 其他 and 98 外国血统中国籍人士 follow below. */
export const ETHNIC_NAMES = [
  '汉',
  '蒙古',
  '回',
  '藏',
  '维吾尔',
  '苗',
  '彝',
  '壮',
  '布依',
  '朝鲜',
  '满',
  '侗',
  '瑶',
  '白',
  '土家',
  '哈尼',
  '哈萨克',
  '傣',
  '黎',
  '傈僳',
  '佤',
  '畲',
  '高山',
  '拉祜',
  '水',
  '东乡',
  '纳西',
  '景颇',
  '柯尔克孜',
  '土',
  '达斡尔',
  '仫佬',
  '羌',
  '布朗',
  '撒拉',
  '毛南',
  '仡佬',
  '锡伯',
  '阿昌',
  '普米',
  '塔吉克',
  '怒',
  '乌孜别克',
  '俄罗斯',
  '鄂温克',
  '德昂',
  '保安',
  '裕固',
  '京',
  '塔塔尔',
  '独龙',
  '鄂伦春',
  '赫哲',
  '门巴',
  '珞巴',
  '基诺',
] as const;

/** Names with or without 族 → two-digit code; written with 族. */
const numbered = ETHNIC_NAMES.map((name, at) => [name, String(at + 1).padStart(2, '0')] as const);
const OTHERS = [
  ['其他', '97'],
  ['外国血统中国籍人士', '98'],
] as const;

export const ETHNIC_CODES: readonly string[] = [...numbered, ...OTHERS].map(([, code]) => code);

export const ethnicCodec: Codec<string> = {
  ...codeList<string>([...numbered.map(([name, code]) => [`${name}族`, code] as const), ...OTHERS], numbered),
  name: 'ethnic',
};
