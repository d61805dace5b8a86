import {
  type BatchExecuteStatementCommandOutput,
  type BatchGetItemCommandOutput,
  type CancellationReason,
  DynamoDBServiceException,
  QueryCommand,
  type QueryCommandOutput,
} from '@aws-sdk/client-dynamodb';
import type { Call, ModelledCommand } from './dynamodb-calls.ts';

export type Send = (command: ModelledCommand) => unknown;

/** What a call came to, as far as callers may rely on it. */
export type Answer =
  | { readonly given: object }
  | { readonly refused: string; readonly reasons?: readonly unknown[]; readonly item?: unknown };

const PAGES_MAX = 12;

/** Makes a call as often as it says, and reads a query to its last page. */
export async function answersOf(send: Send, call: Call, table: string): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  for (let time = 0; time < call.times; time++) answers.push(await answerOf(send, call.command(table)));
  let command = call.command(table);
  for (let page = 1; command instanceof QueryCommand && page < PAGES_MAX; page++) {
    const last = answers.at(-1);
    const start =
      last !== undefined && 'given' in last ? (last.given as QueryCommandOutput).LastEvaluatedKey : undefined;
    if (start === undefined) break;
    command = new QueryCommand({ ...command.input, ExclusiveStartKey: start });
    answers.push(await answerOf(send, command));
  }
  return answers;
}

async function answerOf(send: Send, command: ModelledCommand): Promise<Answer> {
  try {
    const { $metadata: _, ConsumedCapacity: __, ...given } = (await send(command)) as Record<string, unknown>;
    return { given: ordered(given) };
  } catch (error) {
    if (!(error instanceof DynamoDBServiceException)) throw error;
    const { CancellationReasons: reasons, Item: item } = error as {
      CancellationReasons?: CancellationReason[];
      Item?: unknown;
    };
    return {
      refused: error.name,
      ...(reasons === undefined ? {} : { reasons: reasons.map(({ Code, Item }) => ({ Code, Item })) }),
      ...(item === undefined ? {} : { item }),
    };
  }
}

/** Items of a batch come in any order, messages are for people, an answer that failed need not say its table. */
function ordered(given: object): object {
  const { Responses } = given as Partial<BatchGetItemCommandOutput | BatchExecuteStatementCommandOutput>;
  if (Responses === undefined) return given;
  if (Array.isArray(Responses)) {
    return {
      Responses: Responses.map(({ Error: error, Item }) => ({
        ...(error === undefined ? {} : { code: error.Code, item: error.Item }),
        ...(Item === undefined ? {} : { Item }),
      })),
    };
  }
  const items = Object.values(Responses).flat();
  return {
    ...given,
    Responses: items.toSorted((a, b) => compare(`${a['pk']?.S} ${a['sk']?.S}`, `${b['pk']?.S} ${b['sk']?.S}`)),
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
