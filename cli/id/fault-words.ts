import type { DateFault, Fault, Part } from '../../schemas/codecs/fault.ts';
import type { Bilingual } from '../terminal.ts';

/** What is wrong and where, as one sentence. Never what would be right: only the document can say that. */
export function faultSentence(fault: Fault): Bilingual {
  switch (fault.reason) {
    case 'empty':
      return { zh: '没有号码。', en: 'There is no number.' };
    case 'damaged':
      return DAMAGE[fault.how];
    case 'length':
      return {
        zh: `有 ${fault.length} 位，应为 ${either(fault.allowed, '或', '至')} 位。`,
        en: `It has ${fault.length} characters where ${either(fault.allowed, 'or', 'to')} are wanted.`,
      };
    case 'character':
      return {
        zh: `第 ${fault.position} 位「${fault.character}」不能出现在这里。`,
        en: `“${fault.character}” cannot stand at position ${fault.position}.`,
      };
    case 'part':
      return {
        zh: `${places(fault).zh}「${fault.text}」${PARTS[fault.part].zh}。`,
        en: `“${fault.text}” at ${places(fault).en} ${PARTS[fault.part].en}.`,
      };
    case 'date':
      return {
        zh: `${places(fault).zh}的出生日期「${fault.text}」${DATES[fault.why].zh}。`,
        en: `The birth date “${fault.text}” at ${places(fault).en} ${DATES[fault.why].en}.`,
      };
    case 'check':
      return {
        zh: `第 ${fault.position} 位校验码与${places(fault).zh}不符：有一位抄错或两位颠倒，只能按证件改。`,
        en: `Position ${fault.position} checks ${places(fault).en}, and they disagree: one is misread, or two are swapped. Only the document tells which.`,
      };
  }
}

/** Places to point at, counted from 1; empty where the whole value is meant. */
export function pointed(fault: Fault): { readonly from: number; readonly to: number } | null {
  switch (fault.reason) {
    case 'character':
    case 'check':
      return { from: fault.position, to: fault.position };
    case 'part':
    case 'date':
      return { from: fault.from, to: fault.to };
    case 'empty':
    case 'damaged':
    case 'length':
      return null;
  }
}

const DAMAGE: Readonly<Record<'scientific' | 'zeros', Bilingual>> = {
  scientific: {
    zh: '电子表格把号码存成了科学计数法，后面的数字已经丢失，无法还原。',
    en: 'A spreadsheet kept it as a number in scientific notation: digits are lost for good.',
  },
  zeros: {
    zh: '末三位是 000 而校验码不符：多半是电子表格当作数字存过，后三位已经丢失。',
    en: 'It ends in 000 and fails its check: a spreadsheet has most likely lost the last digits.',
  },
};

const PARTS: Readonly<Record<Part, Bilingual>> = {
  'degree-type': { zh: '不是教育类型（1、5、6、7、8）', en: 'is no type of study (1, 5, 6, 7, 8)' },
  'degree-year': { zh: '不是毕业年份', en: 'is no year of graduation' },
  'degree-level': { zh: '不是学历层次（01、02、04、05、06）', en: 'is no level (01, 02, 04, 05, 06)' },
  'mobile-prefix': { zh: '不是手机号码的开头（13 至 19）', en: 'does not begin a mobile number (13 to 19)' },
};

const DATES: Readonly<Record<DateFault, Bilingual>> = {
  month: { zh: '没有这个月份', en: 'has no such month' },
  day: { zh: '没有这一天', en: 'has no such day' },
  century: { zh: '早于 1800 年', en: 'lies before 1800' },
  future: { zh: '在今天之后', en: 'lies after today' },
};

function places({ from, to }: { readonly from: number; readonly to: number }): Bilingual {
  return from === to
    ? { zh: `第 ${from} 位`, en: `position ${from}` }
    : { zh: `第 ${from} 至 ${to} 位`, en: `positions ${from}–${to}` };
}

/** `18`, `15 or 18`, `16 to 19`: more than two always stand in a row. */
function either(numbers: readonly number[], or: string, to: string): string {
  const [first, second] = [numbers[0], numbers.at(-1)];
  if (numbers.length === 1) return String(first);
  return `${first} ${numbers.length === 2 ? or : to} ${second}`;
}
