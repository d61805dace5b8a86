import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { notModelled } from '../command.ts';
import { validation } from './refusals.ts';

/** An item as stored: never changed in place, so it may be shared by tables, indexes and copies. */
export type Attributes = Readonly<Record<string, AttributeValue>>;

export type ValueType = 'S' | 'N' | 'BOOL' | 'NULL' | 'M' | 'L' | 'B';

export function typeOf(value: AttributeValue): ValueType {
  if (value.S !== undefined) return 'S';
  if (value.N !== undefined) return 'N';
  if (value.BOOL !== undefined) return 'BOOL';
  if (value.NULL !== undefined) return 'NULL';
  if (value.M !== undefined) return 'M';
  if (value.L !== undefined) return 'L';
  if (value.B !== undefined) return 'B';
  throw notModelled(`an attribute value of type ${Object.keys(value).join()}`);
}

/** A copy that nobody outside holds, numbers in DynamoDB's normal form. */
export function copyOf(value: AttributeValue): AttributeValue {
  if (value.S !== undefined) return { S: value.S };
  if (value.N !== undefined) return { N: normalNumber(value.N) };
  if (value.BOOL !== undefined) return { BOOL: value.BOOL };
  if (value.M !== undefined) return { M: copyAll(value.M) };
  if (value.L !== undefined) return { L: value.L.map(copyOf) };
  if (value.B !== undefined) return { B: value.B.slice() };
  return typeOf(value) === 'NULL' ? { NULL: true } : value;
}

export function copyAll(attributes: Attributes): Record<string, AttributeValue> {
  const copy: Record<string, AttributeValue> = {};
  for (const name in attributes) {
    const value = attributes[name];
    if (value !== undefined) copy[name] = copyOf(value);
  }
  return copy;
}

export function equal(a: AttributeValue, b: AttributeValue): boolean {
  if (a.S !== undefined || b.S !== undefined) return a.S === b.S;
  if (a.N !== undefined && b.N !== undefined) return numberOf(a.N) === numberOf(b.N);
  if (a.BOOL !== undefined || b.BOOL !== undefined) return a.BOOL === b.BOOL;
  if (a.L !== undefined && b.L !== undefined) {
    const [left, right] = [a.L, b.L];
    return left.length === right.length && left.every((value, at) => equal(value, right[at] ?? NOTHING));
  }
  if (a.M !== undefined && b.M !== undefined) return equalAll(a.M, b.M);
  if (a.B !== undefined && b.B !== undefined) return Buffer.compare(a.B, b.B) === 0;
  return typeOf(a) === 'NULL' && typeOf(b) === 'NULL';
}

export function equalAll(a: Attributes, b: Attributes): boolean {
  const names = Object.keys(a);
  if (names.length !== Object.keys(b).length) return false;
  return names.every((name) => {
    const [left, right] = [a[name], b[name]];
    return left !== undefined && right !== undefined && equal(left, right);
  });
}

/** Negative, 0 or positive; `undefined` where the two have no order. */
export function compare(a: AttributeValue, b: AttributeValue): number | undefined {
  if (a.S !== undefined && b.S !== undefined) return compareText(a.S, b.S);
  if (a.N !== undefined && b.N !== undefined) return numberOf(a.N) - numberOf(b.N);
  if (a.B !== undefined && b.B !== undefined) return Buffer.compare(a.B, b.B);
  return undefined;
}

/** By UTF-8 bytes, as DynamoDB orders; UTF-16, as JavaScript orders, puts what is beyond U+FFFF before U+E000. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const [left, right] = [a.charCodeAt(at), b.charCodeAt(at)];
    if (left !== right) return orderOfUnit(left) - orderOfUnit(right);
  }
  return a.length - b.length;
}

/** Bytes of an item as the Developer Guide counts them ("DynamoDB item sizes and formats"). */
export function bytesOf(attributes: Attributes): number {
  let bytes = 0;
  for (const name in attributes) {
    const value = attributes[name];
    if (value !== undefined) bytes += Buffer.byteLength(name) + bytesOfValue(value);
  }
  return bytes;
}

export function numberOf(text: string): number {
  return Number(normalNumber(text));
}

const NOTHING: AttributeValue = { NULL: true };
const NUMBER = /^\s*[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?\s*$/;
const NORMAL = /^(0|-?[1-9]\d{0,14})$/;
/** What a double carries without loss. */
const DIGITS_MAX = 15;
const SURROGATE_FIRST = 0xd8_00;
const SURROGATE_LAST = 0xdf_ff;

function normalNumber(text: string): string {
  if (NORMAL.test(text)) return text;
  if (!NUMBER.test(text)) throw validation('The parameter cannot be converted to a numeric value');
  const digits = text
    .replace(/[eE].*/, '')
    .replace(/\D/g, '')
    .replace(/^0+/, '');
  const normal = String(Number(text));
  if (digits.length > DIGITS_MAX || normal.includes('e')) throw notModelled(`the number ${text}`);
  return normal === '-0' ? '0' : normal;
}

function orderOfUnit(unit: number): number {
  return unit >= SURROGATE_FIRST && unit <= SURROGATE_LAST ? unit + 0x1_00_00 : unit;
}

function bytesOfValue(value: AttributeValue): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.N !== undefined) return Math.ceil(value.N.replace(/\D/g, '').length / 2) + 1;
  if (value.B !== undefined) return value.B.length;
  if (value.M !== undefined) return 3 + Object.keys(value.M).length + bytesOf(value.M);
  if (value.L !== undefined) return value.L.reduce((bytes, each) => bytes + 1 + bytesOfValue(each), 3);
  return 1;
}
