import { readInstructionFile } from '../../adapters/ledger/instructions.ts';
import type { BatchItem } from '../../adapters/ledger/batches.ts';
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
  if (summary.rows !== received.rows) return 'batch.rows-mismatch';
  if (summary.fen !== readableFen) return 'batch.total-mismatch';
  // A line that can't be read may be one of those paid.
  if (summary.paid !== null && rejected.rows === 0) {
    if (summary.paid.rows !== paid.rows) return 'batch.rows-mismatch';
    if (summary.paid.fen !== paid.fen) return 'batch.total-mismatch';
  }
  if (summary.document === 'instruction') return 'batch.no-return';
  const sent = await readInstructionFile(table, manifest.system, summary.batchNo);
  if (sent === undefined) return 'batch.instruction-unknown';
  if (summary.document === 'reversal') return null;
  if (summary.rows !== sent.rows) return 'batch.rows-mismatch';
  return summary.fen === sent.fen ? null : 'batch.total-mismatch';
}
