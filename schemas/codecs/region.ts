import { refusal, type Codec } from './codec.ts';
import { GUANGDONG_CITIES, RETIRED_COUNTIES, RETIRED_PREFECTURES } from './region-codes.ts';

/**
 * Whether a region code was one of Guangdong's and is no longer, though people carry it on their documents: worth a
 * warning, never a rejection. Any other code says nothing. Source: compiled by us, not taken from an official file; a wrong or
 * missing entry costs a warning only. DOMAIN §3 vouches for 440102 and 440524.
 */
export function isRetiredRegion(code: string): boolean {
  return RETIRED_COUNTIES.has(code.slice(0, 6)) || RETIRED_PREFECTURES.has(code.slice(0, 4));
}

/** A region of Guangdong: the province itself or six digits of one of its prefectures; anything else is unknown. */
export const regionCodec: Codec<string> = {
  name: 'region',
  decode: (text) =>
    text === '440000' || (SIX_DIGITS.test(text) && GUANGDONG_CITIES.has(text.slice(0, 4))) ? text : UNKNOWN,
  encode: (region) => region,
};

const SIX_DIGITS = /^\d{6}$/;
const UNKNOWN = refusal('code.unknown');
