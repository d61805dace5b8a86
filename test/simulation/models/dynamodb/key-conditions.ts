import { type Operand, operandAt } from './operands.ts';
import type { Cursor, NameOf } from './tokens.ts';
import { compareText } from './values.ts';

/** One conjunct of a key condition: which attribute, and whether a value of it fits the operands' values. */
export interface KeyPart {
  readonly target: NameOf;
  readonly equality: boolean;
  readonly operands: readonly Operand[];
  readonly fits: (range: string, operands: readonly string[]) => boolean;
}

export type KeyCondition = readonly KeyPart[];

/** `a = :a`, or that AND one of `=`, `<`, `<=`, `>`, `>=`, BETWEEN, begins_with on the other. Keys are strings. */
export function keyConditionAt(cursor: Cursor): KeyCondition {
  const parts = [partAt(cursor)];
  if (cursor.take('AND')) parts.push(partAt(cursor));
  return parts;
}

function partAt(cursor: Cursor): KeyPart {
  if (cursor.peek().text === 'begins_with') {
    cursor.next();
    cursor.expect('(');
    const target = cursor.name();
    cursor.expect(',');
    const operands = [operandAt(cursor)];
    cursor.expect(')');
    return { target, equality: false, operands, fits: (range, [prefix = '']) => range.startsWith(prefix) };
  }
  const target = cursor.name();
  if (cursor.take('BETWEEN')) {
    const low = operandAt(cursor);
    cursor.expect('AND');
    return {
      target,
      equality: false,
      operands: [low, operandAt(cursor)],
      fits: (range, [from = '', to = '']) => compareText(range, from) >= 0 && compareText(range, to) <= 0,
    };
  }
  const relation = cursor.next().text;
  const holds = RELATIONS[relation];
  if (holds === undefined) throw cursor.unknown();
  return {
    target,
    equality: relation === '=',
    operands: [operandAt(cursor)],
    fits: (range, [other = '']) => holds(compareText(range, other)),
  };
}

const RELATIONS: Readonly<Record<string, (sign: number) => boolean>> = {
  '=': (sign) => sign === 0,
  '<': (sign) => sign < 0,
  '<=': (sign) => sign <= 0,
  '>': (sign) => sign > 0,
  '>=': (sign) => sign >= 0,
};
