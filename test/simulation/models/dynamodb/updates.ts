import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { type Operand, operandAt, pathAt, type Scope } from './operands.ts';
import { notModelled } from '../command.ts';
import { validation } from './refusals.ts';
import type { Cursor, NameOf } from './tokens.ts';
import { type Attributes, copyOf, numberOf } from './values.ts';

export interface Assignment {
  readonly target: NameOf;
  /** `null` removes the attribute. */
  readonly value: Operand | null;
}

/** Whole attributes only: a path into a map or a list as a target is not modelled. */
export type Update = readonly Assignment[];

/** `SET a = …, b = … REMOVE c ADD d :n`, each clause at most once. */
export function updateAt(cursor: Cursor): Update {
  const assignments: Assignment[] = [];
  const seen = new Set<string>();
  while (cursor.peek().kind !== 'end') {
    const clause = cursor.next().text.toUpperCase();
    const read = CLAUSES[clause];
    if (read === undefined || seen.has(clause)) throw notModelled(`${clause} in update: ${cursor.source}`);
    seen.add(clause);
    do assignments.push(read(cursor));
    while (cursor.take(','));
  }
  return assignments;
}

/** `a = …` */
export function assignmentAt(cursor: Cursor): Assignment {
  const target = cursor.name();
  cursor.expect('=');
  return { target, value: sumAt(cursor) };
}

/** The item with the update made, each value computed from the item as it was. Keys may not be changed. */
export function updated(
  before: Attributes,
  update: Update,
  scope: Scope,
  keyNames: readonly string[],
): Record<string, AttributeValue> {
  const changes = new Map<string, AttributeValue | null>();
  for (const { target, value } of update) {
    const name = target(scope.names);
    if (keyNames.includes(name)) throw validation(keyChange(name));
    if (changes.has(name)) throw validation(overlap(name));
    changes.set(name, value === null ? null : computed(value, scope));
  }
  const after: Record<string, AttributeValue> = {};
  for (const name in before) {
    const old = before[name];
    if (old !== undefined && !changes.has(name)) after[name] = old;
  }
  for (const [name, value] of changes) if (value !== null) after[name] = value;
  return after;
}

const CLAUSES: Readonly<Record<string, (cursor: Cursor) => Assignment>> = {
  SET: assignmentAt,
  REMOVE: (cursor) => ({ target: cursor.name(), value: null }),
  ADD: (cursor) => {
    const target = cursor.name();
    const by = operandAt(cursor);
    const current: Operand = ({ item, names }) => item?.[target(names)] ?? { N: '0' };
    return { target, value: arithmetic(current, by, 1) };
  },
};

function sumAt(cursor: Cursor): Operand {
  const first = termAt(cursor);
  if (cursor.take('+')) return arithmetic(first, termAt(cursor), 1);
  if (cursor.take('-')) return arithmetic(first, termAt(cursor), -1);
  return first;
}

function termAt(cursor: Cursor): Operand {
  const called = cursor.peek(1).text === '(' ? cursor.next().text : null;
  if (called === null) return operandAt(cursor);
  cursor.expect('(');
  const first = called === 'if_not_exists' ? pathAt(cursor) : termAt(cursor);
  cursor.expect(',');
  const second = termAt(cursor);
  cursor.expect(')');
  if (called === 'if_not_exists') return (scope) => first(scope) ?? second(scope);
  if (called !== 'list_append') throw notModelled(`${called} in update: ${cursor.source}`);
  return (scope) => {
    const [head, tail] = [first(scope), second(scope)];
    if (head === undefined || tail === undefined) return undefined;
    if (head.L === undefined || tail.L === undefined) throw wrongOperand('list_append');
    return { L: [...head.L, ...tail.L] };
  };
}

function arithmetic(left: Operand, right: Operand, sign: 1 | -1): Operand {
  return (scope) => {
    const [a, b] = [left(scope), right(scope)];
    if (a === undefined || b === undefined) return undefined;
    if (a.N === undefined || b.N === undefined) throw wrongOperand(sign === 1 ? '+' : '-');
    return { N: String(numberOf(a.N) + sign * numberOf(b.N)) };
  };
}

function computed(value: Operand, scope: Scope): AttributeValue {
  const result = value(scope);
  if (result === undefined) throw validation(NO_SUCH_ATTRIBUTE);
  return copyOf(result);
}

const NO_SUCH_ATTRIBUTE = 'The provided expression refers to an attribute that does not exist in the item';

function wrongOperand(operator: string) {
  return validation(`An operand in the update expression has an incorrect data type; operator: ${operator}`);
}

function keyChange(name: string): string {
  return `One or more parameter values were invalid: Cannot update attribute ${name}. This attribute is part of the key`;
}

function overlap(name: string): string {
  return `Invalid UpdateExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [${name}], path two: [${name}]`;
}
