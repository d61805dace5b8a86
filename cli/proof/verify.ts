import { type Amount, OUTCOMES, type Outcome, sum } from '../../core/ledger/tally.ts';
import { growTree, isIncluded, type MerkleTree } from '../../core/proof/merkle.ts';
import { type Leaf, parseLeaf } from '../../core/proof/leaf.ts';
import { isSigned } from '../../core/proof/signing.ts';
import { parseStatement, type ProofStatement, unaccountedOf } from '../../core/proof/statement.ts';
import type { ProblemCode } from '../../schemas/problem.ts';
import type { BatchStatement, DayStatement } from '../../schemas/proof.ts';
import { CliError } from '../cli-error.ts';
import { type CityFile, type CityRow, openCityFile } from './city-file.ts';
import { openProof, type ProofFile } from './proof-file.ts';

export interface ToVerify {
  readonly path: string;
  /** The city's own file, whose rows have to be the leaves. */
  readonly cityFile: string | undefined;
  /** A row that is looked for. */
  readonly row: number | undefined;
  /** Base64 of the public key it has to be signed with. */
  readonly publicKey: string | undefined;
  readonly onLeaves: (done: number, of: number) => void;
}

/** What does not hold, and of which row of the city's file; null where it is no row's. */
export interface Finding {
  readonly code: ProblemCode;
  readonly row: number | null;
}

/** The row that was looked for, with its way up to the signed root. */
export interface FoundRow extends Leaf {
  /** Its place among the leaves, from 0. */
  readonly index: number;
  /** Hex. */
  readonly path: readonly string[];
  readonly isIncluded: boolean;
}

export interface Verified {
  readonly statement: ProofStatement;
  readonly keyId: string;
  /** The first ones; `count` is of all. */
  readonly findings: readonly Finding[];
  readonly count: number;
  /** Rows the city's file lacks, or has beside the proof's, where its rows are out of step from some row on; null where they are not. */
  readonly step: OutOfStep | null;
  readonly row: FoundRow | null;
}

/** One row less, or more, in the middle of a file, and each row behind it is another. */
export interface OutOfStep {
  readonly fromRow: number;
  readonly lacking: number;
  readonly beside: number;
}

/** Findings that are listed; of a file that is another one every row differs. */
const FINDINGS_MAX = 1_000;
const PROGRESS_EVERY = 4_096;

/** Checks all a proof says, without asking anybody. Memory does not grow with its rows. Throws FileError, CliError. */
export async function verifyProof(toVerify: ToVerify): Promise<Verified> {
  const proof = await openProof(toVerify.path);
  const findings = gather();
  const { statement, signature, text } = proof;
  if (!isSigned(text, signature) || signature.keyId !== statement.keyId) findings.add('proof.signature-mismatch');
  if (toVerify.publicKey !== undefined && toVerify.publicKey !== signature.publicKey) findings.add('proof.key-differs');
  const unaccounted = unaccountedOf(statement);
  if (unaccounted.rows !== 0 || unaccounted.fen !== '0') findings.add('proof.parts-differ');
  const row =
    statement.type === 'batch'
      ? await verifyBatch(toVerify, proof, statement, findings)
      : await verifyDay(toVerify, proof, statement, findings);
  return {
    statement,
    keyId: signature.keyId,
    findings: findings.first(),
    count: findings.count(),
    step: findings.step(),
    row,
  };
}

interface Findings {
  readonly add: (code: ProblemCode, row?: number) => void;
  readonly first: () => readonly Finding[];
  readonly count: () => number;
  readonly step: () => OutOfStep | null;
}

function gather(): Findings {
  const first: Finding[] = [];
  const counts = new Map<ProblemCode, number>();
  let count = 0;
  return {
    add: (code, row) => {
      count += 1;
      counts.set(code, (counts.get(code) ?? 0) + 1);
      if (first.length < FINDINGS_MAX) first.push({ code, row: row ?? null });
    },
    first: () => first,
    count: () => count,
    step: () => {
      const fromRow = first.find(({ code }) => code === 'proof.row-differs')?.row ?? null;
      const [lacking, beside] = [counts.get('proof.row-added') ?? 0, counts.get('proof.row-missing') ?? 0];
      return fromRow === null || lacking + beside === 0 ? null : { fromRow, lacking, beside };
    },
  };
}

async function verifyBatch(
  { cityFile, row: wanted, onLeaves }: ToVerify,
  { leaves }: ProofFile,
  statement: BatchStatement,
  findings: Findings,
): Promise<FoundRow | null> {
  const city = cityFile === undefined ? null : compareRows(await openCityFile(cityFile, statement), findings);
  const tree = growTree();
  const counts = new Map<Outcome, number>();
  let found: (Leaf & { readonly index: number }) | null = null;
  let before = 0;
  for await (const text of leaves) {
    const leaf = parseLeaf(text);
    const isWanted = leaf?.row === wanted;
    if (leaf !== null && isWanted) found = { ...leaf, index: tree.size() };
    tree.add(text, isWanted);
    if (leaf === null || leaf.row <= before) {
      findings.add('proof.leaves-differ', leaf?.row);
      continue;
    }
    before = leaf.row;
    counts.set(leaf.outcome, (counts.get(leaf.outcome) ?? 0) + 1);
    if (city !== null) await city.next(leaf);
    if (tree.size() % PROGRESS_EVERY === 0) onLeaves(tree.size(), statement.tree.size);
  }
  await city?.end(statement);
  if (
    tree.size() !== statement.received.rows ||
    OUTCOMES.some((outcome) => (counts.get(outcome) ?? 0) !== statement[outcome].rows)
  )
    findings.add('proof.leaves-differ');
  checkRoot(tree, statement, findings);
  if (wanted !== undefined && found === null) findings.add('proof.row-missing', wanted);
  return found === null ? null : climb(found, tree, statement);
}

/** The way from the row to the signed root, walked as somebody would who holds this row alone. */
function climb(found: Leaf & { readonly index: number }, tree: MerkleTree, { tree: signed }: BatchStatement): FoundRow {
  const path = tree.path() ?? [];
  const { row, digest, outcome, code, index } = found;
  const leaf = `${row} ${digest} ${outcome} ${code ?? '-'}`;
  const included = isIncluded({ leaf, index, size: signed.size, path, root: Buffer.from(signed.root, 'hex') });
  return { ...found, path: path.map((hash) => Buffer.from(hash).toString('hex')), isIncluded: included };
}

function checkRoot(tree: MerkleTree, { tree: signed }: ProofStatement, findings: Findings): void {
  if (tree.size() !== signed.size || Buffer.from(tree.root()).toString('hex') !== signed.root)
    findings.add('proof.root-mismatch');
}

/** Goes through the city's file beside the leaves: both are in the order of the file. */
function compareRows({ rows, sha256 }: CityFile, findings: Findings) {
  const own = rows[Symbol.asyncIterator]();
  const amounts = new Map<Outcome, Amount>();
  let head: IteratorResult<CityRow> | null = null;
  const peek = async (): Promise<CityRow | undefined> => {
    head ??= await own.next();
    return head.done === true ? undefined : head.value;
  };
  return {
    next: async ({ row, digest, outcome }: Leaf): Promise<void> => {
      let ours = await peek();
      for (; ours !== undefined && ours.row < row; ours = await peek()) {
        findings.add('proof.row-missing', ours.row);
        head = null;
      }
      if (ours?.row !== row) return findings.add('proof.row-added', row);
      head = null;
      if (ours.digest !== digest) findings.add('proof.row-differs', row);
      const amount = { rows: 1, fen: ours.fen ?? '0' };
      amounts.set(outcome, sum([amounts.get(outcome) ?? { rows: 0, fen: '0' }, amount]));
    },
    end: async (statement: BatchStatement): Promise<void> => {
      for (let ours = await peek(); ours !== undefined; ours = await peek()) {
        findings.add('proof.row-missing', ours.row);
        head = null;
      }
      if (sha256() !== statement.fileSha256) findings.add('proof.file-differs');
      const isPush = statement.fileName === '';
      if (!isPush && OUTCOMES.some((outcome) => (amounts.get(outcome)?.fen ?? '0') !== statement[outcome].fen))
        findings.add('proof.amounts-differ');
    },
  };
}

async function verifyDay(
  { cityFile, row }: ToVerify,
  { leaves }: ProofFile,
  statement: DayStatement,
  findings: Findings,
): Promise<null> {
  if (cityFile !== undefined || row !== undefined) {
    throw new CliError(
      'usage.proof-day',
      { zh: '这是一天的证明，没有逐行清单', en: 'this is the proof of a day: it lists batches, not rows' },
      { zh: '用 bridge proof get 取该批次的证明再核对文件。', en: 'Get the proof of the batch and compare that.' },
    );
  }
  const tree = growTree();
  const batches: BatchStatement[] = [];
  for await (const text of leaves) {
    tree.add(text);
    const batch = parseStatement(text);
    const isOfDay =
      batch?.type === 'batch' && batch.tenant === statement.tenant && batch.businessDate === statement.date;
    if (!isOfDay) {
      findings.add('proof.leaves-differ');
      continue;
    }
    batches.push(batch);
    const unaccounted = unaccountedOf(batch);
    if (unaccounted.rows !== 0 || unaccounted.fen !== '0' || batch.received.rows !== batch.tree.size)
      findings.add('proof.parts-differ');
  }
  for (const part of ['received', ...OUTCOMES] as const) {
    const total = sum(batches.map((batch) => batch[part]));
    if (total.rows !== statement[part].rows || total.fen !== statement[part].fen) findings.add('proof.leaves-differ');
  }
  if (new Set(batches.map(({ batchId }) => batchId)).size !== batches.length) findings.add('proof.leaves-differ');
  checkRoot(tree, statement, findings);
  return null;
}
