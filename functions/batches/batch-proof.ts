import { deflateSync } from 'node:zlib';
import type { BatchItem } from '../../adapters/ledger/batches.ts';
import {
  batchProofKey,
  keepProgress,
  keepProof,
  type KeptRows,
  type ProofItem,
  readProof,
} from '../../adapters/ledger/proofs.ts';
import type { WorkItem } from '../../adapters/ledger/work.ts';
import { isConserved, OUTCOMES, type Tally, tallyOf } from '../../core/ledger/tally.ts';
import { growTree, type MerkleTree } from '../../core/proof/merkle.ts';
import { formatEnd, formatLeaf } from '../../core/proof/leaf.ts';
import { createRowMarks } from '../../core/proof/row-marks.ts';
import { signStatement } from '../../core/proof/signing.ts';
import { statementText } from '../../core/proof/statement.ts';
import { shortHash } from '../../core/short-hash.ts';
import type { BatchStatement } from '../../schemas/proof.ts';
import type { Serving } from './environment.ts';
import { framesOf, type LateEnds, leavesOfFrame } from './kept-leaves.ts';
import { type Proof, readSealed, refused, type SealedProof } from './sealed-proof.ts';
import { workOf } from './view.ts';

/** Under this name stands the proof of a batch that was never read. */
const NEVER_READ = 'none';
const NO_ROWS: KeptRows = { rows: 0, first: null, last: null, ends: [] };

/**
 * The proof of one reading of a batch, made where there is none yet. What is made is kept, and the same ever after.
 *
 * @param until when to stop for now; what was done by then is kept
 */
export async function proofOfBatch(serving: Serving, batch: BatchItem, until: Date): Promise<Proof> {
  const run = batch.run ?? NEVER_READ;
  const known = await readProof(serving.table, batchProofKey(batch.batchId, run));
  if (known?.state === 'MADE') return { kind: 'made', ...(await readSealed(serving, known)) };
  const works = batch.state === 'TRANSLATING' ? await workOf(serving, batch) : [];
  const tally = tallyOf(batch.received, [batch.settled, ...works.map((work) => work.settled)]);
  if (batch.state === 'AWAITING_UPLOAD' || tally.pending.rows > 0) return refused('proof.not-settled');
  const kept = batch.state === 'REFUSED' ? NO_ROWS : (batch.proof ?? null);
  const late = lateEnds(works);
  if (kept === null || late === null) return refused('proof.not-kept');
  const growing = resume(known);
  for (; growing.frames < framesOf(kept); growing.frames += 1) {
    if (serving.clock.now() > until) {
      const { frames, tree, counts } = growing;
      const begun = { state: 'MAKING', frames, subtrees: tree.subtrees(), counts } as const;
      await keepProgress(serving.table, batchProofKey(batch.batchId, run), begun);
      return { kind: 'making', done: tree.size(), of: kept.rows };
    }
    for (const leaf of await leavesOfFrame(serving, kept, growing.frames, late)) {
      growing.tree.add(formatLeaf(leaf));
      growing.counts[leaf.outcome] = (growing.counts[leaf.outcome] ?? 0) + 1;
    }
  }
  if (!isConserved(tally) || OUTCOMES.some((outcome) => (growing.counts[outcome] ?? 0) !== tally[outcome].rows)) {
    serving.log.error('proof.differs', { batchId: batch.batchId, run });
    return refused('proof.differs');
  }
  return await seal(serving, { batch, run, tally, tree: growing.tree, late });
}

interface Growing {
  frames: number;
  readonly tree: MerkleTree;
  readonly counts: Record<string, number>;
}

function resume(known: ProofItem | undefined): Growing {
  if (known?.state !== 'MAKING') return { frames: 0, tree: growTree(), counts: {} };
  return { frames: known.frames, tree: growTree(known.subtrees), counts: { ...known.counts } };
}

/** `null` where some of the work was ended by code that did not keep its rows' ends. */
function lateEnds(works: readonly WorkItem[]): LateEnds | null {
  const marks = createRowMarks();
  const ends = new Map([[formatEnd({ outcome: 'applied', code: null }), 0]]);
  for (const { ends: rowsBy, problems } of works) {
    if (rowsBy === undefined) return null;
    const codes = new Map(problems.map(({ row, code }) => [row, code]));
    for (const outcome of ['unchanged', 'rejected', 'held'] as const) {
      for (const row of rowsBy[outcome] ?? []) {
        const text = formatEnd({ outcome, code: codes.get(row) ?? null });
        const mark = ends.get(text) ?? ends.size;
        ends.set(text, mark);
        marks.set(row, mark);
      }
    }
  }
  return { marks, ends: [...ends.keys()] };
}

interface Grown {
  readonly batch: BatchItem;
  readonly run: string;
  readonly tally: Tally;
  readonly tree: MerkleTree;
  readonly late: LateEnds;
}

/** Signs and seals the statement, with what the ledger knew of the rows behind it. Of two makers the first one's stands. */
async function seal(serving: Serving, { batch, run, tally, tree, late }: Grown): Promise<Proof> {
  const { current } = await serving.secrets.proofKeys();
  const root = Buffer.from(tree.root()).toString('hex');
  const madeAt = serving.clock.now().toISOString();
  const statement = describe(batch, run, tally);
  const text = statementText({ ...statement, tree: { size: tree.size(), root }, madeAt, keyId: current.keyId });
  const pages = late.marks.pages();
  const proof: SealedProof = {
    statement: text,
    signature: signStatement(current, text),
    ends: late.ends,
    pages: pages.map(({ page }) => page),
  };
  const frames = [Buffer.from(JSON.stringify(proof), 'utf8'), ...pages.map(({ marks }) => deflateSync(marks))];
  const pointers = await serving.vault.write(`proofs/${batch.batchId}/${run}/${shortHash(text)}`, frames);
  const key = batchProofKey(batch.batchId, run);
  if (await keepProof(serving.table, key, { state: 'MADE', root, frames: pointers }))
    return { kind: 'made', proof, frames: pointers };
  const first = await readProof(serving.table, key);
  if (first?.state !== 'MADE') throw new Error('a proof that was made is gone');
  return { kind: 'made', ...(await readSealed(serving, first)) };
}

function describe(batch: BatchItem, run: string, tally: Tally): Omit<BatchStatement, 'tree' | 'madeAt' | 'keyId'> {
  const { system, kind, purpose, businessDate, sequence, fileName, sha256 } = batch.manifest;
  const { received, applied, unchanged, rejected, held } = tally;
  return {
    v: 1,
    type: 'batch',
    tenant: batch.tenant,
    batchId: batch.batchId,
    run,
    system,
    kind,
    purpose: purpose ?? null,
    programmeYears: [...batch.programmeYears],
    businessDate,
    sequence,
    fileName,
    fileSha256: sha256,
    state: batch.state === 'HELD' || batch.state === 'REFUSED' ? batch.state : 'SETTLED',
    problem: batch.problem,
    received,
    applied,
    unchanged,
    rejected,
    held,
  };
}
