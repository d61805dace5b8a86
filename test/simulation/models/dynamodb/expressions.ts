import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { type Condition, conditionAt } from './conditions.ts';
import type { Scope } from './operands.ts';
import { type KeyCondition, keyConditionAt } from './key-conditions.ts';
import { validation } from './refusals.ts';
import { type Cursor, cursorOf, type NameOf } from './tokens.ts';
import { type Update, updateAt } from './updates.ts';

/** The fields of a request that its expressions share. */
export interface Placeholders {
  readonly ExpressionAttributeNames?: Record<string, string> | undefined;
  readonly ExpressionAttributeValues?: Record<string, AttributeValue> | undefined;
}

export interface Parsed<Meaning> {
  readonly meaning: Meaning;
  readonly names: ReadonlySet<string>;
  readonly values: ReadonlySet<string>;
}

export type Projection = readonly NameOf[];

export const conditionOf = parser<Condition>(conditionAt);
export const updateOf = parser<Update>(updateAt);
export const keyConditionOf = parser<KeyCondition>(keyConditionAt);
export const projectionOf = parser<Projection>((cursor) => {
  const names = [cursor.name()];
  while (cursor.take(',')) names.push(cursor.name());
  return names;
});

/**
 * The scope of a request's expressions. DynamoDB refuses a placeholder that has no meaning, and a meaning that none of the
 * expressions asks for.
 */
export function scopeOf(request: Placeholders, parsed: readonly (Parsed<unknown> | undefined)[]): Omit<Scope, 'item'> {
  const { ExpressionAttributeNames: names = NONE, ExpressionAttributeValues: values = NONE } = request;
  if (isEmpty(names)) throw validation('ExpressionAttributeNames must not be empty');
  if (isEmpty(values)) throw validation('ExpressionAttributeValues must not be empty');
  for (const each of parsed) {
    for (const name of each?.names ?? []) if (names[name] === undefined) throw undefinedPlaceholder('name', name);
    for (const value of each?.values ?? []) if (values[value] === undefined) throw undefinedPlaceholder('value', value);
  }
  for (const name in names) {
    if (!parsed.some((each) => each?.names.has(name) === true)) throw unused('Names', name);
  }
  for (const value in values) {
    if (!parsed.some((each) => each?.values.has(value) === true)) throw unused('Values', value);
  }
  return { names, values, parameters: [] };
}

/** Parses a text once for all models: a simulation sends the same few expressions a million times. */
function parser<Meaning>(meaningAt: (cursor: Cursor) => Meaning): (text: string) => Parsed<Meaning> {
  const known = new Map<string, Parsed<Meaning>>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const cursor = cursorOf(text, 'expression');
    const parsed = { meaning: meaningAt(cursor), names: cursor.names, values: cursor.values };
    if (cursor.peek().kind !== 'end') throw cursor.unknown();
    known.set(text, parsed);
    return parsed;
  };
}

const NONE: Readonly<Record<string, never>> = {};

function isEmpty(given: object): boolean {
  return given !== NONE && Object.keys(given).length === 0;
}

function undefinedPlaceholder(kind: 'name' | 'value', placeholder: string) {
  const where = kind === 'name' ? 'the document path' : 'expression';
  return validation(
    `An expression attribute ${kind} used in ${where} is not defined; attribute ${kind}: ${placeholder}`,
  );
}

function unused(kind: 'Names' | 'Values', placeholder: string) {
  return validation(`Value provided in ExpressionAttribute${kind} unused in expressions: keys: {${placeholder}}`);
}
