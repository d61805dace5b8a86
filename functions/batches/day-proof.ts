import type { BatchItem } from '../../adapters/ledger/batches.ts';
import { dayProofKey, keepProof, listAnnounced, readProof } from '../../adapters/ledger/proofs.ts';
import { listReconciliations, type Reconciliation } from '../../adapters/ledger/reconciliations.ts';
import { inParallel } from '../../core/in-parallel.ts';
import { type OUTCOMES, sum } from '../../core/ledger/tally.ts';
import { growTree } from '../../core/proof/merkle.ts';
import { signStatement } from '../../core/proof/signing.ts';
import { parseStatement, statementText } from '../../core/proof/statement.ts';
import type { SideTally } from '../../core/reconcile/statement.ts';
import { shortHash } from '../../core/short-hash.ts';
import { programmesOf } from '../../core/tenant-programmes.ts';
import type { BatchStatement, DayStatement, ReconciledNight } from '../../schemas/proof.ts';
import { proofOfBatch } from './batch-proof.ts';
import type { Serving } from './environment.ts';
import { type Proof, readSealed, refused } from './sealed-proof.ts';

const DAY_MS = 86_400_000;
/** A city announces the batches of a day about then; what comes later than this stands in no statement of the day. */
const DAYS_BEFORE = 7;
const DAYS_AFTER = 31;
/** Plain bytes of a frame of batches' statements. */
const FRAME_BYTES = 500_000;
const RECONCILIATIONS_MAX = 100;

export type DayProof = Proof & { readonly edition?: string };

/**
 * The proof of all batches of a tenant's business day. With another batch, or another comparison of the night, it is another edition;
 * each is kept.
 */
export async function proofOfDay(serving: Serving, tenant: string, date: string, until: Date): Promise<DayProof> {
  const begin = Date.parse(`${date}T00:00:00+08:00`);
  const announcedFrom = new Date(begin - DAYS_BEFORE * DAY_MS).toISOString();
  const announcedUntil = new Date(begin + DAYS_AFTER * DAY_MS).toISOString();
  const announced = await listAnnounced(serving.table, tenant, announcedFrom, announcedUntil);
  const batches = announced.filter((batch) => isOfDay(batch, date));
  if (batches.length === 0) return refused('proof.no-batches');
  const proofs = new Map<string, Proof>();
  await inParallel(batches, async (batch) => {
    if (serving.clock.now() <= until) proofs.set(batch.batchId, await proofOfBatch(serving, batch, until));
  });
  const texts: string[] = [];
  for (const { batchId } of batches) {
    const proof = proofs.get(batchId);
    if (proof === undefined || proof.kind === 'making') continue;
    if (proof.kind === 'refused') return refused(proof.code, batchId);
    texts.push(proof.proof.statement);
  }
  if (texts.length < batches.length) return { kind: 'making', done: texts.length, of: batches.length };
  const reconciliations = await reconciledOf(serving, tenant, date);
  const edition = shortHash(JSON.stringify([texts, reconciliations]));
  const known = await readProof(serving.table, dayProofKey(tenant, date, edition));
  if (known?.state === 'MADE') return { kind: 'made', edition, ...(await readSealed(serving, known)) };
  const described = { v: 1, type: 'day', tenant, date, announcedFrom, announcedUntil, reconciliations } as const;
  return await seal(serving, { described, texts, edition });
}

/** What we send on anew by ourselves is none of what the city sent. */
function isOfDay({ manifest }: BatchItem, date: string): boolean {
  return manifest.businessDate === date && (manifest.purpose === undefined || manifest.purpose === 'settled-history');
}

type Described = Pick<
  DayStatement,
  'v' | 'type' | 'tenant' | 'date' | 'announcedFrom' | 'announcedUntil' | 'reconciliations'
>;

interface Gathered {
  readonly described: Described;
  readonly texts: readonly string[];
  readonly edition: string;
}

async function seal(serving: Serving, { described, texts, edition }: Gathered): Promise<DayProof> {
  const { current } = await serving.secrets.proofKeys();
  const { tenant, date } = described;
  const statements = texts.map((each) => parseStatement(each) as BatchStatement);
  const tree = growTree();
  for (const each of texts) tree.add(each);
  const root = Buffer.from(tree.root()).toString('hex');
  const total = (part: 'received' | (typeof OUTCOMES)[number]) => sum(statements.map((statement) => statement[part]));
  const text = statementText({
    ...described,
    received: total('received'),
    applied: total('applied'),
    unchanged: total('unchanged'),
    rejected: total('rejected'),
    held: total('held'),
    tree: { size: texts.length, root },
    madeAt: serving.clock.now().toISOString(),
    keyId: current.keyId,
  });
  const proof = { statement: text, signature: signStatement(current, text), ends: [], pages: [] };
  const object = `proofs/days/${tenant}/${date}/${shortHash(text)}`;
  const frames = [Buffer.from(JSON.stringify(proof), 'utf8'), ...linesInFrames(texts)];
  const pointers = await serving.vault.write(object, frames);
  const key = dayProofKey(tenant, date, edition);
  if (await keepProof(serving.table, key, { state: 'MADE', root, frames: pointers }))
    return { kind: 'made', edition, proof, frames: pointers };
  const first = await readProof(serving.table, key);
  if (first?.state !== 'MADE') throw new Error('a proof that was made is gone');
  return { kind: 'made', edition, ...(await readSealed(serving, first)) };
}

function linesInFrames(texts: readonly string[]): readonly Buffer[] {
  const frames: Buffer[] = [];
  let open: string[] = [];
  let bytes = 0;
  for (const text of texts) {
    const size = Buffer.byteLength(text) + 1;
    if (bytes + size > FRAME_BYTES && open.length > 0) {
      frames.push(Buffer.from(open.join('\n'), 'utf8'));
      open = [];
      bytes = 0;
    }
    open.push(text);
    bytes += size;
  }
  if (open.length > 0) frames.push(Buffer.from(open.join('\n'), 'utf8'));
  return frames;
}

/** The night's comparisons of programmes that are the tenant's alone: of each kind the last one that ended. */
async function reconciledOf({ table }: Serving, tenant: string, date: string): Promise<readonly ReconciledNight[]> {
  const last = new Map<string, Reconciliation>();
  const own = programmesOf(tenant);
  for (const programme of own) {
    const { reconciliations } = await listReconciliations(table, { night: date, programme }, '', RECONCILIATIONS_MAX);
    for (const each of reconciliations.filter(({ state }) => state === 'DONE')) {
      const key = `${programme}#${each.kind}`;
      if ((last.get(key)?.run ?? 0) < each.run) last.set(key, each);
    }
  }
  return [...last]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, { statement, reconciliationId, night, programme, kind, sides }]) =>
      statement === null
        ? []
        : [
            {
              reconciliationId,
              night,
              programme,
              kind,
              city: sideOf(statement.city),
              province: sideOf(statement.province),
              returns: returnsOf(sides.returns, own),
            },
          ],
    );
}

function sideOf({ received, matched, discrepant, suspense, rejected, held }: SideTally): SideTally {
  return { received, matched, discrepant, suspense, rejected, held };
}

/** A bank serves several cities: what it returned is told where all of it is of the tenant's own programmes. */
function returnsOf(snapshots: Reconciliation['sides']['returns'], own: readonly string[]): ReconciledNight['returns'] {
  if (snapshots.length === 0) return null;
  const isOwn = snapshots.every(({ programmes }) => programmes.every((programme) => own.includes(programme)));
  return isOwn ? sum(snapshots.map(({ rows, fen }) => ({ rows, fen }))) : null;
}
