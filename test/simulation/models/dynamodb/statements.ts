import { type Condition, negationAt } from './conditions.ts';
import { type Operand, operandAt } from './operands.ts';
import { KEY_NAMES } from './keys.ts';
import { notModelled } from '../command.ts';
import { type Cursor, cursorOf } from './tokens.ts';
import { type Assignment, assignmentAt, type Update } from './updates.ts';

/** PartiQL that writes one item. */
export type Statement = {
  readonly table: string;
  /** How many `?` it holds. */
  readonly parameters: number;
} & (
  | { readonly verb: 'INSERT'; readonly item: readonly (readonly [name: string, value: Operand])[] }
  | { readonly verb: 'UPDATE'; readonly update: Update; readonly where: Where }
  | { readonly verb: 'DELETE'; readonly where: Where }
);

export interface Where {
  /** Value the statement demands of each key attribute; an attribute it does not name by `=` is absent. */
  readonly key: ReadonlyMap<string, Operand>;
  /** What it demands besides. */
  readonly conditions: readonly Condition[];
}

export function statementOf(text: string): Statement {
  const before = known.get(text);
  if (before !== undefined) return before;
  const cursor = cursorOf(text, 'statement');
  const read = VERBS[cursor.next().text.toUpperCase()];
  if (read === undefined) throw notModelled(`the statement ${text}`);
  const statement = read(cursor);
  if (cursor.peek().kind !== 'end') throw cursor.unknown();
  known.set(text, statement);
  return statement;
}

const known = new Map<string, Statement>();

const VERBS: Readonly<Record<string, (cursor: Cursor) => Statement>> = {
  INSERT: (cursor) => {
    cursor.expect('INTO');
    const table = tableAt(cursor);
    cursor.expect('VALUE');
    cursor.expect('{');
    const item: (readonly [string, Operand])[] = [];
    do {
      const { kind, text } = cursor.next();
      if (kind !== 'text') throw cursor.unknown();
      cursor.expect(':');
      item.push([text, operandAt(cursor)]);
    } while (cursor.take(','));
    cursor.expect('}');
    return { verb: 'INSERT', table, item, parameters: cursor.parameters() };
  },
  UPDATE: (cursor) => {
    const table = tableAt(cursor);
    const update: Assignment[] = [];
    while (!cursor.take('WHERE')) {
      const read = CLAUSES[cursor.next().text.toUpperCase()];
      if (read === undefined) throw cursor.unknown();
      do update.push(read(cursor));
      while (cursor.take(','));
    }
    return { verb: 'UPDATE', table, update, where: whereAt(cursor), parameters: cursor.parameters() };
  },
  DELETE: (cursor) => {
    cursor.expect('FROM');
    const table = tableAt(cursor);
    cursor.expect('WHERE');
    return { verb: 'DELETE', table, where: whereAt(cursor), parameters: cursor.parameters() };
  },
};

const CLAUSES: Readonly<Record<string, (cursor: Cursor) => Assignment>> = {
  SET: assignmentAt,
  REMOVE: (cursor) => ({ target: cursor.name(), value: null }),
};

function tableAt(cursor: Cursor): string {
  const { kind, text } = cursor.next();
  if (kind !== 'quoted' && kind !== 'word') throw cursor.unknown();
  return text;
}

/** A chain of ANDs; an OR must stand in parentheses, or which item is meant would not be clear. */
function whereAt(cursor: Cursor): Where {
  const key = new Map<string, Operand>();
  const conditions: Condition[] = [];
  do {
    const { kind, text } = cursor.peek();
    const isKey = (kind === 'quoted' || kind === 'word') && KEY_NAMES.some((name) => name === text);
    if (isKey && cursor.peek(1).text === '=' && !key.has(text)) {
      cursor.next();
      cursor.expect('=');
      key.set(text, operandAt(cursor));
    } else conditions.push(negationAt(cursor));
  } while (cursor.take('AND'));
  return { key, conditions };
}
