import type { APIGatewayProxyResult } from 'aws-lambda';
import { jsonAnswer, refuse } from '../../adapters/http/problem-document.ts';
import { type BatchItem, readBatch } from '../../adapters/ledger/batches.ts';
import { caseKeyOf, readCase } from '../../adapters/ledger/discrepancies.ts';
import type { InboundItem } from '../../adapters/ledger/inbound.ts';
import { type ClaimItem, claimKeyOf, journalKeyOf } from '../../adapters/ledger/payments.ts';
import { readLinkedPersons } from '../../adapters/ledger/permit-links.ts';
import { journalOf, parkedEvents } from '../../adapters/ledger/problems.ts';
import { batchProofKey, readProof } from '../../adapters/ledger/proofs.ts';
import { allShards } from '../../adapters/ledger/shard.ts';
import { getItem, getItems, type Item } from '../../adapters/ledger/table.ts';
import { maySee, type Operator } from '../../core/access.ts';
import { claimKey } from '../../core/identity.ts';
import { inParallel } from '../../core/in-parallel.ts';
import { unpackTransitions } from '../../core/ledger/history.ts';
import { type Case, caseIdOf } from '../../core/reconcile/cases.ts';
import { inTime, type JournalEntry, moneyOf, NOTHING, statesOf } from '../../core/story/timeline.ts';
import type { Story, StoryClaim, StoryMoment } from '../../schemas/api/records.ts';
import { FUNDING_LEVELS } from '../../schemas/canonical/payment.ts';
import { explainCode } from '../../schemas/problem.ts';
import { systemById } from '../../schemas/systems/registry.ts';
import type { Operating } from './environment.ts';
import { programmeOfRecord } from './failures-wanted.ts';
import { aboutOf } from './message-about.ts';
import { type Found, findRecords, nameIn } from './record-keys.ts';
import { toldBy, viewOf } from './record-source.ts';
import type { Request } from './request.ts';

/** Events that wait, looked at for one story. */
const WAITING_LOOKED_AT_MAX = 64;
const ONLY_INSTALMENT = 1;

/** `GET /v1/records/{key}`: the story of a record, of each where a 申领编号 leads to several; all of it masked. */
export async function showRecord(operating: Operating, { operator, id }: Request): Promise<APIGatewayProxyResult> {
  const found = await findRecords(operating, operator, nameIn(id));
  if (found.length === 0) return refuse(404, 'record.unknown');
  const stories = await Promise.all(found.map((items) => storyOf(operating, operator, items)));
  const answer = jsonAnswer(200, { stories });
  return { ...answer, headers: { ...answer.headers, 'cache-control': 'no-store' } };
}

/** The records' batches, by id. */
export async function batchesOf({ table }: Operating, items: Found): Promise<ReadonlyMap<string, BatchItem>> {
  const ids = [...new Set(items.map(({ batchId }) => batchId))].filter((id) => id !== '');
  const batches = await Promise.all(ids.map((id) => readBatch(table, id)));
  return new Map(batches.flatMap((batch) => (batch === undefined ? [] : [[batch.batchId, batch] as const])));
}

async function storyOf(operating: Operating, operator: Operator, items: Found): Promise<Story> {
  const [first] = items;
  if (first === undefined) throw new RangeError('a story of nothing');
  const batches = await batchesOf(operating, items);
  const told = await Promise.all(
    items.map((item) => toldBy(operating, item, batches.get(item.batchId) ?? null, items)),
  );
  const [waiting, found, journal] = await Promise.all([
    waitingFor(operating, first.recordKey),
    caseOf(operating, operator, items),
    first.kind === 'payment' ? journalEntries(operating, items) : [],
  ]);
  const timeline = inTime([
    ...[...batches.values()].map(announced),
    ...items.flatMap(statesOf),
    ...moneyOf(first.recordKey, journal),
    ...waiting.moments,
    ...(found === null ? [] : [caseMoment(found)]),
  ]);
  return {
    recordKey: first.recordKey,
    kind: first.kind,
    records: told.map(viewOf),
    timeline: [...timeline],
    claim: first.kind === 'payment' ? await claimOf(operating, operator, items) : null,
    cases: found === null ? [] : [caseView(found)],
    proof: await proofPlace(operating, items, batches),
    waitingEventsSeen: waiting.seen,
  };
}

function announced({ batchId, createdAt, manifest, state }: BatchItem): StoryMoment {
  const { fileName, system } = manifest;
  const file = fileName === '' ? '' : ` ${fileName}`;
  return {
    ...NOTHING,
    at: createdAt,
    what: 'batch',
    source: system,
    state,
    text: { zh: `批次登记${file}`, en: `batch announced${file}` },
    about: batchId,
  };
}

/** Every day the record was written on has its part of the journal. */
async function journalEntries({ table }: Operating, items: Found): Promise<readonly JournalEntry[]> {
  const partitions = items.flatMap((item) =>
    [...unpackTransitions(item.history).map(({ at }) => at.toISOString()), item.at].map(
      (at) => journalKeyOf({ ...item, at }).pk,
    ),
  );
  const recordKey = items[0]?.recordKey ?? '';
  const entries = await Promise.all([...new Set(partitions)].map((pk) => journalOf(table, pk, recordKey)));
  const sources = new Set(items.map(({ source }) => source));
  return (entries.flat() as unknown as readonly JournalEntry[]).filter(({ sk }) =>
    sources.has(sk.slice(recordKey.length + 1).split('#')[0] ?? ''),
  );
}

/** Events about the record that wait for the one before them. */
async function waitingFor(
  operating: Operating,
  recordKey: string,
): Promise<{ readonly moments: readonly StoryMoment[]; readonly seen: Story['waitingEventsSeen'] }> {
  const shards = allShards();
  const each = Math.ceil(WAITING_LOOKED_AT_MAX / shards.length);
  const lists = await Promise.all(shards.map((shard) => parkedEvents(operating.table, shard, each)));
  const keys = lists.flat().map(({ pk, sk }) => ({ pk, sk }));
  const items = await getItems(operating.table, keys);
  const moments: StoryMoment[] = [];
  await inParallel([...items.values()] as readonly (Item & Partial<InboundItem>)[], async (item) => {
    const { pointer, state, receivedAt, problem } = item as Item & InboundItem;
    const about = await aboutOf(operating, { pointer });
    if (state !== 'PARKED' || !about.recordKeys.includes(recordKey)) return;
    const code = problem ?? 'webhook.sequence-gap';
    moments.push({
      ...NOTHING,
      at: receivedAt,
      what: 'event',
      source: 'province/yuegonghui',
      state,
      code,
      text: { zh: explainCode(code, 'zh'), en: explainCode(code, 'en') },
      about: String(item['pk']).slice(2),
    });
  });
  return { moments, seen: lists.some((list) => list.length === each) ? 'some' : 'all' };
}

async function caseOf({ table }: Operating, operator: Operator, items: Found): Promise<Case | null> {
  const [first] = items;
  const programme = first === undefined ? null : programmeOfRecord(first);
  if (first === undefined || programme === null) return null;
  const found = await readCase(table, caseKeyOf({ programme, kind: first.kind, recordKey: first.recordKey }));
  return found !== undefined && maySee(operator, found.tenant) ? found : null;
}

function caseMoment(found: Case): StoryMoment {
  return {
    ...NOTHING,
    at: found.at,
    what: 'case',
    state: found.state,
    code: found.code,
    text: {
      zh: `对账差异：${found.firstNight} 首次发现，最近 ${found.lastNight}`,
      en: `discrepancy: first found ${found.firstNight}, last ${found.lastNight}`,
    },
    about: caseIdOf(found),
  };
}

function caseView(found: Case): Story['cases'][number] {
  const { code, state, firstNight, lastNight, owner, fields } = found;
  return { discrepancyId: caseIdOf(found), code, state, firstNight, lastNight, owner, fields: [...fields] };
}

/** Who holds the grant that can be paid once; of another tenant's payment no more than that there is one. */
async function claimOf(operating: Operating, operator: Operator, items: Found): Promise<StoryClaim | null> {
  const own = items.find(({ source }) => systemById(source)?.side === 'city') ?? items[0];
  const level = FUNDING_LEVELS.find((each) => own?.recordKey.split('.')[4] === each);
  if (own === undefined || level === undefined) return null;
  const programme = programmeOfRecord(own) ?? '';
  const group = operating.claimGroups[programme] ?? programme;
  const person = (await readLinkedPersons(operating.table, [own.personKey])).get(own.personKey) ?? own.personKey;
  const key = claimKey(group, person, level, ONLY_INSTALMENT);
  const grant = key.slice(key.indexOf('.claim.') + '.claim.'.length);
  const claim = (await getItem(operating.table, claimKeyOf(key))) as (ClaimItem & { tenant?: string }) | undefined;
  if (claim === undefined) return { grant, heldBy: 'nobody', recordKey: null, source: null, beside: 0 };
  const beside = claim.beside?.length ?? 0;
  if (claim.recordKey === own.recordKey)
    return { grant, heldBy: 'this', recordKey: claim.recordKey, source: claim.source, beside };
  const visible = claim.tenant !== undefined && maySee(operator, claim.tenant);
  return {
    grant,
    heldBy: 'other',
    recordKey: visible ? claim.recordKey : null,
    source: visible ? claim.source : null,
    beside,
  };
}

/** Where the row stands in the proof of its batch. */
async function proofPlace(
  { table }: Operating,
  items: Found,
  batches: ReadonlyMap<string, BatchItem>,
): Promise<Story['proof']> {
  const item = items.find(({ batchId, row }) => batches.has(batchId) && row > 0);
  const batch = batches.get(item?.batchId ?? '');
  if (item === undefined || batch === undefined) return null;
  const proof = batch.run === null ? undefined : await readProof(table, batchProofKey(batch.batchId, batch.run));
  return {
    batchId: batch.batchId,
    row: item.row,
    run: batch.run,
    root: proof?.state === 'MADE' ? proof.root : null,
  };
}
