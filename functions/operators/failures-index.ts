import type { InboundItem } from '../../adapters/ledger/inbound.ts';
import { readLinkedPersons } from '../../adapters/ledger/permit-links.ts';
import { type ProblemEntry, problemsOf } from '../../adapters/ledger/problems.ts';
import { type RecordItem, toRecord } from '../../adapters/ledger/records.ts';
import { getItems, type Item, keyText } from '../../adapters/ledger/table.ts';
import { inParallel } from '../../core/in-parallel.ts';
import type { Failure } from '../../schemas/api/failures.ts';
import { explainCode } from '../../schemas/problem.ts';
import type { Operating } from './environment.ts';
import { isBefore, isWanted, programmeOfRecord, type Seen, spanOf, tenantsOf, type Wanted } from './failures-wanted.ts';
import { aboutOf, type EventAbout } from './message-about.ts';

/** Items read at once. */
const READ_TOGETHER = 100;
const PROVINCE = 'province';

type Keyed = ProblemEntry & { readonly at: string; readonly key: string };

/** What the `problem` index finds, newest first, after a place. The index finds, the item decides. */
export async function* indexedFailures(
  operating: Operating,
  wanted: Wanted,
  after: Pick<Seen, 'at' | 'key'> | null,
): AsyncGenerator<Seen> {
  // Events stand under the province; whose record one is about, it says itself.
  const tenants = [...new Set([...tenantsOf(wanted), PROVINCE])];
  const span = spanOf(wanted.filter, after);
  const lists = tenants.flatMap((tenant) => problemsOf(operating.table, tenant, span));
  let together: Keyed[] = [];
  for await (const entry of merged(lists)) {
    if (after !== null && !isBefore(after, entry)) continue;
    together.push(entry);
    if (together.length < READ_TOGETHER) continue;
    yield* await lookedAt(operating, wanted, together);
    together = [];
  }
  yield* await lookedAt(operating, wanted, together);
}

/** Entries of all lists in one order. What was written in one moment is gathered first: an index has no order among those. */
async function* merged(lists: readonly AsyncGenerator<ProblemEntry>[]): AsyncGenerator<Keyed> {
  const heads = new Map<AsyncGenerator<ProblemEntry>, ProblemEntry>();
  const advance = async (list: AsyncGenerator<ProblemEntry>): Promise<void> => {
    const next = await list.next();
    if (next.done === true) heads.delete(list);
    else heads.set(list, next.value);
  };
  await inParallel(lists, advance);
  while (heads.size > 0) {
    const at = [...heads.values()].reduce((latest, { problemAt }) => (problemAt > latest ? problemAt : latest), '');
    const moment: Keyed[] = [];
    for (const [list] of heads)
      for (let head = heads.get(list); head?.problemAt === at; head = heads.get(list)) {
        moment.push({ ...head, at, key: `${head.pk} ${head.sk}` });
        await advance(list);
      }
    yield* moment.toSorted((a, b) => (a.key < b.key ? -1 : 1));
  }
}

async function lookedAt(operating: Operating, wanted: Wanted, entries: readonly Keyed[]): Promise<readonly Seen[]> {
  if (entries.length === 0) return [];
  const items = await getItems(
    operating.table,
    entries.map(({ pk, sk }) => ({ pk, sk })),
  );
  const events = new Map<string, EventAbout>();
  await inParallel(
    entries.filter(({ pk }) => pk.startsWith('W#')),
    async (entry) => {
      const item = items.get(keyText(entry));
      if (item !== undefined)
        events.set(entry.key, await aboutOf(operating, item as unknown as Pick<InboundItem, 'pointer'>));
    },
  );
  const personOf = await personsOf(operating, wanted, entries, items, events);
  return entries.map((entry): Seen => {
    const item = items.get(keyText(entry));
    // Settled meanwhile, or of somebody else than the one who is looked for.
    if (item?.['problemPk'] === undefined || (wanted.person !== null && !personOf(entry).includes(wanted.person)))
      return { at: entry.at, key: entry.key, failure: null };
    const about = events.get(entry.key);
    const failure = about === undefined ? failureOfRecord(toRecord(item)) : failureOfEvent(item, about);
    return { at: entry.at, key: entry.key, failure: failure !== null && isWanted(wanted, failure) ? failure : null };
  });
}

/** Who each entry is about, each as the oldest number that leads to; read only where somebody is looked for. */
async function personsOf(
  { table }: Operating,
  { person }: Wanted,
  entries: readonly Keyed[],
  items: ReadonlyMap<string, Item>,
  events: ReadonlyMap<string, EventAbout>,
): Promise<(entry: Keyed) => readonly string[]> {
  if (person === null) return () => [];
  const namedBy = (entry: Keyed): readonly string[] => {
    const of = items.get(keyText(entry))?.['personKey'];
    return events.get(entry.key)?.persons ?? (typeof of === 'string' ? [of] : []);
  };
  const oldest = await readLinkedPersons(table, entries.flatMap(namedBy));
  return (entry) => namedBy(entry).map((each) => oldest.get(each) ?? each);
}

function failureOfRecord(record: RecordItem): Failure | null {
  const { recordKey, source, kind, tenant, state, problem, batchId, row, fen, attempt, at } = record;
  if (problem === null) return null;
  return {
    type: 'record',
    recordKey,
    webhookId: null,
    batchId: batchId === '' ? null : batchId,
    row: row === 0 ? null : row,
    field: null,
    tenant,
    system: source,
    kind,
    programme: programmeOfRecord(record),
    state,
    code: problem,
    text: textOf(problem),
    fen: kind === 'payment' ? fen : null,
    attempts: attempt,
    at,
  };
}

function failureOfEvent(item: Item, about: EventAbout): Failure {
  const { problem, asked, problemAt, pk } = item as unknown as InboundItem & { problemAt: string; pk: string };
  const code = problem ?? 'webhook.body-invalid';
  return {
    type: 'event',
    recordKey: about.recordKeys[0] ?? null,
    webhookId: pk.slice(2),
    batchId: null,
    row: null,
    field: null,
    tenant: about.tenant,
    system: 'province/yuegonghui',
    kind: about.kind,
    programme: about.programme,
    state: 'QUARANTINED',
    code,
    text: textOf(code),
    fen: about.fen,
    attempts: asked,
    at: problemAt,
  };
}

export function textOf(code: string): Failure['text'] {
  return { zh: explainCode(code, 'zh'), en: explainCode(code, 'en') };
}
