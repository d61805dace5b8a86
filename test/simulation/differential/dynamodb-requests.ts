import type { AttributeValue, BatchStatementRequest } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import {
  type Assignment,
  change,
  computation,
  condition,
  type Pen,
  type Phrase,
  plainCondition,
} from './dynamodb-expressions.ts';
import { type Attributes, item, plainName } from './dynamodb-items.ts';

/** The expression fields of a request, every name and value by a placeholder. */
export interface Expressions {
  readonly ConditionExpression?: string;
  readonly UpdateExpression?: string;
  readonly FilterExpression?: string;
  readonly ExpressionAttributeNames?: Record<string, string>;
  readonly ExpressionAttributeValues?: Record<string, AttributeValue>;
}

/** The reserved words among them have to be aliases; one that need not be is, too. */
const ALIASED = new Set(['state', 'rows', 'total']);

/** Writes expressions with a common set of placeholders. */
export function expressions(
  phrases: Readonly<Partial<Record<'ConditionExpression' | 'UpdateExpression' | 'FilterExpression', Phrase>>>,
): Expressions {
  const names: Record<string, string> = {};
  const values: Record<string, AttributeValue> = {};
  const pen: Pen = {
    name: (name) => {
      if (!ALIASED.has(name)) return name;
      names[`#${name}`] = name;
      return `#${name}`;
    },
    value: (value) => {
      const placeholder = `:v${Object.keys(values).length}`;
      values[placeholder] = value;
      return placeholder;
    },
  };
  return {
    ...Object.fromEntries(Object.entries(phrases).map(([field, phrase]) => [field, phrase(pen)])),
    ...(Object.keys(names).length === 0 ? {} : { ExpressionAttributeNames: names }),
    ...(Object.keys(values).length === 0 ? {} : { ExpressionAttributeValues: values }),
  };
}

/** `SET … REMOVE …` for the item of this key; each attribute once. */
export function update(of: Attributes): fc.Arbitrary<Phrase> {
  const assignment = fc.oneof({ weight: 3, arbitrary: change(of) }, computation);
  return fc
    .record({ set: assignments(assignment), removed: removals, increment: fc.option(fc.constantFrom('1', '-2')) })
    .filter(({ set, removed }) => set.length + removed.length > 0)
    .map(({ set, removed, increment }) => (pen) => {
      const left = removed.filter((name) => set.every(({ target }) => target !== name));
      const adds = increment !== null && set.every(({ target }) => target !== 'count');
      return [
        set.length === 0 ? '' : `SET ${set.map(({ phrase }) => phrase(pen)).join(', ')}`,
        left.length === 0 ? '' : `REMOVE ${left.map(pen.name).join(', ')}`,
        adds ? `ADD revision ${pen.value({ N: increment })}` : '',
      ].join(' ');
    });
}

/** A PartiQL statement that writes the item of some key; the key comes with it. */
export interface Written {
  readonly key: Attributes;
  readonly request: (table: string) => BatchStatementRequest;
}

export const insert: fc.Arbitrary<Written> = item.map((whole) => ({
  key: { pk: whole['pk'] ?? { S: '' }, sk: whole['sk'] ?? { S: '' } },
  request: (table) => ({
    Statement: `INSERT INTO "${table}" VALUE {${Object.keys(whole)
      .map((name) => `'${name}': ?`)
      .join(', ')}}`,
    Parameters: Object.values(whole),
  }),
}));

/** `UPDATE … SET … REMOVE … WHERE`: the key, then up to two conditions. */
export function updateStatement(of: Attributes): fc.Arbitrary<Written> {
  return fc
    .record({
      set: fc.uniqueArray(change(of), { minLength: 1, maxLength: 3, selector: ({ target }) => target }),
      removed: removals,
      conditions: fc.array(plainCondition, { maxLength: 2 }),
      returned: fc.constantFrom('ALL_OLD' as const, undefined),
    })
    .map(({ set, removed, conditions, returned }) => ({
      key: of,
      request: (table) => {
        const parameters: AttributeValue[] = [];
        const pen: Pen = {
          name: (name) => `"${name}"`,
          value: (value) => {
            if (value.S !== undefined && /^[A-Z]+$/.test(value.S)) return `'${value.S}'`;
            parameters.push(value);
            return '?';
          },
        };
        const gone = removed.find((name) => set.every(({ target }) => target !== name));
        const assigned = set.map(({ phrase }) => phrase(pen)).join(', ');
        const remove = gone === undefined ? '' : ` REMOVE ${pen.name(gone)}`;
        parameters.push(...Object.values(of));
        const where = ['"pk"=? AND "sk"=?', ...conditions.map((phrase) => phrase(pen))].join(' AND ');
        return {
          Statement: `UPDATE "${table}" SET ${assigned}${remove} WHERE ${where}`,
          Parameters: parameters,
          ...(returned === undefined ? {} : { ReturnValuesOnConditionCheckFailure: returned }),
        };
      },
    }));
}

/** Half of the writes have a condition. */
export const maybeCondition = fc.option(condition, { nil: undefined });

const removals = fc.uniqueArray(fc.oneof(plainName, fc.constantFrom('duePk', 'problemPk')), { maxLength: 2 });

function assignments(one: fc.Arbitrary<Assignment>): fc.Arbitrary<readonly Assignment[]> {
  return fc.uniqueArray(one, { maxLength: 3, selector: ({ target }) => target });
}
