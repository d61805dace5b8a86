import type { Codec } from './codec.ts';

/** A person's name: every dot people type between its parts becomes `·` (U+00B7). Nothing else changes: NFKC would. */
export const nameCodec: Codec<string> = {
  name: 'name',
  decode: (text) => (DOTS.test(text) ? text.replace(EVERY_DOT, '·') : text),
  encode: (name) => name,
};

const DOTS = /[•‧・･．]/;
const EVERY_DOT = /[•‧・･．]/g;
