import { readAliases } from '../../adapters/ledger/aliases.ts';
import { readLinkedPersons } from '../../adapters/ledger/permit-links.ts';
import { readRecords } from '../../adapters/ledger/records.ts';
import { personRecordKey } from '../../core/identity.ts';
import type { ChunkLine } from '../../core/lines.ts';
import type { Translating } from './environment.ts';

/** Citizens keep their number for life; permits are issued anew under another one. */
const CITIZEN = '01';

/**
 * The lines under the person each permit's holder was first known as, before anything is claimed (DESIGN §4). What the ledger knew
 * before the link stays where it is, with all that comes after it: a second key would be a second payment. Only whose grant it is
 * changes. The message id stays: it is the version's name, whoever it turns out to be about.
 */
export async function linkPersons(
  { table, secrets }: Translating,
  source: string,
  lines: readonly { readonly line: number; readonly entry: ChunkLine }[],
): Promise<readonly { readonly line: number; readonly entry: ChunkLine }[]> {
  const permits = lines.filter(({ entry }) => entry.record.idType !== CITIZEN);
  if (permits.length === 0) return lines;
  const linked = await readLinkedPersons(
    table,
    permits.map(({ entry }) => entry.personKey),
  );
  if (linked.size === 0) return lines;
  const indexKey = await secrets.indexKey();
  const renewed = permits.flatMap(({ entry }) => (linked.has(entry.personKey) ? [entry] : []));
  const find = await readRecords(
    table,
    renewed.map(({ recordKey }) => ({ recordKey, source })),
  );
  const aliases = await readAliases(
    table,
    renewed.map(({ alias }) => alias),
  );
  return lines.map(({ line, entry }) => {
    const { personKey, recordKey, alias } = entry;
    const person = linked.get(personKey);
    if (person === undefined) return { line, entry };
    const holders = [find({ recordKey, source })?.personKey, aliases.get(alias)?.personKey];
    return {
      line,
      entry: holders.includes(personKey) ? { ...entry, claimant: person } : underPerson(indexKey, entry, person),
    };
  });
}

function underPerson(indexKey: Uint8Array, entry: ChunkLine, personKey: string): ChunkLine {
  const { record } = entry;
  // A certificate is found by its number, not by its holder.
  if ('certificateNo' in record) return { ...entry, personKey };
  const level = 'fundingLevel' in record ? record.fundingLevel : null;
  return { ...entry, personKey, recordKey: personRecordKey(indexKey, personKey, record, level) };
}
