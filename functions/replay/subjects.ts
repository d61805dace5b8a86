import { readAttempts } from '../../adapters/ledger/attempts.ts';
import { claimKeyOf } from '../../adapters/ledger/payments.ts';
import { readLinkedPersons } from '../../adapters/ledger/permit-links.ts';
import { readRecords, type RecordItem } from '../../adapters/ledger/records.ts';
import { getItems, keyText } from '../../adapters/ledger/table.ts';
import { VaultError } from '../../adapters/vault/vault-error.ts';
import { claimKey } from '../../core/identity.ts';
import { inParallel } from '../../core/in-parallel.ts';
import { parsePointer } from '../../core/ledger/pointer.ts';
import { type ChunkLine, decodeChunk, sayingOf } from '../../core/lines.ts';
import type { Candidate } from '../../core/replay/candidate.ts';
import type { Subject } from '../../core/replay/plan-line.ts';
import { systemById } from '../../schemas/systems/registry.ts';
import type { Replaying } from './environment.ts';
import { lastSentOf } from './last-sent.ts';

const PROVINCE = 'province/yuegonghui';
/** No wire form so far splits a grant into instalments. */
const ONLY_INSTALMENT = 1;

/** All that is known of each candidate: its versions in the ledger, its record in the vault, what was sent of it, who has its claim. */
export async function subjectsOf(replaying: Replaying, candidates: readonly Candidate[]): Promise<readonly Subject[]> {
  const find = await readRecords(replaying.table, candidates.flatMap(keysOf));
  const lines = await linesOf(replaying, candidates);
  const sent = await lastSentOf(replaying, candidates);
  const taken = await claimsTaken(replaying, candidates, lines, find);
  const attempts = await readAttempts(
    replaying.table,
    [...lines].flatMap(([{ source, kind }, line]) => (kind === 'payment' ? [sayingOf(source, line)] : [])),
  );
  return candidates.map((candidate): Subject => {
    const { recordKey, source, kind, tenant, version, underWay } = candidate;
    const [own, ...others] = version === null ? [] : keysOf(candidate).map(find);
    const line = lines.get(candidate);
    return {
      recordKey,
      source,
      kind,
      tenant,
      version,
      underWay,
      line,
      own,
      others: others.filter((each) => each !== undefined),
      claimTaken: taken.has(candidate),
      sentBefore: line !== undefined && attempts.has(sayingOf(source, line)),
      sent: sent.get(candidate),
    };
  });
}

type Find = (key: { readonly recordKey: string; readonly source: string }) => RecordItem | undefined;

/** Its own system's word first; of a payment then the province's and its rail's. */
function keysOf({ recordKey, source, kind, version }: Candidate) {
  if (version === null) return [];
  const payout = systemById(source)?.payout;
  const others = kind === 'payment' ? [PROVINCE, ...(payout === undefined ? [] : [payout])] : [];
  return [source, ...others].map((each) => ({ recordKey, source: each }));
}

/** Each candidate's record as it was accepted; what can't be read is left out, and its line of the plan says so. */
async function linesOf(
  { vault, log }: Replaying,
  candidates: readonly Candidate[],
): Promise<ReadonlyMap<Candidate, ChunkLine>> {
  const placed = candidates.flatMap((candidate) =>
    candidate.version === null
      ? []
      : [{ candidate, version: candidate.version, pointer: parsePointer(candidate.version.pointer) }],
  );
  const frames = Map.groupBy(placed, ({ pointer: { object, frame } }) => `${object}#${frame}`);
  const lines = new Map<Candidate, ChunkLine>();
  await inParallel([...frames.values()], async (group) => {
    const [first] = group;
    if (first === undefined) return;
    const { line: _, ...frame } = first.pointer;
    try {
      const all = decodeChunk(await vault.readFrame(frame));
      for (const { candidate, version, pointer } of group) {
        const line = all[pointer.line];
        if (line?.messageId === version.messageId || line?.recordKey === candidate.recordKey)
          lines.set(candidate, line);
      }
    } catch (error) {
      if (!(error instanceof VaultError) || error.code === 'vault.unavailable') throw error;
      log.error('replay.record-unreadable', { object: frame.object, error });
    }
  });
  return lines;
}

/** The payments whose claim is another payment's, or another system's. */
async function claimsTaken(
  { table, claimGroups }: Replaying,
  candidates: readonly Candidate[],
  lines: ReadonlyMap<Candidate, ChunkLine>,
  find: Find,
): Promise<ReadonlySet<Candidate>> {
  const payments = candidates.flatMap((candidate) => {
    const line = lines.get(candidate);
    if (line === undefined || !('fundingLevel' in line.record) || line.record.status === 'CANCELLED') return [];
    return [{ candidate, record: line.record, person: find(candidate)?.personKey ?? line.personKey }];
  });
  if (payments.length === 0) return new Set();
  const oldest = await readLinkedPersons(
    table,
    payments.map(({ person }) => person),
  );
  const claimed = payments.map(({ candidate, record: { programmeCode, fundingLevel }, person }) => {
    const group = claimGroups[programmeCode] ?? programmeCode;
    return { candidate, key: claimKeyOf(claimKey(group, oldest.get(person) ?? person, fundingLevel, ONLY_INSTALMENT)) };
  });
  const items = await getItems(
    table,
    claimed.map(({ key }) => key),
  );
  const taken = claimed.filter(({ candidate, key }) => {
    const holder = items.get(keyText(key));
    if (holder === undefined) return false;
    return holder['recordKey'] !== candidate.recordKey || holder['source'] !== candidate.source;
  });
  return new Set(taken.map(({ candidate }) => candidate));
}
