import { validation } from './refusals.ts';
import { type Operand, operandAt, pathAt, type Scope, sizeAt } from './operands.ts';
import type { Cursor } from './tokens.ts';
import { compare, equal, typeOf } from './values.ts';

export type Condition = (scope: Scope) => boolean;

/** OR, AND, NOT, parentheses, comparisons, BETWEEN, IN, IS MISSING and the functions; anything else is not modelled. */
export function conditionAt(cursor: Cursor): Condition {
  let left = conjunctionAt(cursor);
  while (cursor.take('OR')) {
    const [first, second] = [left, conjunctionAt(cursor)];
    left = (scope) => first(scope) || second(scope);
  }
  return left;
}

/** One condition of an AND chain. */
export function negationAt(cursor: Cursor): Condition {
  if (cursor.take('NOT')) {
    const denied = negationAt(cursor);
    return (scope) => !denied(scope);
  }
  if (cursor.take('(')) {
    const inner = conditionAt(cursor);
    cursor.expect(')');
    return inner;
  }
  return cursor.peek(1).text === '(' && cursor.peek().kind === 'word' ? callAt(cursor) : comparisonAt(cursor);
}

function conjunctionAt(cursor: Cursor): Condition {
  let left = negationAt(cursor);
  while (cursor.take('AND')) {
    const [first, second] = [left, negationAt(cursor)];
    left = (scope) => first(scope) && second(scope);
  }
  return left;
}

function comparisonAt(cursor: Cursor): Condition {
  return relationAt(cursor, operandAt(cursor));
}

function relationAt(cursor: Cursor, left: Operand): Condition {
  if (cursor.take('IN')) return membershipAt(cursor, left);
  if (cursor.take('BETWEEN')) {
    const low = operandAt(cursor);
    cursor.expect('AND');
    const high = operandAt(cursor);
    return (scope) => order(left, low, scope, (sign) => sign >= 0) && order(left, high, scope, (sign) => sign <= 0);
  }
  if (cursor.dialect === 'statement' && cursor.take('IS')) {
    const wanted = !cursor.take('NOT');
    cursor.expect('MISSING');
    return (scope) => (left(scope) === undefined) === wanted;
  }
  const relation = RELATIONS[cursor.peek().text];
  if (relation === undefined || cursor.next().kind !== 'symbol') throw cursor.unknown();
  const right = operandAt(cursor);
  return (scope) => relation(left, right, scope);
}

type Relation = (left: Operand, right: Operand, scope: Scope) => boolean;

const RELATIONS: Readonly<Record<string, Relation>> = {
  '=': same,
  // What is not there differs from everything.
  '<>': (left, right, scope) => !same(left, right, scope),
  '<': (left, right, scope) => order(left, right, scope, (sign) => sign < 0),
  '<=': (left, right, scope) => order(left, right, scope, (sign) => sign <= 0),
  '>': (left, right, scope) => order(left, right, scope, (sign) => sign > 0),
  '>=': (left, right, scope) => order(left, right, scope, (sign) => sign >= 0),
};

function same(left: Operand, right: Operand, scope: Scope): boolean {
  const [a, b] = [left(scope), right(scope)];
  return a !== undefined && b !== undefined && equal(a, b);
}

function order(left: Operand, right: Operand, scope: Scope, holds: (sign: number) => boolean): boolean {
  const [a, b] = [left(scope), right(scope)];
  const sign = a === undefined || b === undefined ? undefined : compare(a, b);
  return sign !== undefined && holds(sign);
}

function membershipAt(cursor: Cursor, left: Operand): Condition {
  const close = cursor.dialect === 'statement' && cursor.take('[') ? ']' : ')';
  if (close === ')') cursor.expect('(');
  const among: Operand[] = [];
  do among.push(operandAt(cursor));
  while (cursor.take(','));
  cursor.expect(close);
  return (scope) => among.some((right) => same(left, right, scope));
}

function callAt(cursor: Cursor): Condition {
  const called = cursor.peek().text;
  if (called === 'size') return relationAt(cursor, sizeAt(cursor));
  const make = FUNCTIONS[called];
  if (make === undefined) throw cursor.unknown();
  cursor.next();
  cursor.expect('(');
  const path = pathAt(cursor);
  const second = cursor.take(',') ? operandAt(cursor) : undefined;
  cursor.expect(')');
  return make(path, second ?? (() => undefined));
}

const FUNCTIONS: Readonly<Record<string, (path: Operand, second: Operand) => Condition>> = {
  attribute_exists: (path) => (scope) => path(scope) !== undefined,
  attribute_not_exists: (path) => (scope) => path(scope) === undefined,
  attribute_type: (path, type) => (scope) => {
    const value = path(scope);
    return value !== undefined && typeOf(value) === type(scope)?.S;
  },
  begins_with: (path, prefix) => (scope) => {
    const start = prefix(scope);
    if (start !== undefined && start.S === undefined) {
      throw validation('Incorrect operand type for operator or function; operator or function: begins_with');
    }
    return start?.S !== undefined && (path(scope)?.S?.startsWith(start.S) ?? false);
  },
  contains: (path, part) => (scope) => {
    const [value, wanted] = [path(scope), part(scope)];
    if (value === undefined || wanted === undefined) return false;
    if (value.L !== undefined) return value.L.some((each) => equal(each, wanted));
    return value.S !== undefined && wanted.S !== undefined && value.S.includes(wanted.S);
  },
};
