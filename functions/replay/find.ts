import { listUnder, type WorkItem } from '../../adapters/ledger/work.ts';
import { batchKeyOf, readBatch } from '../../adapters/ledger/batches.ts';
import { type FoundPart, keepFound } from '../../adapters/ledger/replays.ts';
import { problemPage } from '../../adapters/ledger/replay-candidates.ts';
import { readRecords, type RecordItem } from '../../adapters/ledger/records.ts';
import { allShards } from '../../adapters/ledger/shard.ts';
import { maySee, type Operator } from '../../core/access.ts';
import { formatPointer } from '../../core/ledger/pointer.ts';
import { decodeChunk, encodeLines, frameHash } from '../../core/lines.ts';
import type { Candidate } from '../../core/replay/candidate.ts';
import { replayObject } from '../../core/replay/objects.ts';
import type { Plan, ReplayFilter } from '../../core/replay/plan.ts';
import type { ReplayRequest } from '../../schemas/api/replays.ts';
import { systemById, systems } from '../../schemas/systems/registry.ts';
import type { Replaying } from './environment.ts';

/** What one step found, and where the next goes on; `next` is `null` behind the last. */
interface Found {
  readonly candidates: readonly Candidate[];
  readonly next: string | null;
}

/** One step of the search: a page of an index, a chunk of a batch, or all records that were chosen by key. */
export async function findMore(
  replaying: Replaying,
  plan: Plan,
  request: ReplayRequest,
  last: FoundPart | undefined,
): Promise<void> {
  const place = last?.next ?? '';
  const { candidates, next } = await foundAt(replaying, plan, request, place);
  const step = (last?.step ?? 0) + 1;
  const pointer = candidates.length === 0 ? null : await seal(replaying, plan, step, candidates);
  await keepFound(replaying.table, plan.replayId, { step, rows: candidates.length, pointer, next });
}

async function foundAt(
  replaying: Replaying,
  { scope }: Plan,
  { filter, keys }: ReplayRequest,
  place: string,
): Promise<Found> {
  if (filter === undefined) return { candidates: await chosen(replaying, scope, keys ?? []), next: null };
  if (filter.batchId !== undefined) return await inBatch(replaying, scope, filter, filter.batchId, place);
  return await inIndex(replaying, scope, filter, place);
}

async function seal({ vault }: Replaying, { replayId }: Plan, step: number, candidates: readonly Candidate[]) {
  const frame = encodeLines(candidates);
  return await vault.writeOne(replayObject(replayId, `found/${step}-${frameHash(frame)}`), frame);
}

/** A page of the `problem` index: records of one tenant and shard that something is wrong with. The index finds, the item decides. */
async function inIndex(
  { table }: Replaying,
  scope: Operator['tenants'],
  filter: ReplayFilter,
  place: string,
): Promise<Found> {
  const lists = tenantsIn(scope, filter).flatMap((tenant) => allShards().map((shard) => ({ tenant, shard })));
  const [at = '0', after = ''] = place === '' ? [] : splitPlace(place);
  const list = lists[Number(at)];
  if (list === undefined) return { candidates: [], next: null };
  const { keys, next } = await problemPage(table, list.tenant, list.shard, filter, after);
  const wanted = keys.flatMap(({ pk, sk }) => (pk.startsWith('R#') ? [{ recordKey: pk.slice(2), source: sk }] : []));
  const ofCities = wanted.filter(({ source }) => systemById(source)?.side === 'city');
  const find = await readRecords(table, ofCities);
  const candidates = ofCities.flatMap((key) => {
    const record = find(key);
    const fits =
      record !== undefined && record.tenant === list.tenant && STANDING.has(record.state) && isMeant(filter, record);
    return fits ? [candidateOf(record)] : [];
  });
  const following = next === null ? `${Number(at) + 1}\n` : `${at}\n${next}`;
  return { candidates, next: next === null && Number(at) + 1 >= lists.length ? null : following };
}

function splitPlace(place: string): readonly [string, string] {
  const cut = place.indexOf('\n');
  return [place.slice(0, cut), place.slice(cut + 1)];
}

/** Of what something is wrong with: what stands still. Money in doubt is listed, and refused. */
const STANDING: ReadonlySet<string> = new Set<RecordItem['state']>(['HELD', 'REJECTED', 'QUARANTINED', 'IN_DOUBT']);

function tenantsIn(scope: Operator['tenants'], { tenant, system }: ReplayFilter): readonly string[] {
  const cities = systems.filter(({ side, id }) => side === 'city' && (system ?? id) === id);
  const all = [...new Set(cities.map((each) => each.tenant))].toSorted();
  return all.filter((each) => (tenant ?? each) === each && (scope === 'all' || scope.includes(each)));
}

/** Each line of one chunk of a batch: as the ledger has it, or, of what it never took, as translate found it. */
async function inBatch(
  { table, vault }: Replaying,
  scope: Operator['tenants'],
  filter: ReplayFilter,
  batchId: string,
  place: string,
): Promise<Found> {
  const batch = await readBatch(table, batchId);
  if (batch === undefined || !isVisible(scope, batch.tenant)) return { candidates: [], next: null };
  const { system, kind } = batch.manifest;
  if (systemById(system)?.side !== 'city' || batch.run === null) return { candidates: [], next: null };
  const works = (await listUnder(table, batchKeyOf(batchId).pk, `C#${batch.run}#`)) as unknown as readonly WorkItem[];
  const chunks = works.filter(({ tries }) => tries === 1);
  const at = Number(place === '' ? '0' : place);
  const work = chunks[at];
  if (work === undefined) return { candidates: [], next: null };
  const codes = new Map(
    works
      .filter(({ chunk }) => chunk === work.chunk)
      .flatMap(({ problems }) => problems.map((each) => [each.line, each.code])),
  );
  const underWay = works.some(({ chunk, state }) => chunk === work.chunk && state === 'OPEN');
  const lines = decodeChunk(await vault.readFrame(work.pointer));
  const find = await readRecords(
    table,
    lines.map(({ recordKey }) => ({ recordKey, source: system })),
  );
  const candidates = lines.flatMap((line, index): readonly Candidate[] => {
    const { recordKey, messageId, order, row } = line;
    const record = find({ recordKey, source: system });
    // The same version sent once more, by a repair or a plan, bears another message.
    const own = record?.order === order ? record : undefined;
    const seen = {
      tenant: batch.tenant,
      source: system,
      kind,
      state: own?.state ?? 'NONE',
      at: own?.at ?? batch.createdAt,
    };
    if (!isMeant(filter, { ...seen, problem: own?.problem ?? codes.get(index) ?? null })) return [];
    const pointer = own?.pointer ?? formatPointer({ ...work.pointer, line: index });
    const version = { pointer, messageId: own?.messageId ?? messageId, batchId: own?.batchId ?? batchId, row };
    return [{ recordKey, source: system, kind, tenant: batch.tenant, order, underWay, version }];
  });
  return { candidates, next: at + 1 < chunks.length ? String(at + 1) : null };
}

/** Records somebody names. What the author may not see is as unknown as what is not there. */
async function chosen(
  { table }: Replaying,
  scope: Operator['tenants'],
  keys: NonNullable<ReplayRequest['keys']>,
): Promise<readonly Candidate[]> {
  const cities = systems.filter(({ side }) => side === 'city').map(({ id }) => id);
  const asked = keys.map(({ recordKey, system }) => ({ recordKey, sources: system === undefined ? cities : [system] }));
  const find = await readRecords(
    table,
    asked.flatMap(({ recordKey, sources }) => sources.map((source) => ({ recordKey, source }))),
  );
  return asked.flatMap(({ recordKey, sources }) => {
    const records = sources.flatMap((source) => find({ recordKey, source }) ?? []);
    const visible = records.filter(({ tenant }) => isVisible(scope, tenant));
    if (visible.length > 0) return visible.map(candidateOf);
    const [source = ''] = sources.length === 1 ? sources : [];
    return [{ recordKey, source, kind: kindOfKey(recordKey), tenant: '', order: '', underWay: false, version: null }];
  });
}

function candidateOf(record: RecordItem): Candidate {
  const { recordKey, source, kind, tenant, order, pointer, messageId, batchId, row } = record;
  return { recordKey, source, kind, tenant, order, underWay: false, version: { pointer, messageId, batchId, row } };
}

function isMeant(
  { tenant, system, kind, state, code, from, to }: ReplayFilter,
  record: Pick<RecordItem, 'tenant' | 'source' | 'kind' | 'problem' | 'at'> & { readonly state: string },
): boolean {
  const is = <T>(condition: T | undefined, value: T): boolean => condition === undefined || condition === value;
  const at = new Date(record.at).getTime();
  return (
    is(tenant, record.tenant) &&
    is(system, record.source) &&
    is(kind, record.kind) &&
    is<string>(state, record.state) &&
    is(code, record.problem ?? undefined) &&
    (from === undefined || at >= new Date(from).getTime()) &&
    (to === undefined || at < new Date(to).getTime())
  );
}

function isVisible(scope: Operator['tenants'], tenant: string): boolean {
  return maySee({ name: '', displayName: '', roles: [], tenants: scope }, tenant);
}

/** `.a.`, `.p.` or `.c.` behind the person's or number's hash. */
function kindOfKey(recordKey: string): Candidate['kind'] {
  const letter = recordKey.split('.')[1];
  return letter === 'p' ? 'payment' : letter === 'c' ? 'certificate' : 'applicant';
}
