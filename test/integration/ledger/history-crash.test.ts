import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { landingKey } from '../../../adapters/landing/landing.ts';
import { listHistory } from '../../../adapters/ledger/history.ts';
import { recordKey } from '../../../core/identity.ts';
import { ingest } from '../../../functions/ingest/ingest.ts';
import { translateChunk } from '../../../functions/translate/chunk.ts';
import type { ChunkMessage } from '../../../schemas/message.ts';
import { ingestingOn, openBatch, recordOf, rowsOf, statementOf, translatingOn } from './flow.ts';
import { type Ground, startGround } from './ground.ts';
import { forgetHistory, holderOf, imported, paidBefore, sign, takeChunks, TENANT, upload } from './histories.ts';
import { INDEX_KEY, newPerson, paymentOf, type Person } from './records.ts';

let ground: Ground;
beforeAll(async () => {
  ground = await startGround({ histories: 'open' });
});
afterAll(async () => {
  await ground.stop();
});
beforeEach(async () => {
  live();
  ground.queue.sent.length = 0;
  await forgetHistory(ground);
});

/** Dies before the call number `at` to the ledger. */
function dieAt(at: number): void {
  let seen = 0;
  ground.setMishap(() => {
    seen += 1;
    if (seen >= at) throw new Error('killed');
  });
}

/** Dies after the call number `at`: what it did stands, and nobody heard of it. */
function dieAfter(at: number): void {
  let answered = 0;
  const { middlewareStack } = ground.table.client;
  middlewareStack.remove('dies');
  middlewareStack.add(
    (next) => async (call) => {
      const answer = await next(call);
      answered += 1;
      if (answered >= at) throw new Error('killed');
      return answer;
    },
    { step: 'initialize', name: 'dies' },
  );
}

function live(): void {
  ground.setMishap(null);
  ground.table.client.middlewareStack.remove('dies');
}

const deaths = [dieAt, dieAfter] as const;
const everyCall = (calls: number) =>
  deaths.flatMap((die) => Array.from({ length: calls }, (_, at) => [die.name, at + 1, die] as const));

/** One payment of each fate: imported, imported before, paid to this person before, not settled. */
async function someChunk() {
  const [fresh, known, taken, planned] = [newPerson(), newPerson(), newPerson(), newPerson()];
  const purpose = 'settled-history';
  const before = await openBatch(ground, 'payment', [paidBefore(known), paidBefore(taken)], { purpose });
  await translateChunk(translatingOn(ground), before);
  const again = paidBefore({ ...taken, declarationNo: `${taken.declarationNo}B` }, { programmeYear: 2024 });
  const batch = await openBatch(ground, 'payment', [paidBefore(fresh), paidBefore(known), again, paymentOf(planned)], {
    purpose,
  });
  return { batch, people: [fresh, known, taken, planned], again };
}

describe('an import’s chunk translated again after a crash', () => {
  test.each(everyCall(8))('%s ledger call %i', async (_, at, die) => {
    const { batch, people, again } = await someChunk();
    die(at);
    await translateChunk(translatingOn(ground), batch).catch(() => {});
    live();
    await Promise.all([translateChunk(translatingOn(ground), batch), translateChunk(translatingOn(ground), batch)]);
    expect(rowsOf(await statementOf(ground, batch.batchId))).toEqual({
      applied: 1,
      unchanged: 1,
      held: 1,
      rejected: 1,
    });
    const holders = await Promise.all(people.map((person) => holderOf(ground, person)));
    expect(holders.map((holder) => holder !== undefined)).toEqual([true, true, true, false]);
    expect(await recordOf(ground, again)).toMatchObject({ state: 'HELD', fence: 1 });
    expect(ground.queue.sent).toEqual([]);
  });
});

describe('an import’s ingest that dies', () => {
  test.each(everyCall(7))('%s ledger call %i is followed by one that counts', async (_, at, die) => {
    const people = [newPerson(), newPerson()];
    const { batchId } = await upload(
      ground,
      people.map((person) => paidBefore(person)),
      { imports: true },
    );
    const key = landingKey(batchId);
    die(at);
    await ingest(ingestingOn(ground), key).catch(() => {});
    live();
    await ingest(ingestingOn(ground), key);
    for (const message of takeChunks(ground)) await translateChunk(translatingOn(ground), message);
    // Where it died between its end and its messages, the sweeper sends them.
    const { imports } = await listHistory(ground.table, TENANT, ground.clock.now());
    if (imports[0]?.state === 'open') expect(await sign(ground)).toBe('history.unfinished');
    else expect(await sign(ground, { rows: 2, fen: '300000' })).toBeNull();
  });
});

interface Step {
  readonly file: number;
  /** Ledger call at which it dies; 0 = it does not. */
  readonly dies: number;
  /** After that call, not before it. */
  readonly unheard: boolean;
  /** Beside the step before it. */
  readonly beside: boolean;
}

/** Three files of one history: each payment stands in one or more of them. */
async function openFiles(people: readonly Person[], places: readonly (readonly number[])[]) {
  const files: ChunkMessage[] = [];
  for (const file of [0, 1, 2]) {
    const payments = people.filter((_, at) => places[at]?.includes(file)).map((person) => paidBefore(person));
    const purpose = 'settled-history';
    // Some senders number nothing: the same number for all.
    files.push(await openBatch(ground, 'payment', payments, { purpose, sequence: 1 }));
  }
  return files;
}

async function run(files: readonly ChunkMessage[], steps: readonly Step[]): Promise<void> {
  const translate = async (file: number): Promise<void> => {
    const message = files[file];
    if (message !== undefined) await translateChunk(translatingOn(ground), message).catch(() => {});
  };
  let under: Promise<void> = Promise.resolve();
  for (const { file, dies, unheard, beside } of steps) {
    if (!beside) await under;
    if (dies > 0) (unheard ? dieAfter : dieAt)(dies);
    under = Promise.all([under, translate(file)]).then(live);
  }
  await under;
  live();
  for (const message of files) await translateChunk(translatingOn(ground), message);
}

test('any interleaving of imports and crashes leaves the same claims, each payment counted once', async () => {
  const place = fc.uniqueArray(fc.constantFrom(0, 1, 2), { minLength: 1 });
  const step = fc.record({
    file: fc.constantFrom(0, 1, 2),
    dies: fc.nat({ max: 6 }),
    unheard: fc.boolean(),
    beside: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(place, { minLength: 2, maxLength: 4 }),
      fc.array(step, { maxLength: 6 }),
      async (places, steps) => {
        const people = places.map(() => newPerson());
        // The first stands in every file.
        const files = await openFiles(people, [[0, 1, 2], ...places.slice(1)]);
        await run(files, steps);
        const tallies = await Promise.all(files.map(({ pk }) => statementOf(ground, pk.slice(2))));
        expect(tallies.map(({ pending, held, rejected }) => pending.rows + held.rows + rejected.rows)).toEqual([
          0, 0, 0,
        ]);
        expect(tallies.reduce((rows, { applied }) => rows + applied.rows, 0)).toBe(people.length);
        for (const person of people) {
          const payment = paidBefore(person);
          expect(await holderOf(ground, person)).toBe(recordKey(payment, INDEX_KEY));
          expect(await recordOf(ground, payment)).toMatchObject({ state: 'IMPORTED', fence: 1, problem: null });
        }
        expect(ground.queue.sent).toEqual([]);
      },
    ),
    { numRuns: 8 },
  );
});

test('what dies before it is entered under its tenant is not a batch either', async () => {
  const payments = [paidBefore(newPerson())];
  for (const at of [1, 2, 3, 4]) {
    dieAt(at);
    await upload(ground, payments, { imports: true, sequence: 9, fileName: 'a.csv' }).catch(() => {});
    live();
    const { imports } = await listHistory(ground.table, TENANT, ground.clock.now());
    expect(imports.length).toBeLessThanOrEqual(1);
  }
  const { batchId } = await upload(ground, payments, { imports: true, sequence: 9, fileName: 'a.csv' });
  await ingest(ingestingOn(ground), landingKey(batchId));
  for (const message of takeChunks(ground)) await translateChunk(translatingOn(ground), message);
  expect(await imported(ground)).toEqual({ rows: 1, fen: '150000' });
});
