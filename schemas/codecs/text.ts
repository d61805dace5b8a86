import { refusal, type Codec } from './codec.ts';

/** White space off both ends. Most cells have none, so look before calling trim. */
export function trimmed(text: string): string {
  return isInk(text.charCodeAt(0)) && isInk(text.charCodeAt(text.length - 1)) ? text : text.trim();
}

/**
 * The normal form of an identifier: NFKC (full-width digits, `Ⅹ`), without a spreadsheet's leading `'` and without
 * white space at the ends. Never for names: NFKC changes characters people are called by.
 */
export function normalIdentifier(text: string): string {
  if (PLAIN.test(text)) return text;
  return text.normalize('NFKC').replace(QUOTED, '').trim();
}

/** The same in capitals, for identifiers whose letters are ASCII (`x` → `X`). */
export function normalCapitals(text: string): string {
  return normalIdentifier(text).replace(SMALL, (letter) => letter.toUpperCase());
}

/** Numbers other systems gave a thing (申领编号, 发放批次): any text, in its normal form. */
export const identifierCodec: Codec<string> = {
  name: 'identifier',
  decode: (text) => normalIdentifier(text) || MISSING,
  encode: (value) => value,
};

/** Free text (学校, 专业, 单位): as written, without white space at the ends. */
export const textCodec: Codec<string> = { name: 'text', decode: (text) => text, encode: (value) => value };

const MISSING = refusal('row.field-missing');
const PLAIN = /^[0-9A-Za-z-]*$/;
/** A spreadsheet's mark of a text cell. */
const QUOTED = /^[\s']+/;
const SMALL = /[a-z]/g;

/** Certainly not white space: most of ASCII and Latin, the CJK blocks and all surrogates. */
function isInk(unit: number): boolean {
  return (unit > 0x20 && unit < 0xa0) || (unit > 0x3000 && unit < 0xfeff);
}
