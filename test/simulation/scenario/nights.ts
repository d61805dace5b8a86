import { type Canary, canariesOf } from '../../../local/nights/canaries.ts';
import type { Person } from '../../../local/nights/people.ts';
import type { Random } from '../../../local/nights/random.ts';
import { KINDS } from '../../../schemas/kind.ts';
import { type Batch, writeBatch } from './batch.ts';
import { drawPeople } from './people.ts';
import { GUANGZHOU, plan } from './rows.ts';

/** When a scenario begins. Its people were last touched the evening before. */
export const SCENARIO_START: Date = new Date('2026-11-21T01:00:00+08:00');

export interface Scenario {
  readonly people: readonly Person[];
  /** In the order they are sent. */
  readonly batches: readonly Batch[];
  /** Personal values that must never appear in a queue, a log or an error. */
  readonly canaries: readonly Canary[];
}

/** One night of Guangzhou's with nothing wrong in it: everyone's application, certificate and payment. */
export function cleanNight(random: Random, count: number): Scenario {
  const people = drawPeople(random, count);
  const batches = KINDS.map((kind, place) =>
    writeBatch(
      GUANGZHOU,
      kind,
      people.map((person) => plan(GUANGZHOU, kind, person)),
      {
        encoding: random.next() < 0.3 ? 'gb18030' : 'utf-8',
        businessDate: '2026-11-20',
        sequence: place + 1,
        sendAtMs: place * 50,
      },
    ),
  );
  return { people, batches, canaries: canariesOf(people) };
}
