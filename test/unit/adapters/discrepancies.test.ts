import { DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { expect, test } from 'vitest';
import { caseKeyOfId, listCases } from '../../../adapters/ledger/discrepancies.ts';

const client = new DynamoDBClient({ region: 'cn-north-1' });
const mock = mockClient(client);
const table = { client, name: 'ledger' };
const UNIT = { programme: 'GZ-XLBZ', kind: 'payment' } as const;

test('a filter nothing passes ends a page, with the place to go on from', async () => {
  let asked = 0;
  mock.on(QueryCommand).callsFake(() => {
    asked += 1;
    return { Items: [], ScannedCount: 1_000, LastEvaluatedKey: marshall({ pk: 'F#GZ-XLBZ#payment', sk: `k${asked}` }) };
  });
  expect(await listCases(table, UNIT, { state: 'OPEN' }, '', 50)).toEqual({ cases: [], next: 'k5' });
  expect(mock.commandCalls(QueryCommand)[4]?.args[0].input.ExclusiveStartKey?.['sk']).toEqual({ S: 'k4' });
});

test.each([
  ['GZ-XLBZ.payment.k.p.GZ-XLBZ.2025.CITY.1', { pk: 'F#GZ-XLBZ#payment', sk: 'k.p.GZ-XLBZ.2025.CITY.1' }],
  ['GZ-XLBZ.grant.k', undefined],
  ['GZ-XLBZ.payment.', undefined],
  ['', undefined],
])('the id %s leads to its place, if to any', (id, key) => {
  expect(caseKeyOfId(id)).toEqual(key);
});
