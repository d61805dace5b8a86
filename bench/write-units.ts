import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** What DynamoDB would bill for writing, by its own rules (read-write-operations and GSI pages of its Developer Guide). */
export interface Usage {
  /** Requests to the service, and how many of them only read. */
  readonly calls: number;
  readonly reads: number;
  /** Write request units: of the table, of its indexes. */
  readonly tableUnits: number;
  readonly indexUnits: number;
}

/** A global secondary index: an item is in it while it has both its keys. */
export interface MeteredIndex {
  readonly partitionKey: string;
  readonly sortKey: string;
  readonly projected: readonly string[];
}

export interface WriteMeter {
  /** Counts every call of this client from now on. */
  readonly attach: (client: DynamoDBClient) => void;
  readonly usage: () => Usage;
}

export type MeteredItem = Readonly<Record<string, AttributeValue>>;

const UNIT_BYTES = 1024;
/** A transaction prepares and commits. */
const UNITS_OF_TRANSACTION = 2;

/**
 * Meters writes by what is sent and what became of it. A write costs a unit per KiB begun of the larger of the item before and after;
 * one that failed its condition costs as much, one in a transaction twice. An index costs a unit per KiB begun of its entry for each
 * entry put or removed: two where its key changes, none where nothing of it does. Only writes the two sides make are known: puts,
 * updates that set, inserts and updates in PartiQL; any other is an error.
 */
export function createWriteMeter(indexes: readonly MeteredIndex[]): WriteMeter {
  const items = new Map<string, MeteredItem>();
  let [calls, reads, tableUnits, indexUnits] = [0, 0, 0, 0];
  const charge = ({ key, after }: Write, done: boolean, factor: number): void => {
    const before = items.get(key);
    const next = after(before);
    tableUnits += factor * Math.max(unitsOf(before ?? {}), done ? unitsOf(next) : 1);
    if (!done) return;
    for (const index of indexes) indexUnits += indexWrites(index, before, next);
    items.set(key, next);
  };
  return {
    usage: () => ({ calls, reads, tableUnits, indexUnits }),
    attach: (client) => {
      client.middlewareStack.add(
        (next, context) => async (args) => {
          calls += 1;
          const writes = writesOf(String(context.commandName), args.input as unknown as Input);
          if (writes.length === 0) reads += 1;
          const isTransaction = String(context.commandName).startsWith('TransactWrite');
          const factor = isTransaction ? UNITS_OF_TRANSACTION : 1;
          try {
            const result = await next(args);
            const { Responses = [] } = result.output as { readonly Responses?: readonly { readonly Error?: object }[] };
            writes.forEach((write, at) => charge(write, Responses[at]?.Error === undefined, factor));
            return result;
          } catch (error) {
            for (const write of writes) charge(write, false, factor);
            throw error;
          }
        },
        // After the document client has marshalled, which it does while serializing.
        { step: 'build', name: 'writeMeter', priority: 'high' },
      );
    },
  };
}

/** Bytes as DynamoDB counts them: names and values in UTF-8; 3 for a list or map and 1 for each entry; about half a byte a digit. */
export function itemBytes(item: MeteredItem): number {
  return Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + valueBytes(value), 0);
}

function valueBytes(value: AttributeValue): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.N !== undefined) return Math.ceil(value.N.length / 2) + 1;
  if (value.B !== undefined) return value.B.length;
  if (value.L !== undefined) return 3 + value.L.reduce((sum, entry) => sum + 1 + valueBytes(entry), 0);
  if (value.M !== undefined)
    return 3 + Object.entries(value.M).reduce((sum, [name, entry]) => sum + 1 + name.length + valueBytes(entry), 0);
  return 1;
}

function unitsOf(item: MeteredItem): number {
  return Math.max(1, Math.ceil(itemBytes(item) / UNIT_BYTES));
}

function indexWrites(index: MeteredIndex, before: MeteredItem | undefined, after: MeteredItem): number {
  const [old, fresh] = [entryOf(index, before), entryOf(index, after)];
  if (old === undefined && fresh === undefined) return 0;
  if (old === undefined || fresh === undefined) return unitsOf(old ?? fresh ?? {});
  const isMoved = [index.partitionKey, index.sortKey].some((key) => old[key]?.S !== fresh[key]?.S);
  if (isMoved) return unitsOf(old) + unitsOf(fresh);
  return JSON.stringify(old) === JSON.stringify(fresh) ? 0 : Math.max(unitsOf(old), unitsOf(fresh));
}

function entryOf({ partitionKey, sortKey, projected }: MeteredIndex, item: MeteredItem = {}): MeteredItem | undefined {
  if (item[partitionKey] === undefined || item[sortKey] === undefined) return undefined;
  const names = ['pk', 'sk', partitionKey, sortKey, ...projected];
  return Object.fromEntries(names.flatMap((name) => (item[name] === undefined ? [] : [[name, item[name]]])));
}

/** One item written: where, and what it is then. */
interface Write {
  readonly key: string;
  readonly after: (before: MeteredItem | undefined) => MeteredItem;
}

interface Put {
  readonly TableName: string;
  readonly Item: MeteredItem;
}

interface Update {
  readonly TableName: string;
  readonly Key: MeteredItem;
  readonly UpdateExpression: string;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues?: MeteredItem;
}

interface Statement {
  readonly Statement: string;
  readonly Parameters: readonly AttributeValue[];
}

type Input = Put &
  Update & {
    readonly Statements: readonly Statement[];
    readonly TransactItems: readonly { readonly Put?: Put; readonly Update?: Update }[];
  };

function writesOf(command: string, input: Input): readonly Write[] {
  switch (command) {
    case 'GetItemCommand':
    case 'BatchGetItemCommand':
      return [];
    // The document client's own names, after it has marshalled.
    case 'PutCommand':
    case 'PutItemCommand':
      return [putOf(input)];
    case 'UpdateItemCommand':
      return [updateOf(input)];
    case 'BatchExecuteStatementCommand':
      return input.Statements.map(statementOf);
    case 'TransactWriteCommand':
    case 'TransactWriteItemsCommand':
      return input.TransactItems.map(({ Put: put, Update: update }) => {
        if (put !== undefined) return putOf(put);
        if (update !== undefined) return updateOf(update);
        throw new TypeError('not metered: a transaction that does not only put and update');
      });
    default:
      throw new TypeError(`not metered: ${command}`);
  }
}

function putOf({ TableName, Item }: Put): Write {
  return { key: keyOf(TableName, Item), after: () => Item };
}

function updateOf(update: Update): Write {
  const { TableName, Key, UpdateExpression, ExpressionAttributeNames: names = {} } = update;
  const values = update.ExpressionAttributeValues ?? {};
  const [, assignments] = /^SET (.+)$/.exec(UpdateExpression) ?? [];
  if (assignments === undefined) throw new TypeError(`not metered: ${UpdateExpression}`);
  const set = assignments.split(/,\s*/).map((assignment) => {
    const [, name = '', value = ''] = /^(#?\w+) = (:\w+)$/.exec(assignment) ?? [];
    const given = values[value];
    if (given === undefined) throw new TypeError(`not metered: ${UpdateExpression}`);
    return [names[name] ?? name, given] as const;
  });
  return { key: keyOf(TableName, Key), after: (before) => ({ ...Key, ...before, ...Object.fromEntries(set) }) };
}

function statementOf({ Statement: text, Parameters: parameters }: Statement): Write {
  const [, insertedInto] = /^INSERT INTO "([^"]+)" VALUE \{/.exec(text) ?? [];
  if (insertedInto !== undefined) {
    const item = paired(text.matchAll(/'([^']+)': \?/g), parameters);
    return { key: keyOf(insertedInto, item), after: () => item };
  }
  const [, updated, set = '', removed = '', where = ''] =
    /^UPDATE "([^"]+)" SET (.*?)(?: REMOVE "([^"]+)")? WHERE (.*)$/.exec(text) ?? [];
  if (updated === undefined) throw new TypeError(`not metered: ${text}`);
  const fresh = paired(set.matchAll(/"([^"]+)"=\?/g), parameters);
  const known = paired(where.matchAll(/"([^"]+)"=\?/g), parameters.slice(Object.keys(fresh).length));
  const { pk, sk } = known;
  if (pk === undefined || sk === undefined) throw new TypeError(`not metered: ${text}`);
  return {
    key: keyOf(updated, known),
    after: (before) => {
      const item: MeteredItem = { ...before, pk, sk, ...fresh };
      const { [removed]: _removed, ...rest } = item;
      return rest;
    },
  };
}

function paired(names: Iterable<RegExpMatchArray>, values: readonly AttributeValue[]): MeteredItem {
  const entries = [...names].map(([, name = ''], at) => [name, values[at] ?? { NULL: true }] as const);
  return Object.fromEntries(entries);
}

/** Of a table with `pk` and `sk`, or with `id` alone. */
function keyOf(table: string, { pk, sk, id }: MeteredItem): string {
  return [table, pk?.S, sk?.S, id?.S].join('\n');
}
