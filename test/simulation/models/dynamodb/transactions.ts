import { isDeepStrictEqual } from 'node:util';
import type {
  AttributeValue,
  CancellationReason,
  TransactWriteItem,
  TransactWriteItemsCommandInput,
} from '@aws-sdk/client-dynamodb';
import { type Action, type Plan, planOf, type WriteRequest } from './operations.ts';
import { notModelled } from '../command.ts';
import { CONDITION_FAILED, otherParameters, transactionCancelled, validation } from './refusals.ts';
import { itemOnFailure } from './single-items.ts';
import { checkTable, type Store } from './store.ts';
import type { Attributes } from './values.ts';

/** Client tokens of transactions that were made, for ten minutes each. */
export interface Tokens {
  /** Whether this very request was made under its token; throws when another one was. */
  readonly made: (token: string | undefined, items: readonly TransactWriteItem[]) => boolean;
  readonly keep: (token: string | undefined, items: readonly TransactWriteItem[]) => void;
  readonly forget: () => void;
}

export function createTokens(now: () => Date): Tokens {
  const known = new Map<string, { readonly until: number; readonly items: readonly TransactWriteItem[] }>();
  return {
    made: (token, items) => {
      const before = token === undefined ? undefined : known.get(token);
      if (before === undefined || before.until <= now().getTime()) return false;
      if (!isDeepStrictEqual(before.items, items)) throw otherParameters();
      return true;
    },
    keep: (token, items) => {
      if (token !== undefined) known.set(token, { until: now().getTime() + TOKEN_MS, items });
    },
    forget: () => {
      known.clear();
    },
  };
}

/** All or nothing; every condition is asked of the items as they were before. */
export function transactWriteItems(
  store: Store,
  tokens: Tokens,
  table: string,
  input: TransactWriteItemsCommandInput,
): object {
  const items = input.TransactItems ?? [];
  if (items.length === 0 || items.length > ITEMS_MAX) throw validation(wrongCount(items.length));
  if (tokens.made(input.ClientRequestToken, items)) return {};
  const plans = items.map((item) => stepOf(store, table, item));
  if (new Set(plans.map(({ plan: { key } }) => `${key.pk}\n${key.sk}`)).size < plans.length) throw validation(TWICE);
  const outcomes = plans.map(outcomeOf);
  if (outcomes.some(({ reason }) => reason.Code !== 'None')) {
    for (const { plan } of plans) store.spend(plan.before, 2);
    throw transactionCancelled(outcomes.map(({ reason }) => reason));
  }
  if (outcomes.reduce((bytes, { after }) => bytes + (after === undefined ? 0 : store.check(after)), 0) > BYTES_MAX)
    throw validation(TOO_LARGE);
  plans.forEach(({ action, plan }, at) => {
    if (action === 'ConditionCheck') store.spend(plan.before, 2);
    else store.write(plan.key, plan.before, outcomes[at]?.after, 2);
  });
  tokens.keep(input.ClientRequestToken, items);
  return {};
}

const ITEMS_MAX = 100;
const BYTES_MAX = 4 * 1_024 * 1_024;
const TOKEN_MS = 600_000;
const TWICE = 'Transaction request cannot include multiple operations on one item';
const TOO_LARGE = 'Transaction request size has exceeded the maximum allowed size';
const ACTIONS = ['Put', 'Update', 'Delete', 'ConditionCheck'] as const satisfies readonly Action[];

interface Step {
  readonly action: Action;
  readonly plan: Plan;
  readonly onFailure: string | undefined;
}

function stepOf(store: Store, table: string, item: TransactWriteItem): Step {
  const [action, ...others] = ACTIONS.filter((each) => item[each] !== undefined);
  if (action === undefined || others.length > 0) throw validation(ONE_ACTION);
  const request: (WriteRequest & OfTransaction) | undefined = item[action];
  if (request === undefined) throw notModelled(action);
  checkTable(table, request.TableName);
  return { action, plan: planOf(store, action, request), onFailure: request.ReturnValuesOnConditionCheckFailure };
}

interface OfTransaction {
  readonly TableName: string | undefined;
  readonly ReturnValuesOnConditionCheckFailure?: string | undefined;
}

interface Outcome {
  readonly reason: CancellationReason;
  readonly after: Attributes | undefined;
}

function outcomeOf({ plan, onFailure }: Step): Outcome {
  if (!plan.holds) return { reason: conditionReason(itemOnFailure(plan, onFailure)), after: undefined };
  try {
    return { reason: { Code: 'None' }, after: plan.after() };
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ValidationException') throw error;
    return { reason: { Code: 'ValidationError', Message: error.message }, after: undefined };
  }
}

function conditionReason(item: Record<string, AttributeValue> | undefined): CancellationReason {
  return { Code: 'ConditionalCheckFailed', Message: CONDITION_FAILED, ...(item === undefined ? {} : { Item: item }) };
}

function wrongCount(count: number): string {
  const bound = count === 0 ? 'greater than or equal to 1' : `less than or equal to ${ITEMS_MAX}`;
  return `1 validation error detected: Value at 'transactItems' failed to satisfy constraint: Member must have length ${bound}`;
}

const ONE_ACTION = 'TransactItems can only contain one of Check, Put, Update or Delete';
