import { readLinkedPersons } from '../../adapters/ledger/permit-links.ts';
import { personRecordKey } from '../../core/identity.ts';
import type { ChunkLine } from '../../core/lines.ts';
import type { Translating } from './environment.ts';

/** Citizens keep their number for life; permits are issued anew under another one. */
const CITIZEN = '01';

/**
 * The lines under the person each permit's holder was first known as, before anything is claimed (DESIGN §4). The message id stays: it
 * is the version's name, whoever it turns out to be about.
 */
export async function linkPersons(
  { table, secrets }: Translating,
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
  return lines.map(({ line, entry }) => ({ line, entry: underPerson(indexKey, entry, linked.get(entry.personKey)) }));
}

function underPerson(indexKey: Uint8Array, entry: ChunkLine, personKey: string | undefined): ChunkLine {
  if (personKey === undefined) return entry;
  const { record } = entry;
  // A certificate is found by its number, not by its holder.
  if ('certificateNo' in record) return { ...entry, personKey };
  const level = 'fundingLevel' in record ? record.fundingLevel : null;
  return { ...entry, personKey, recordKey: personRecordKey(indexKey, personKey, record, level) };
}
