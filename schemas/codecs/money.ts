import { refusal, type Codec, type Refusal } from './codec.ts';

/**
 * Yuan as people write it (`1,500.00`, `１５００元`, `¥1500`) ⇄ 分 as a decimal string. No floats.
 * At most 13 digits of yuan, so that 分 is an exact integer in JSON too.
 */
export const yuanCodec: Codec<string> = { name: 'yuan', decode: decodeYuan, encode: encodeYuan };

/** 分 as a whole number of text (`150000`, `150,000`, `１５００００分`) ⇄ a decimal string; at most 15 digits. */
export const fenCodec: Codec<string> = { name: 'fen', decode: decodeFen, encode: (fen) => fen };

const PLAIN = /^[1-9]\d{0,12}(?:\.\d{2})?$/;
/** A sign or a bracket, ¥, digits in threes or plain, decimals, 元. */
const YUAN = /^([-−(]?)\s*¥?\s*([-−]?)\s*(0|[1-9]\d{0,12}|[1-9]\d{0,2}(?:,\d{3}){1,4})(?:\.(\d+))?\s*元?\s*(\)?)$/;
const FEN = /^([-−]?)(\d{1,15}|\d{1,3}(?:,\d{3}){1,4})(\.\d+)?\s*分?$/;
const FORMAT = refusal('money.format');
const SIGNED = refusal('money.negative');
const PRECISION = refusal('money.precision');
const ZERO = refusal('money.zero');

function decodeYuan(text: string): string | Refusal {
  if (PLAIN.test(text)) return text.charAt(text.length - 3) === '.' ? text.slice(0, -3) + text.slice(-2) : `${text}00`;
  const match = YUAN.exec(text.normalize('NFKC'));
  if (match === null) return FORMAT;
  const [, before, sign, whole = '', decimals = '', after] = match;
  if ((before === '(') !== (after === ')')) return FORMAT;
  if (before !== '' || sign !== '') return SIGNED;
  if (decimals.length > 2) return PRECISION;
  const fen = (whole.replaceAll(',', '') + decimals.padEnd(2, '0')).replace(/^0+/, '');
  return fen === '' ? ZERO : fen;
}

function decodeFen(text: string): string | Refusal {
  const match = FEN.exec(text.normalize('NFKC'));
  if (match === null) return FORMAT;
  const [, sign, whole = '', decimals] = match;
  if (sign !== '') return SIGNED;
  if (decimals !== undefined) return PRECISION;
  const fen = whole.replaceAll(',', '').replace(/^0+/, '');
  return fen === '' ? ZERO : fen;
}

function encodeYuan(fen: string): string {
  const padded = fen.padStart(3, '0');
  return `${padded.slice(0, -2)}.${padded.slice(-2)}`;
}
