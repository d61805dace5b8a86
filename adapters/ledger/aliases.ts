import { execute, getItems, type Key, keyText, type Table } from './table.ts';

/** The application number of one system, as a keyed hash, and the person it was first seen with. */
export interface Alias {
  readonly alias: string;
  readonly personKey: string;
  readonly programmeCode: string;
  readonly programmeYear: number;
}

export async function readAliases(table: Table, aliases: readonly string[]): Promise<ReadonlyMap<string, Alias>> {
  const found = await getItems(table, aliases.map(aliasKeyOf));
  const known = new Map<string, Alias>();
  for (const alias of aliases) {
    const item = found.get(keyText(aliasKeyOf(alias)));
    if (item !== undefined) known.set(alias, { alias, ...(item as unknown as Omit<Alias, 'alias'>) });
  }
  return known;
}

/** Claims application numbers for their persons, first come, in the order of the list; answers who holds each now. */
export async function claimAliases(table: Table, wanted: readonly Alias[]): Promise<ReadonlyMap<string, Alias>> {
  const known = new Map(
    await readAliases(
      table,
      wanted.map((entry) => entry.alias),
    ),
  );
  const missing = [
    ...Map.groupBy(
      wanted.filter((entry) => !known.has(entry.alias)),
      (entry) => entry.alias,
    ).values(),
  ].flatMap(([first]) => first ?? []);
  if (missing.length === 0) return known;
  const codes = await execute(
    table,
    missing.map(({ alias, personKey, programmeCode, programmeYear }) => ({
      text: `INSERT INTO "${table.name}" VALUE {'pk': ?, 'sk': ?, 'personKey': ?, 'programmeCode': ?, 'programmeYear': ?}`,
      parameters: [aliasKeyOf(alias).pk, aliasKeyOf(alias).sk, personKey, programmeCode, programmeYear],
    })),
  );
  const refused = codes.find((code) => code !== null && code !== 'DuplicateItem');
  if (refused !== undefined) throw new TypeError(`the ledger refused an alias: ${refused}`);
  missing.forEach((entry, index) => {
    if (codes[index] === null) known.set(entry.alias, entry);
  });
  const lost = missing.filter((_, index) => codes[index] !== null).map((entry) => entry.alias);
  for (const [alias, entry] of await readAliases(table, lost)) known.set(alias, entry);
  return known;
}

function aliasKeyOf(alias: string): Key {
  return { pk: `A#${alias}`, sk: '0' };
}
