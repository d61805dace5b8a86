import { getItems, type Key, keyText, type Table } from './table.ts';
import { putNew } from './work.ts';

/** Keeps, after a restore, as which attempt a payment had been sent on. One that is there stays as it is. */
export async function keepAttempt(table: Table, saying: string, attempt: number): Promise<void> {
  await putNew(table, { ...keyOf(saying), attempt });
}

/** The attempts kept, by what was said; of most there is none. */
export async function readAttempts(table: Table, sayings: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const found = await getItems(table, sayings.map(keyOf));
  return new Map(
    sayings.flatMap((saying) => {
      const item = found.get(keyText(keyOf(saying)));
      return item === undefined ? [] : [[saying, Number(item['attempt'])] as const];
    }),
  );
}

function keyOf(saying: string): Key {
  return { pk: `N#${saying}`, sk: '0' };
}
