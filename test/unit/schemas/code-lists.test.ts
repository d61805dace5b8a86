import { expect, test } from 'vitest';
import type { Codec } from '../../../schemas/codecs/codec.ts';
import {
  applicationStateCodec,
  certificateTypeCodec,
  educationLevelCodec,
  frontlineCodec,
  fundingLevelCodec,
  idTypeCodec,
  paymentStateCodec,
  priorityTagsCodec,
  verificationCodec,
} from '../../../schemas/systems/guangzhou/degree-subsidy/code-lists.ts';

/** The lists as the contract states them: word and code in turn. */
test.each([
  ['证件类型', idTypeCodec, '居民身份证 01, 港澳台居民居住证 02, 外国人永久居留身份证 03'],
  ['学历层次', educationLevelCodec, '大专 31, 本科 21'],
  [
    '申领状态',
    applicationStateCodec,
    '预登记 PRE_REGISTERED, 已提交 SUBMITTED, 系统校核 SYSTEM_CHECK, 系统校核不通过 SYSTEM_REJECTED, 单位工会审核 UNIT_REVIEW, ' +
      '市总工会审核 CITY_REVIEW, 省总工会审核 PROVINCE_REVIEW, 审核通过 APPROVED, 公示 PUBLIC_NOTICE, 待发放 PAYABLE, 已发放 CLOSED, ' +
      '不通过 REJECTED, 名额已满 QUOTA_EXHAUSTED, 重复申领 DUPLICATE_CLAIM, 已撤回 WITHDRAWN',
  ],
  ['证书类型', certificateTypeCodec, '普通高等教育 1, 成人高等教育 5, 自学考试 6, 网络教育 7, 开放教育 8'],
  [
    '核验状态',
    verificationCodec,
    '待核验 DECLARED, 核验中 VERIFYING, 已核验 VERIFIED, 信息不一致 MISMATCH, 未查到 NOT_FOUND, 无法核验 UNVERIFIABLE',
  ],
  ['资助层级', fundingLevelCodec, '市 CITY, 区 DISTRICT, 街道 STREET, 企业 ENTERPRISE'],
  [
    '发放状态',
    paymentStateCodec,
    '待发放 PLANNED, 已提交银行 SUBMITTED, 银行处理中 PROCESSING, 发放成功 SUCCESS, 发放失败 FAILED, 退票 RETURNED, ' +
      '结果未知 UNKNOWN, 已取消 CANCELLED',
  ],
])('%s is total both ways', (_, codec, list) => {
  const { decode, encode } = codec as Codec<string>;
  for (const entry of list.split(', ')) {
    const [word = '', code = ''] = entry.split(' ');
    expect(decode(word, '')).toBe(code);
    expect(encode(code)).toBe(word);
  }
  expect(decode('别的', '')).toEqual({ refused: 'code.unknown' });
});

test('是否一线职工 is 是 or 否', () => {
  expect(['是', '否', 'true'].map((word) => frontlineCodec.decode(word, ''))).toEqual([
    true,
    false,
    { refused: 'code.unknown' },
  ]);
  expect([true, false].map(frontlineCodec.encode)).toEqual(['是', '否']);
});

test('优先类别 is total both ways', () => {
  const words = '新生代产业工人、新就业形态劳动者、制造业一线职工、市以上劳模、五一劳动奖章获得者';
  const tags = ['NEW_GEN', 'NEW_FORM', 'MANUFACTURING', 'MODEL_WORKER', 'MAY_DAY_MEDAL'] as const;
  expect(priorityTagsCodec.decode(words, '')).toEqual(tags);
  expect(priorityTagsCodec.encode(tags)).toBe(words);
  expect(priorityTagsCodec.encode([])).toBe('无');
});
