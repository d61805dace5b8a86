import { closeSync, openSync, writeSync } from 'node:fs';

/** One synthetic payment of one side. */
export interface SidePayment {
  /** As record keys are: 43 characters of base64url, then what it is a payment of. Ascending with the payment's number. */
  readonly recordKey: string;
  /** In the order of `COLUMNS`. */
  readonly fields: readonly string[];
}

export type Side = 'city' | 'province';
export const SIDES = ['city', 'province'] as const;

export const COLUMNS = [
  'batchNo',
  'name',
  'payeeName',
  'bankName',
  'accountNo',
  'amountFen',
  'fundingLevel',
  'paidOn',
  'status',
] as const;

/** One payment in a thousand differs: amount, account, missing on one side, missing on the other, in turns. */
const DIFFERING_EVERY = 1000;

export function differingAmong(rows: number): number {
  return Math.floor((rows + DIFFERING_EVERY / 2 - 1) / DIFFERING_EVERY);
}

/** The payment of a number below `rows`, as a side has it; `null` where it has none. The same whenever it is asked. */
export function paymentOf(side: Side, number: number, rows: number): SidePayment | null {
  const differs = number % DIFFERING_EVERY === DIFFERING_EVERY / 2;
  const way = differs ? WAYS[Math.floor(number / DIFFERING_EVERY) % WAYS.length] : null;
  if (way === `missing in ${side}`) return null;
  const isOther = differs && side === 'province';
  const noise = mixed(number, 1);
  const name = `${pick('赵钱孙李周吴郑王冯陈', noise)}${pick('伟芳娜秀英敏静丽强磊', noise >>> 8)}${pick('明超兰霞平刚桂军洋勇', noise >>> 16)}`;
  return {
    recordKey: keyOf(number, rows),
    fields: [
      `GZ-XLBZ-2025-${String(noise % 200).padStart(3, '0')}`,
      name,
      name,
      BANKS[noise % BANKS.length] ?? '',
      `6222${digits(mixed(number, 2), 9)}${digits(mixed(number, 3), 5)}${isOther && way === 'account' ? '1' : '0'}`,
      isOther && way === 'amount' ? '150001' : '150000',
      'CITY',
      `2025-11-${String((noise % 28) + 1).padStart(2, '0')}`,
      'SUCCESS',
    ],
  };
}

/** A side's payments as lines of a file, in no order. */
export function writeLines(
  path: string,
  side: Side,
  rows: number,
  lineOf: (payment: SidePayment, number: number) => string,
  header: string | null,
): void {
  writeEach(path, side, rows, lineOf, header, (at) => shuffled(at, side, rows));
}

/** The same in the order of their keys. */
export function writeSortedLines(
  path: string,
  side: Side,
  rows: number,
  lineOf: (payment: SidePayment, number: number) => string,
  header: string | null,
): void {
  writeEach(path, side, rows, lineOf, header, (at) => at);
}

/** 32 bits that look random, of a number and a seed. */
export function mixed(number: number, seed: number): number {
  let state = Math.imul(number ^ Math.imul(seed, 0x9e3779b9), 0x85ebca6b);
  state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
  state = Math.imul(state ^ (state >>> 16), 0x27d4eb2f);
  return (state ^ (state >>> 15)) >>> 0;
}

const WAYS = ['amount', 'account', 'missing in province', 'missing in city'] as const;
const BANKS = ['中国工商银行广州天河支行', '中国建设银行广州越秀支行', '招商银行广州分行', '广州农村商业银行番禺支行'];
const TEXT_LENGTH = 1 << 20;
const ALPHABET = '-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz';
const PAIRS = Array.from({ length: 4096 }, (_, at) => `${ALPHABET.charAt(at >> 6)}${ALPHABET.charAt(at & 63)}`);

function writeEach(
  path: string,
  side: Side,
  rows: number,
  lineOf: (payment: SidePayment, number: number) => string,
  header: string | null,
  numberAt: (at: number) => number,
): void {
  const file = openSync(path, 'w');
  let text = header === null ? '' : `${header}\n`;
  for (let at = 0; at < rows; at += 1) {
    const number = numberAt(at);
    const payment = paymentOf(side, number, rows);
    if (payment !== null) text += `${lineOf(payment, number)}\n`;
    if (text.length < TEXT_LENGTH) continue;
    writeSync(file, text);
    text = '';
  }
  writeSync(file, text);
  closeSync(file);
}

function digits(noise: number, length: number): string {
  return String(noise % 10 ** length).padStart(length, '0');
}

function pick(from: string, noise: number): string {
  return from.charAt((noise & 255) % from.length);
}

/** The first 48 bits rise with the number, by steps of random width; the others are random. */
function keyOf(number: number, rows: number): string {
  const place = Math.floor(((number + mixed(number, 4) / 2 ** 32) / rows) * 2 ** 48);
  let key = fourOf(Math.floor(place / 2 ** 24)) + fourOf(place % 2 ** 24);
  for (let seed = 5; seed < 14; seed += 1) key += fourOf(mixed(number, seed));
  return `${key.slice(0, 43)}.p.GZ-XLBZ.2025.CITY.1`;
}

function fourOf(bits: number): string {
  return `${PAIRS[(bits >>> 12) & 4095]}${PAIRS[bits & 4095]}`;
}

/** Another order on each side: a step that has no divisor in common with a power of ten goes through all numbers. */
function shuffled(at: number, side: Side, rows: number): number {
  return (at * (side === 'city' ? 7_368_787 : 4_256_233) + 1_299_709) % rows;
}
