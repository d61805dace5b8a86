import { codeList } from './code-list.ts';
import type { Codec } from './codec.ts';

export type EducationCode = '10' | '20' | '21' | '30' | '31' | '40' | '60' | '70' | '80' | '90';

/**
 * Education (GB/T 4658) in words. 本科 and 大专 alone are not here: whether they say 就读 or 毕业 is for the system's own
 * list to say.
 */
export const educationCodec: Codec<EducationCode> = {
  ...codeList<EducationCode>(
    [
      ['研究生', '10'],
      ['大学本科', '20'],
      ['大学本科毕业', '21'],
      ['大学专科', '30'],
      ['大学专科毕业', '31'],
      ['中等职业', '40'],
      ['普通高中', '60'],
      ['初中', '70'],
      ['小学', '80'],
      ['其他', '90'],
    ],
    [
      ['研究生教育', '10'],
      ['大学本科教育', '20'],
      ['本科毕业', '21'],
      ['大学专科教育', '30'],
      ['专科毕业', '31'],
      ['大专毕业', '31'],
      ['中等职业教育', '40'],
      ['中专', '40'],
      ['技校', '40'],
      ['职高', '40'],
      ['高中', '60'],
      ['普通高级中学教育', '60'],
      ['初级中学教育', '70'],
      ['小学教育', '80'],
    ],
  ),
  name: 'education',
};
