import { readHanded, type SpoolHandle } from '../../adapters/vault/spool.ts';
import type { Kind } from '../../schemas/kind.ts';
import { ANY_YEAR, type EvidenceEntry, evidenceEntries, type LaidEntry, rowEntries } from './entry.ts';
import type { CompareTask, Role } from './work.ts';

/** Every row of one record, and of the rail's on it. */
export interface KeyGroup {
  readonly city: LaidEntry[];
  readonly province: LaidEntry[];
  readonly returns: LaidEntry[];
}

/** One partition in memory: keys with their rows, and what is known of their persons. */
export interface Partition {
  readonly groups: ReadonlyMap<string, KeyGroup>;
  /** `null` where no such file was given. */
  readonly approvals: PersonFacts | null;
  readonly verifications: PersonFacts | null;
}

/** Whether it holds for the person of a key, in that year. */
export type PersonFacts = (key: string, year: number) => boolean;

export async function loadPartition(task: CompareTask, partition: number): Promise<Partition> {
  const groups = new Map<string, KeyGroup>();
  for (const role of ['city', 'province', 'returns'] as const) {
    const file = task.files.find((one) => one.role === role);
    if (file === undefined) continue;
    // The city's rows are of the settled year, whatever year they were read under; a certificate is of none.
    const year = role === 'city' || task.kind !== 'payment' ? null : task.settledYear;
    for await (const block of readHanded(file.handle, partition)) addRows(groups, task.kind, role, block, year);
  }
  return {
    groups,
    approvals: await factsOf(task, 'applicants', partition),
    verifications: await factsOf(task, 'certificates', partition),
  };
}

function addRows(
  groups: Map<string, KeyGroup>,
  kind: Kind,
  role: keyof KeyGroup,
  block: Buffer,
  year: number | null,
): void {
  for (const entry of rowEntries(kind, block)) {
    if (year !== null && entry.year !== year) continue;
    let group = groups.get(entry.key);
    if (group === undefined) groups.set(entry.key, (group = { city: [], province: [], returns: [] }));
    group[role].push(entry);
  }
}

async function factsOf({ files }: CompareTask, role: Role, partition: number): Promise<PersonFacts | null> {
  const file = files.find((one) => one.role === role);
  return file === undefined ? null : personFacts(await readEvidence(file.handle, partition), role === 'applicants');
}

async function readEvidence(handle: SpoolHandle, partition: number): Promise<ReadonlyMap<string, EvidenceEntry[]>> {
  const persons = new Map<string, EvidenceEntry[]>();
  for await (const block of readHanded(handle, partition))
    for (const entry of evidenceEntries(block)) {
      const known = persons.get(entry.person);
      if (known === undefined) persons.set(entry.person, [entry]);
      else known.push(entry);
    }
  return persons;
}

/** Of rows on one application or certificate the newest counts; of several that are the newest, all must say so. */
function personFacts(persons: ReadonlyMap<string, readonly EvidenceEntry[]>, isYearly: boolean): PersonFacts {
  return (key, year) => {
    const known = persons.get(key.slice(0, PERSON_KEY_LENGTH)) ?? [];
    const entries = isYearly ? known.filter((entry) => entry.year === ANY_YEAR || entry.year === year) : known;
    return [...Map.groupBy(entries, ({ about }) => about).values()].some((rows) => {
      const newest = Math.max(...rows.map(({ updatedAt }) => Date.parse(updatedAt)));
      return rows.every(({ updatedAt, holds }) => holds || Date.parse(updatedAt) < newest);
    });
  };
}

const PERSON_KEY_LENGTH = 43;
