import { faker } from '@faker-js/faker/locale/zh_CN';
import type { Random } from './random.ts';

/**
 * Names that break naive software: two-character surnames, a name dot, characters outside GBK (they take four bytes in
 * GB18030 and two UTF-16 units in memory), a single-character given name, a long name.
 */
export const HARD_NAMES = [
  '欧阳晓𬱖',
  '阿卜杜拉·买买提',
  '㛃月明',
  '司马𠮷祥',
  '迪丽努尔·阿不都热依木',
  '诸葛䶮',
  '尉迟㼆',
  '那木海·巴雅尔图',
] as const;

/** Written with another dot than U+00B7, as some keyboards give it; the normal form has U+00B7. */
export const ODD_DOT_NAMES = ['古丽娜尔•买买提', '艾力‧吐尔逊'] as const;

const person = faker.definitions.person;
const SURNAMES = person.last_name.generic ?? [];
const MALE = person.first_name.male ?? [];
const FEMALE = person.first_name.female ?? [];

export function personName(random: Random, male: boolean): string {
  return random.pick(SURNAMES) + random.pick(male ? MALE : FEMALE);
}
