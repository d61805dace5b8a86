import type { Kind } from '../../../schemas/kind.ts';
import type { System } from '../../../schemas/systems/system.ts';

export type CodeValue = string | boolean;

/** What a word of a code list stands for as far as anybody knows: one value, or several between which nobody may choose. */
export type KnownWords = ReadonlyMap<string, readonly CodeValue[]>;

/** The words of a field in these systems and the usual ones. A word that means two things has both. */
export function knownWords(kind: Kind, field: string, from: readonly System[]): KnownWords {
  const words = new Map<string, readonly CodeValue[]>();
  const learn = (word: string, value: CodeValue): void => {
    const before = words.get(word) ?? [];
    if (!before.includes(value)) words.set(word, [...before, value]);
  };
  for (const { kinds } of from) {
    for (const mapped of kinds[kind]?.fields ?? []) {
      if (mapped.field !== field) continue;
      for (const [word, value] of [...(mapped.codec.words ?? []), ...(mapped.codec.synonyms ?? [])]) learn(word, value);
    }
  }
  for (const [word, value] of USUAL[kind][field] ?? []) learn(word, value);
  return words;
}

type Words = Readonly<Record<string, readonly (readonly [word: string, value: CodeValue])[]>>;

const ID_TYPE: Words[string] = [
  ['身份证', '01'],
  ['居民身份证', '01'],
  ['二代身份证', '01'],
  ['港澳台居民居住证', '02'],
  ['港澳台居住证', '02'],
  ['外国人永久居留身份证', '03'],
  ['外国人永久居留证', '03'],
];

/** Words everyone reads in one way. What is a matter of the city's rules (高起本, 初审) is deliberately not here. */
const USUAL: Readonly<Record<Kind, Words>> = {
  applicant: {
    idType: ID_TYPE,
    frontline: [
      ['是', true],
      ['否', false],
      ['Y', true],
      ['N', false],
      ['√', true],
      ['×', false],
    ],
    educationLevel: [
      ['大专', '31'],
      ['专科', '31'],
      ['本科', '21'],
    ],
    priorityTags: [
      ['劳模', 'MODEL_WORKER'],
      ['劳动模范', 'MODEL_WORKER'],
      ['五一劳动奖章', 'MAY_DAY_MEDAL'],
    ],
    status: [
      ['已提交', 'SUBMITTED'],
      ['待提交', 'PRE_REGISTERED'],
      ['审核通过', 'APPROVED'],
      ['审核不通过', 'REJECTED'],
      ['公示中', 'PUBLIC_NOTICE'],
      ['已撤回', 'WITHDRAWN'],
      ['已撤销', 'WITHDRAWN'],
    ],
  },
  certificate: {
    idType: ID_TYPE,
    educationLevel: [
      ['大专', '31'],
      ['专科', '31'],
      ['本科', '21'],
    ],
    certificateType: [
      ['成人教育', '5'],
      ['自考', '6'],
      ['网络教育', '7'],
      ['开放教育', '8'],
      ['结业证书', 'COMPLETION'],
      ['职业技能等级证书', 'SKILL_LEVEL'],
    ],
    skillLevel: [
      ['高级技师', '1'],
      ['技师', '2'],
      ['高级工', '3'],
      ['中级工', '4'],
      ['初级工', '5'],
    ],
    verification: [
      ['已核验', 'VERIFIED'],
      ['待核验', 'DECLARED'],
      ['未查到', 'NOT_FOUND'],
    ],
  },
  payment: {
    idType: ID_TYPE,
    fundingLevel: [
      ['市级', 'CITY'],
      ['区级', 'DISTRICT'],
      ['街道', 'STREET'],
      ['企业', 'ENTERPRISE'],
    ],
    status: [
      ['已发放', 'SUCCESS'],
      ['发放成功', 'SUCCESS'],
      ['成功', 'SUCCESS'],
      ['失败', 'FAILED'],
      ['退票', 'RETURNED'],
      ['处理中', 'PROCESSING'],
    ],
  },
};
