import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { claimKeyOf, writePayments } from '../../../adapters/ledger/payments.ts';
import { type PermitLink, putPermitLink, readLinkedPersons } from '../../../adapters/ledger/permit-links.ts';
import { getItem } from '../../../adapters/ledger/table.ts';
import { claimKey, personKey } from '../../../core/identity.ts';
import { type Ledger, startLedger } from './ground.ts';
import { INDEX_KEY, newItem } from './records.ts';

let ledger: Ledger;
beforeAll(async () => {
  ledger = await startLedger();
});
afterAll(() => ledger.stop());
beforeEach(() => ledger.calls.clear());

/** Keys of made-up permits, other ones each time. */
let made = 0;
const permits = (count: number): readonly string[] =>
  Array.from({ length: count }, () => personKey(INDEX_KEY, `permit ${made++}`));

const link = (newer: string, older: string): PermitLink => ({
  newer,
  older,
  saidBy: 'operator-1',
  agreedBy: 'operator-2',
  at: '2026-11-23T10:00:00+08:00',
});

test('a newer permit leads to the oldest, through all between', async () => {
  const [oldest = '', middle = '', newest = '', stranger = ''] = permits(4);
  expect(await putPermitLink(ledger.table, link(middle, oldest), [])).toBeNull();
  expect(await putPermitLink(ledger.table, link(newest, middle), [])).toBeNull();
  expect(await readLinkedPersons(ledger.table, [newest, middle, oldest, stranger, newest])).toEqual(
    new Map([
      [newest, oldest],
      [middle, oldest],
    ]),
  );
});

test('a night of people without links costs one read a hundred, and nobody no read', async () => {
  expect(await readLinkedPersons(ledger.table, permits(150))).toEqual(new Map());
  expect(ledger.calls.names).toEqual(['BatchGetItem', 'BatchGetItem']);
  ledger.calls.clear();
  expect(await readLinkedPersons(ledger.table, [])).toEqual(new Map());
  expect(ledger.calls.names).toEqual([]);
});

test('the same link twice is one link; another older number is refused, and a circle', async () => {
  const [older = '', newer = '', other = ''] = permits(3);
  expect(await putPermitLink(ledger.table, link(newer, older), [])).toBeNull();
  expect(await putPermitLink(ledger.table, { ...link(newer, older), saidBy: 'operator-3' }, [])).toBeNull();
  expect(await putPermitLink(ledger.table, link(newer, other), [])).toBe('other-person');
  expect(await putPermitLink(ledger.table, link(older, newer), [])).toBe('circle');
  expect(await putPermitLink(ledger.table, link(older, older), [])).toBe('same-number');
  expect(await readLinkedPersons(ledger.table, [newer])).toEqual(new Map([[newer, older]]));
});

test('two links made at once never close a circle', async () => {
  for (let round = 0; round < 5; round++) {
    const [one = '', other = ''] = permits(2);
    const results = await Promise.allSettled([
      putPermitLink(ledger.table, link(one, other), []),
      putPermitLink(ledger.table, link(other, one), []),
    ]);
    const won = results.filter((result) => result.status === 'fulfilled' && result.value === null);
    expect(won.length).toBeLessThanOrEqual(1);
    await expect(readLinkedPersons(ledger.table, [one, other])).resolves.toHaveProperty('size', won.length);
  }
});

test('a grant claimed under the newer number in the very moment ends the try, and is carried over by the next', async () => {
  const [older = '', newer = ''] = permits(2);
  const claim = claimKey('city-education', newer, 'CITY', 1);
  const { middlewareStack } = ledger.table.client;
  middlewareStack.add(
    (next, { commandName }) =>
      async (call) => {
        // The claims have been read; the link is about to be written.
        if (commandName === 'TransactWriteItemsCommand' && middlewareStack.remove('claimed'))
          await writePayments(ledger.table, [
            { record: newItem({ personKey: newer }), expectedFence: null, claim, code: null },
          ]);
        return await next(call);
      },
    { step: 'initialize', name: 'claimed' },
  );
  await expect(putPermitLink(ledger.table, link(newer, older), ['city-education'])).rejects.toThrow('tried again');
  expect(await readLinkedPersons(ledger.table, [newer])).toEqual(new Map());
  expect(await putPermitLink(ledger.table, link(newer, older), ['city-education'])).toBeNull();
  const carried = claimKeyOf(claimKey('city-education', older, 'CITY', 1));
  expect(await getItem(ledger.table, carried)).toBeDefined();
});
