import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Scope } from './operands.ts';
import { conditionOf, type Placeholders, scopeOf, updateOf } from './expressions.ts';
import { type Key, KEY_NAMES, keyIn, keyOf } from './keys.ts';
import { validation } from './refusals.ts';
import type { Row } from './sorted-rows.ts';
import type { Store } from './store.ts';
import { type Attributes, copyAll } from './values.ts';
import { updated } from './updates.ts';

/** The fields by which one write, alone or in a transaction, says what it wants. */
export interface WriteRequest extends Placeholders {
  readonly Item?: Record<string, AttributeValue> | undefined;
  readonly Key?: Record<string, AttributeValue> | undefined;
  readonly UpdateExpression?: string | undefined;
  readonly ConditionExpression?: string | undefined;
}

export type Action = 'Put' | 'Update' | 'Delete' | 'ConditionCheck';

/** A write that is well formed, with the item it is about and whether its condition holds. */
export interface Plan {
  readonly key: Key;
  readonly before: Row | undefined;
  readonly holds: boolean;
  /** The item after it, `undefined` when it is gone; throws what only shows in computing it. */
  readonly after: () => Attributes | undefined;
}

export function planOf(store: Store, action: Action, request: WriteRequest): Plan {
  const item = action === 'Put' ? copyAll(request.Item ?? {}) : undefined;
  const key = item === undefined ? keyOf(request.Key) : keyIn(item);
  const condition = request.ConditionExpression === undefined ? undefined : conditionOf(request.ConditionExpression);
  const update = request.UpdateExpression === undefined ? undefined : updateOf(request.UpdateExpression);
  const bound = scopeOf(request, [condition, update]);
  if (item !== undefined) store.check(item);
  if (action === 'ConditionCheck' && condition === undefined) throw validation('ConditionExpression must not be null');
  const before = store.find(key);
  const scope: Scope = { ...bound, item: before?.item };
  return {
    key,
    before,
    holds: condition === undefined || condition.meaning(scope),
    after: () => {
      if (action === 'Put') return item;
      if (action === 'Delete') return undefined;
      if (action === 'ConditionCheck') return before?.item;
      const whole = before?.item ?? { pk: { S: key.pk }, sk: { S: key.sk } };
      const after = updated(whole, update?.meaning ?? [], scope, KEY_NAMES);
      store.check(after);
      return after;
    },
  };
}
