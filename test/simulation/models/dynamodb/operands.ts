import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Cursor, NameOf, Names } from './tokens.ts';
import { type Attributes, bytesOf } from './values.ts';

/** What an expression is asked about: the item as it stands (`undefined`: none), and the placeholders' meanings. */
export interface Scope {
  readonly item: Attributes | undefined;
  readonly names: Names;
  readonly values: Attributes;
  readonly parameters: readonly AttributeValue[];
}

export type Operand = (scope: Scope) => AttributeValue | undefined;
export function operandAt(cursor: Cursor): Operand {
  const { kind, text } = cursor.peek();
  if (kind === 'value') return valueOf(cursor.next().text);
  if (kind === 'text') return constant(cursor, { S: text });
  if (kind === 'number' && cursor.dialect === 'statement') return constant(cursor, { N: text });
  if (kind === 'parameter') {
    const position = cursor.parameter();
    return ({ parameters }) => parameters[position];
  }
  return pathAt(cursor);
}

export function pathAt(cursor: Cursor): Operand {
  const name = cursor.name();
  let path: Operand = ({ item, names }) => item?.[name(names)];
  for (;;) {
    if (cursor.take('.')) path = memberOf(path, cursor.name());
    else if (cursor.take('[')) {
      path = elementOf(path, cursor);
      cursor.expect(']');
    } else return path;
  }
}

/** `size(path)` */
export function sizeAt(cursor: Cursor): Operand {
  cursor.next();
  cursor.expect('(');
  const path = pathAt(cursor);
  cursor.expect(')');
  return (scope) => {
    const value = path(scope);
    if (value?.S !== undefined) return { N: String(Buffer.byteLength(value.S)) };
    if (value?.L !== undefined) return { N: String(value.L.length) };
    if (value?.M !== undefined) return { N: String(Object.keys(value.M).length) };
    return value?.B === undefined ? undefined : { N: String(bytesOf({ '': value })) };
  };
}

function valueOf(placeholder: string): Operand {
  return ({ values }) => values[placeholder];
}

function constant(cursor: Cursor, value: AttributeValue): Operand {
  cursor.next();
  return () => value;
}

function memberOf(path: Operand, name: NameOf): Operand {
  return (scope) => path(scope)?.M?.[name(scope.names)];
}

function elementOf(path: Operand, cursor: Cursor): Operand {
  const { kind, text } = cursor.next();
  if (kind !== 'number') throw cursor.unknown();
  const index = Number(text);
  return (scope) => path(scope)?.L?.[index];
}
