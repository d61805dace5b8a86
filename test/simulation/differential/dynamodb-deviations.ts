import {
  BatchExecuteStatementCommand,
  QueryCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Answer } from './dynamodb-answers.ts';
import type { ModelledCommand } from './dynamodb-calls.ts';
import type { EngineName } from './dynamodb-engines.ts';

/** Where an engine is known to differ from AWS, whom the model follows. */
interface Deviation {
  readonly engine: EngineName;
  readonly what: string;
  /** What AWS says. */
  readonly right: string;
  readonly of: (command: ModelledCommand) => boolean;
  /** Brings both answers to what they have in common; `null`: the call leaves another state behind and is not made. */
  readonly level: ((answer: Answer) => Answer) | null;
}

/** Whether the two may be asked this. */
export function isComparable(engine: EngineName, command: ModelledCommand): boolean {
  return DEVIATIONS.every((known) => known.engine !== engine || known.level !== null || !known.of(command));
}

export function levelled(engine: EngineName, command: ModelledCommand, answers: readonly Answer[]): readonly Answer[] {
  const known = DEVIATIONS.filter((each) => each.engine === engine && each.of(command));
  return answers.map((answer) => known.reduce((last, { level }) => level?.(last) ?? last, answer));
}

const REFUSED: Answer = { refused: 'ValidationException' };

const DEVIATIONS: readonly Deviation[] = [
  {
    engine: 'dynoxide',
    what: 'gives a statement that lost no item, though the statement asks for ALL_OLD',
    right: 'API reference, BatchStatementError: Item is set if ReturnValuesOnConditionCheckFailure is ALL_OLD',
    of: (command) => command instanceof BatchExecuteStatementCommand,
    level: (answer) => {
      if (!('given' in answer)) return answer;
      const { Responses } = answer.given as { readonly Responses: readonly { readonly code?: string }[] };
      return { given: { Responses: Responses.map(({ code }) => ({ code })) } };
    },
  },
  {
    engine: 'dynoxide',
    what: 'answers an update with ALL_OLD that makes its item with the key',
    right: 'API reference, UpdateItem: ALL_OLD returns the attributes as they appeared before, and there were none',
    of: (command) => command instanceof UpdateItemCommand && command.input.ReturnValues === 'ALL_OLD',
    level: (answer) => {
      if (!('given' in answer)) return answer;
      const { Attributes = {} } = answer.given as { readonly Attributes?: object };
      return Object.keys(Attributes).length === 2 ? { given: {} } : answer;
    },
  },
  {
    engine: 'dynoxide',
    what: 'takes an empty string for a sort key in begins_with',
    right: 'DynamoDB Local refuses it as AWS does: a key attribute cannot contain an empty string value',
    of: (command) => command instanceof QueryCommand && command.input.ExpressionAttributeValues?.[':prefix']?.S === '',
    level: null,
  },
  {
    engine: 'dynamodb-local',
    what: 'has written some statements of a batch when it refuses it for an item that comes twice',
    right: 'API reference, BatchExecuteStatement: a batch that breaks a rule is refused as a whole',
    of: (command) => command instanceof BatchExecuteStatementCommand && comesTwice(keysOfBatch(command)),
    level: null,
  },
  {
    engine: 'dynamodb-local',
    what: 'asks the conditions of a transaction before it notices that an item comes twice',
    right: 'API reference, TransactWriteItems: no two actions may target the same item; the request is refused',
    of: (command) => command instanceof TransactWriteItemsCommand && comesTwice(keysOfTransaction(command)),
    level: (answer) => ('refused' in answer ? REFUSED : answer),
  },
  {
    engine: 'dynamodb-local',
    what: 'refuses a transaction outright for what only shows in computing an update',
    right: 'API reference, TransactionCanceledException: the reason of such an item is ValidationError',
    of: (command) => command instanceof TransactWriteItemsCommand,
    level: (answer) => {
      const reasons = 'refused' in answer ? (answer.reasons ?? []) : [];
      return reasons.some((reason) => (reason as { readonly Code?: string }).Code === 'ValidationError')
        ? REFUSED
        : answer;
    },
  },
];

function comesTwice(keys: readonly string[]): boolean {
  return new Set(keys).size < keys.length;
}

function keysOfTransaction(command: TransactWriteItemsCommand): readonly string[] {
  return (command.input.TransactItems ?? []).map(({ Put, Update, Delete, ConditionCheck }) => {
    const key = Put?.Item ?? (Update ?? Delete ?? ConditionCheck)?.Key;
    return `${key?.['pk']?.S} ${key?.['sk']?.S}`;
  });
}

/** An INSERT's parameters begin with the key, an UPDATE's hold it where the pools' partitions stand. */
function keysOfBatch(command: BatchExecuteStatementCommand): readonly string[] {
  return (command.input.Statements ?? []).map(({ Parameters = [] }) => {
    const at = Parameters.findIndex(({ S }) => S?.startsWith('P#'));
    return `${Parameters[at]?.S} ${Parameters[at + 1]?.S}`;
  });
}
