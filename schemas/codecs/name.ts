import type { Codec } from './codec.ts';

/** A person's name: every dot people type between its parts becomes `·` (U+00B7). Nothing else changes: NFKC would. */
export const nameCodec: Codec<string> = {
  name: 'name',
  decode: normalName,
  encode: (name) => name,
};

export function normalName(name: string): string {
  return name.replace(DOTS, '·');
}

const DOTS = /[•‧・･．]/g;
