import { readInstructionFile } from '../../adapters/ledger/instructions.ts';
import type { BatchItem } from '../../adapters/ledger/batches.ts';
import { summaryProblem } from '../../core/summary-problem.ts';
import type { ProblemCode } from '../../schemas/problem.ts';
import type { Ingesting } from './environment.ts';
import type { Reading } from './read-upload.ts';

/**
 * What is wrong with a rail's file as a whole, before any of its lines is entered: its summary line against its own details, its
 * number against what was sent, and, where it answers all of one file, its totals against that file's.
 */
export async function returnProblem(
  { table }: Ingesting,
  { manifest }: BatchItem,
  reading: Reading,
): Promise<ProblemCode | null> {
  const { summary, received, readableFen, paid, rejected } = reading;
  if (summary === null) return null;
  const all = { rows: received.rows, fen: readableFen };
  const differs = summaryProblem(summary, { all, paid: rejected.rows === 0 ? paid : null });
  if (differs !== null) return differs.code;
  if (summary.document === 'instruction') return 'batch.no-return';
  const sent = await readInstructionFile(table, manifest.system, summary.batchNo);
  if (sent === undefined) return 'batch.instruction-unknown';
  if (summary.document === 'reversal') return null;
  if (summary.rows !== sent.rows) return 'batch.rows-mismatch';
  return summary.fen === sent.fen ? null : 'batch.total-mismatch';
}
