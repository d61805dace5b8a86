import type { Item } from '../../../adapters/ledger/table.ts';

/** Personal values found where none may be. */
export function leaks(
  canaries: readonly string[],
  places: {
    readonly items: readonly Item[];
    readonly messages: readonly string[];
    readonly sealed: readonly { readonly key: string; readonly bytes: Buffer }[];
  },
): readonly string[] {
  const ledger = JSON.stringify(places.items);
  const queues = places.messages.join('\n');
  return [
    ...canaries.filter((value) => ledger.includes(value)).map(() => 'leak: a personal value in the ledger'),
    ...canaries.filter((value) => queues.includes(value)).map(() => 'leak: a personal value on a queue'),
    ...places.sealed
      .filter(({ bytes }) => canaries.some((value) => bytes.includes(value)))
      .map(({ key }) => `leak: a personal value in the vault's ${key.split('/')[0] ?? ''}`),
  ];
}
