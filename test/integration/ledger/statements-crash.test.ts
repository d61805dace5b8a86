import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { readHistory } from '../../../adapters/ledger/history.ts';
import { claimKeyOf } from '../../../adapters/ledger/payments.ts';
import { readLinkedPersons } from '../../../adapters/ledger/permit-links.ts';
import { readRestore } from '../../../adapters/ledger/restore.ts';
import { listStatements } from '../../../adapters/ledger/statements.ts';
import { getItem } from '../../../adapters/ledger/table.ts';
import type { Statement } from '../../../schemas/statement.ts';
import { newItem, NOW } from './records.ts';
import { word, roundIn, inDoubt, recordAt, journalOf, doubtful, cancelled, release, ledger, acting } from './saying.ts';

afterEach(() => ledger.setMishap(null));
afterAll(() => ledger.stop());

describe('after a crash at any call to the ledger', () => {
  /** Each effect with what tells how often it came about. */
  const effects: Readonly<Record<string, () => Promise<readonly [Statement, () => Promise<void>]>>> = {
    'payment.arrived': async () => {
      const record = await inDoubt();
      return [
        doubtful('payment.arrived', record),
        async () => {
          expect(await recordAt(record)).toMatchObject({ state: 'DELIVERED', fence: 4 });
          expect(await journalOf(record)).toEqual(['payment.arrived']);
        },
      ];
    },
    'payment.not-made': async () => {
      const record = await inDoubt();
      return [
        doubtful('payment.not-made', record),
        async () => {
          expect(await recordAt(record)).toMatchObject({ state: 'REJECTED', fence: 4 });
          expect(await journalOf(record)).toEqual(['payment.not-made']);
        },
      ];
    },
    'claim.released': async () => {
      const record = await cancelled();
      return [
        release(record),
        async () => {
          expect(await getItem(ledger.table, claimKeyOf(record.claim))).toBeUndefined();
          expect(await journalOf(record)).toEqual(['claim.released']);
        },
      ];
    },
    'permit.linked': async () => {
      const { personKey } = newItem();
      const older = personKey.replaceAll('p', 'o');
      return [
        { type: 'permit.linked', newer: personKey, older },
        async () => expect(await readLinkedPersons(ledger.table, [personKey])).toEqual(new Map([[personKey, older]])),
      ];
    },
    'history.signed-off': () => {
      const tenant = `city-${Math.floor(performance.now() * 1000)}`;
      return Promise.resolve([
        { type: 'history.signed-off', tenant, rows: 0, fen: '0' },
        async () => expect(await readHistory(ledger.table, tenant)).toMatchObject({ state: 'SIGNED', version: 1 }),
      ]);
    },
    'ledger.restored': () => {
      restores += 1;
      const at = new Date(NOW.getTime() + restores * 1000).toISOString();
      return Promise.resolve([
        { type: 'ledger.restored', restoredTo: at, at },
        async () => expect(await readRestore(ledger.table)).toMatchObject({ restoredTo: at, at }),
      ]);
    },
  };
  let restores = 0;

  /** Dies before the call number `at`; answers whether it came to that. */
  function dieAt(at: number): () => boolean {
    let seen = 0;
    ledger.setMishap(() => {
      seen += 1;
      if (seen >= at) throw new Error('killed');
    });
    return () => seen >= at;
  }

  test.each(Object.keys(effects))('%s takes effect once, by whoever says it again', async (type) => {
    for (let at = 1, died = true; died; at++) {
      const [statement, check] = await (effects[type]?.() ?? Promise.reject(new Error(type)));
      for (const by of ['operator', 'approver']) {
        const hasDied = dieAt(at);
        await word(statement, by).catch(() => undefined);
        ledger.setMishap(null);
        if (by === 'approver') died = hasDied();
        if (by === 'operator') await word(statement, by);
      }
      expect(await word(statement, 'approver', 3)).toMatchObject({ round: { state: 'IN_EFFECT', problem: null } });
      await check();
    }
  });

  test.each(Object.keys(effects))('%s takes effect once, by whoever lists', async (type) => {
    const [statement, check] = await (effects[type]?.() ?? Promise.reject(new Error(type)));
    const first = await word(statement, 'operator');
    // Agreement is written; nothing after it is.
    let writes = 0;
    ledger.setMishap((call) => {
      if (call === 'TransactWriteItems') writes += 1;
      if (writes > 1 || (writes === 1 && call !== 'TransactWriteItems')) throw new Error('killed');
    });
    await expect(word(statement, 'approver')).rejects.toThrow('killed');
    ledger.setMishap(null);
    const failures: unknown[] = [];
    const all = await listStatements(acting, NOW, (error) => failures.push(error));
    const listed = all.find(({ statementId }) => statementId === roundIn(first).statementId);
    expect(listed).toMatchObject({ state: 'IN_EFFECT', second: { by: 'approver' } });
    expect(failures).toEqual([]);
    await check();
  });
});

describe('at the same time', () => {
  test('two say the first word: one does, and the other agrees', async () => {
    for (let round = 0; round < 4; round++) {
      const record = await inDoubt();
      const statement = doubtful('payment.arrived', record);
      const heard = await Promise.all([word(statement, 'operator'), word(statement, 'approver')]);
      expect(heard.map((each) => roundIn(each).state).toSorted()).toEqual(['IN_EFFECT', 'SAID']);
      expect(await journalOf(record)).toEqual(['payment.arrived']);
    }
  });

  test('several say the second: it takes effect once, and all are told so', async () => {
    for (let round = 0; round < 4; round++) {
      const [doubt, call] = [await inDoubt(), await cancelled()];
      for (const statement of [doubtful('payment.not-made', doubt), release(call)]) {
        await word(statement, 'operator');
        const others = ['approver', 'third', 'fourth'].map((by) => word(statement, by));
        for (const heard of await Promise.all(others)) expect(roundIn(heard)).toMatchObject({ state: 'IN_EFFECT' });
      }
      expect(await journalOf(doubt)).toEqual(['payment.not-made']);
      expect(await journalOf(call)).toEqual(['claim.released']);
    }
  });

  test('the same one twice is one word', async () => {
    const record = await inDoubt();
    const statement = doubtful('payment.arrived', record);
    const heard = await Promise.all([1, 1, 1].map((at) => word(statement, 'operator', at)));
    expect(heard.map((each) => roundIn(each).state)).toEqual(['SAID', 'SAID', 'SAID']);
    expect(await recordAt(record)).toEqual(record);
  });

  test('two who say the opposite of each other: one of the two comes about', async () => {
    for (let round = 0; round < 4; round++) {
      const record = await inDoubt();
      const [yes, no] = [doubtful('payment.arrived', record), doubtful('payment.not-made', record)];
      for (const statement of [yes, no]) await word(statement, 'operator');
      const heard = await Promise.all([word(yes, 'approver'), word(no, 'third')]);
      const states = heard.map((each) => ('refusal' in each ? 'REFUSED' : each.round.state));
      expect(states.toSorted()).toEqual(['IN_EFFECT', 'REFUSED']);
      expect(await journalOf(record)).toHaveLength(1);
    }
  });
});
