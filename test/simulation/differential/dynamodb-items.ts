import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';

export type Attributes = Record<string, AttributeValue>;

/** Few keys, so that calls meet: three partitions, in each three items. */
const KEYS: readonly Attributes[] = ['P#1', 'P#2', 'P#3'].flatMap((pk) =>
  ['0', 'C#1', 'C#2'].map((sk) => ({ pk: { S: pk }, sk: { S: sk } })),
);

export const PARTITIONS = ['P#1', 'P#2', 'P#3', 'P#none'];
export const PREFIXES = ['0', 'C#', 'C#2', 'X', ''];
/** Hash keys of the two indexes. */
export const SHARDS = ['shard#0', 'shard#1'];

export const key = fc.constantFrom(...KEYS);
export const number = fc.constantFrom('0', '1', '2', '-3', '10', '2.5').map((N): AttributeValue => ({ N }));
export const text = fc.constantFrom('', 'a', 'ab', 'b', '批', 'OPEN', 'DONE').map((S): AttributeValue => ({ S }));
const other: fc.Arbitrary<AttributeValue> = fc.oneof(
  fc.constant<AttributeValue>({ NULL: true }),
  fc.boolean().map((BOOL): AttributeValue => ({ BOOL })),
);
export const list: fc.Arbitrary<AttributeValue> = fc
  .array(fc.oneof(number, text), { maxLength: 2 })
  .map((L): AttributeValue => ({ L }));
const map: fc.Arbitrary<AttributeValue> = fc.record({ x: number, y: list }).map((M): AttributeValue => ({ M }));
export const anyValue = fc.oneof({ weight: 3, arbitrary: fc.oneof(number, text) }, other, list, map);

/** Attributes of items, with what they mostly hold. `state` and `rows` are reserved words. */
export const ATTRIBUTES: Readonly<Record<string, fc.Arbitrary<AttributeValue>>> = {
  fence: number,
  total: fc.oneof({ weight: 3, arbitrary: number }, text),
  state: text,
  kind: text,
  problem: fc.oneof(text, other),
  rows: list,
  settled: map,
};

export const plainName = fc.constantFrom(...Object.keys(ATTRIBUTES));

/** Where an item stands in an index. No two items share a time: which of them came first would be anybody's guess. */
export function indexAttributes(of: Attributes): fc.Arbitrary<Attributes> {
  const nth = KEYS.findIndex(({ pk, sk }) => pk?.S === of['pk']?.S && sk?.S === of['sk']?.S);
  const time = fc.constantFrom('08:00', '09:30').map((at): AttributeValue => ({ S: `${at}:00.00${nth}Z` }));
  const shard = fc.constantFrom(...SHARDS).map((S): AttributeValue => ({ S }));
  return fc.record({ duePk: shard, dueAt: time, problemPk: shard, problemAt: time }, { requiredKeys: [] });
}

export const item: fc.Arbitrary<Attributes> = key.chain((of) =>
  fc
    .tuple(fc.record(ATTRIBUTES, { requiredKeys: [] }), indexAttributes(of))
    .map(([plain, index]) => ({ ...of, ...plain, ...index }) as Attributes),
);

/** Items DynamoDB refuses. */
export const badItem: fc.Arbitrary<Attributes> = fc.constantFrom<Attributes[]>(
  { pk: { S: 'P#1' } },
  { pk: { S: '' }, sk: { S: '0' } },
  { pk: { S: 'P#1' }, sk: { N: '0' } },
  { pk: { S: 'P#1' }, sk: { S: '0' }, duePk: { NULL: true } },
  { pk: { S: 'P#1' }, sk: { S: '0' }, dueAt: { S: '' } },
  { pk: { S: 'P#1' }, sk: { S: '0' }, kind: { S: 'x'.repeat(400 * 1_024) } },
);

export const badKey: fc.Arbitrary<Attributes> = fc.constantFrom<Attributes[]>(
  { pk: { S: 'P#1' } },
  { pk: { S: '' }, sk: { S: '0' } },
  { pk: { S: 'P#1' }, sk: { S: '0' }, more: { S: 'x' } },
  { pk: { N: '1' }, sk: { S: '0' } },
);
