import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Index } from './index-view.ts';
import { validation } from './refusals.ts';
import { type Attributes, typeOf } from './values.ts';

export interface Key {
  readonly pk: string;
  readonly sk: string;
}

export const KEY_NAMES = ['pk', 'sk'] as const;

/** The key a request names an item by: both attributes and nothing else. */
export function keyOf(given: Attributes | undefined): Key {
  if (given === undefined || Object.keys(given).length !== KEY_NAMES.length) throw validation(NOT_THE_SCHEMA);
  const [pk, sk] = KEY_NAMES.map((name) => given[name]?.S);
  if (pk === undefined || sk === undefined) throw validation(NOT_THE_SCHEMA);
  return checked({ pk, sk });
}

/** The key of a whole item. */
export function keyIn(item: Attributes): Key {
  return checked({ pk: keyText(item, 'pk'), sk: keyText(item, 'sk') });
}

/** An index's key may be missing, but not be of another type or empty. */
export function checkIndexKeys(item: Attributes, indexes: readonly Index[]): void {
  for (const { name, hash, range } of indexes) {
    for (const attribute of [hash, range]) {
      const value = item[attribute];
      if (value === undefined) continue;
      if (value.S === undefined) throw validation(indexMismatch(attribute, typeOf(value), name));
      if (value.S === '') throw validation(emptyIndexKey(attribute, name));
    }
  }
}

const NOT_THE_SCHEMA = 'The provided key element does not match the schema';
const INVALID = 'One or more parameter values were invalid';
/** Bytes. */
const PK_MAX = 2_048;
const SK_MAX = 1_024;

function checked(key: Key): Key {
  for (const name of KEY_NAMES) {
    if (key[name] === '') {
      throw validation(
        `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: ${name}`,
      );
    }
  }
  if (Buffer.byteLength(key.pk) > PK_MAX) throw validation(tooLong('hash', PK_MAX));
  if (Buffer.byteLength(key.sk) > SK_MAX) throw validation(tooLong('range', SK_MAX));
  return key;
}

function keyText(item: Attributes, name: string): string {
  const value: AttributeValue | undefined = item[name];
  if (value === undefined) throw validation(`${INVALID}: Missing the key ${name} in the item`);
  if (value.S !== undefined) return value.S;
  throw validation(`${INVALID}: Type mismatch for key ${name} expected: S actual: ${typeOf(value)}`);
}

function tooLong(kind: 'hash' | 'range', max: number): string {
  return `${INVALID}: Size of ${kind}key has exceeded the maximum size limit of ${max} bytes`;
}

function indexMismatch(attribute: string, actual: string, index: string): string {
  return `${INVALID}: Type mismatch for Index Key ${attribute} Expected: S Actual: ${actual} IndexName: ${index}`;
}

function emptyIndexKey(attribute: string, index: string): string {
  return `One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty string value. IndexName: ${index}, IndexKey: ${attribute}`;
}
