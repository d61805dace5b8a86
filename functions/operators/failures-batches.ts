import { type BatchItem, readBatch } from '../../adapters/ledger/batches.ts';
import { type AnnouncedBatch, batchesNewestFirst } from '../../adapters/ledger/problems.ts';
import { inParallel } from '../../core/in-parallel.ts';
import type { Failure } from '../../schemas/api/failures.ts';
import type { Operating } from './environment.ts';
import { textOf } from './failures-index.ts';
import { laterRows, rejectedRows } from './failures-rows.ts';
import { isBefore, isWanted, type Seen, spanOf, tenantsOf, type Wanted } from './failures-wanted.ts';

/** Batches that are held or refused, and rows that never became records, newest batch first, after a place. */
export async function* batchFailures(
  operating: Operating,
  wanted: Wanted,
  after: Pick<Seen, 'at' | 'key'> | null,
): AsyncGenerator<Seen> {
  const span = spanOf(wanted.filter, after);
  const lists = tenantsOf(wanted).map((tenant) => batchesNewestFirst(operating.table, tenant, span));
  for await (const { batchId, createdAt } of merged(lists)) {
    const whole = { at: createdAt, key: `B#${batchId} 0` };
    const placeIn = after?.at === createdAt && after.key.startsWith(`B#${batchId} `) ? after.key : null;
    // Another batch of that very moment, which the page before has shown whole.
    if (placeIn === null && after !== null && !isBefore(after, whole)) continue;
    const batch = isAsked(wanted, batchId) ? await readBatch(operating.table, batchId) : undefined;
    if (batch === undefined || !mayHold(wanted, batch)) {
      if (placeIn === null) yield { ...whole, failure: null };
      continue;
    }
    if (placeIn === null) yield { ...whole, failure: wholeFailure(wanted, batch) };
    if (batch.state !== 'TRANSLATING' || !mayHoldRows(wanted)) continue;
    yield* rejectedRows(operating, wanted, batch, placeIn);
    yield* laterRows(operating, wanted, batch, placeIn);
  }
}

async function* merged(lists: readonly AsyncGenerator<AnnouncedBatch>[]): AsyncGenerator<AnnouncedBatch> {
  const heads = new Map<AsyncGenerator<AnnouncedBatch>, AnnouncedBatch>();
  const advance = async (list: AsyncGenerator<AnnouncedBatch>): Promise<void> => {
    const next = await list.next();
    if (next.done === true) heads.delete(list);
    else heads.set(list, next.value);
  };
  await inParallel(lists, advance);
  while (heads.size > 0) {
    const at = [...heads.values()].reduce((latest, { createdAt }) => (createdAt > latest ? createdAt : latest), '');
    const moment: AnnouncedBatch[] = [];
    for (const [list] of heads)
      for (let head = heads.get(list); head?.createdAt === at; head = heads.get(list)) {
        moment.push(head);
        await advance(list);
      }
    yield* moment.toSorted((a, b) => (a.batchId < b.batchId ? -1 : 1));
  }
}

function isAsked({ filter }: Wanted, batchId: string): boolean {
  return filter.batch === undefined || filter.batch === batchId;
}

function mayHold({ filter }: Wanted, { manifest }: BatchItem): boolean {
  return (filter.system ?? manifest.system) === manifest.system && (filter.kind ?? manifest.kind) === manifest.kind;
}

function mayHoldRows({ filter: { state } }: Wanted): boolean {
  return state === undefined || state === 'REJECTED' || state === 'HELD';
}

/** A batch none of whose rows was taken. It is nobody's in particular, so whoever looks for a person does not find it. */
function wholeFailure(wanted: Wanted, batch: BatchItem): Failure | null {
  const { batchId, tenant, state, manifest, problem, createdAt } = batch;
  if (wanted.person !== null || problem === null || (state !== 'HELD' && state !== 'REFUSED')) return null;
  const failure: Failure = {
    type: 'batch',
    recordKey: null,
    webhookId: null,
    batchId,
    row: null,
    field: null,
    tenant,
    system: manifest.system,
    kind: manifest.kind,
    programme: null,
    state,
    code: problem,
    text: textOf(problem),
    fen: manifest.totalFen,
    attempts: 0,
    at: createdAt,
  };
  return isWanted(wanted, failure) ? failure : null;
}
