import { businessDate } from '../../adapters/clock/business-date.ts';
import { FileError } from '../../adapters/files/file-error.ts';
import { openRecords } from '../../adapters/files/open-records.ts';
import { withDigest } from '../../adapters/files/source.ts';
import { readLanding } from '../../adapters/landing/landing.ts';
import type { BatchItem } from '../../adapters/ledger/batches.ts';
import type { Spool } from '../../adapters/vault/spool.ts';
import type { Amount } from '../../core/ledger/tally.ts';
import { type ChunkLine, chunkLineOf } from '../../core/lines.ts';
import { normalIdentifier } from '../../schemas/codecs/text.ts';
import type { Kind } from '../../schemas/kind.ts';
import { mappingOf, systemById } from '../../schemas/systems/registry.ts';
import type { SummaryFacts, System } from '../../schemas/systems/system.ts';
import type { Ingesting } from './environment.ts';
import type { ProofRows } from './proof-rows.ts';
import { rejectEntry } from './rejects.ts';

/** Record keys begin with a base64url character: one partition for each, in the order of ASCII, so partitions are in key order. */
const FIRST_CHARACTERS = '-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz';
export const PARTITIONS: number = FIRST_CHARACTERS.length;

/** A row on its way from the file to the merge. */
export type SpooledRow = Omit<ChunkLine, 'seenBefore'>;

export interface Reading {
  readonly bytes: number;
  readonly sha256: string;
  /** As they stand in the file. */
  readonly columns: readonly string[];
  /** All data rows; 分 of those whose amount can be read. */
  readonly received: Amount;
  readonly readableFen: string;
  readonly rejected: Amount;
  /** Of payments: the good rows that say the money was paid. */
  readonly paid: Amount;
  /** What the file's first line says of it; null where its form has no such line. */
  readonly summary: SummaryFacts | null;
  readonly warned: number;
  readonly programmeYears: readonly number[];
}

/** Decodes and validates the file row by row: good rows go to their partition, bad ones to the rejects. Throws FileError. */
export async function readUpload(
  ingesting: Ingesting,
  batch: BatchItem,
  objectKey: string,
  spool: Spool,
  rejects: Spool,
  proof: ProofRows,
): Promise<Reading> {
  const { manifest } = batch;
  const { source, digest } = withDigest(await readLanding(ingesting.landing, objectKey));
  const system = systemById(manifest.system);
  if (system === undefined) throw new FileError('file.unsupported', { system: manifest.system });
  const context = {
    today: businessDate(ingesting.clock.now()),
    ...(manifest.programmeYear === null ? {} : { programmeYear: manifest.programmeYear }),
  };
  const file = await openRecords({ system, kind: manifest.kind, context }, source);
  const indexKey = await ingesting.secrets.indexKey();
  const count = { rows: 0, fen: 0n, rejected: 0, rejectedFen: 0n, warned: 0, years: new Set<number>() };
  const paid = { rows: 0, fen: 0n };
  const numbered = numberReader(system, manifest.kind, file.columns);
  await rejects.append(0, `${JSON.stringify({ header: file.columns })}\n`);
  for await (const block of file.blocks) {
    for (const { result: checked, original, fen } of block) {
      count.rows += 1;
      const kept = proof.read(checked.row, original);
      if (kept !== undefined) await kept;
      count.fen += BigInt(fen ?? 0);
      if (checked.warnings.length > 0) count.warned += 1;
      if (checked.ok) {
        count.years.add(checked.record.programmeYear);
        if ('batchNo' in checked.record && checked.record.status === 'SUCCESS') {
          paid.rows += 1;
          paid.fen += BigInt(checked.record.amountFen);
        }
        await spoolRow(spool, chunkLineOf(indexKey, manifest, { ...checked, ...numbered(original) }));
      } else {
        count.rejected += 1;
        proof.end(checked.row, 'rejected', checked.problem.code);
        count.rejectedFen += BigInt(fen ?? 0);
        await rejects.append(0, rejectEntry(checked.row, checked.problem, original));
      }
    }
  }
  return {
    ...digest(),
    columns: file.columns,
    received: { rows: count.rows, fen: count.fen.toString() },
    readableFen: count.fen.toString(),
    rejected: { rows: count.rejected, fen: count.rejectedFen.toString() },
    paid: { rows: paid.rows, fen: paid.fen.toString() },
    summary: file.summary,
    warned: count.warned,
    programmeYears: [...count.years].toSorted((a, b) => a - b),
  };
}

/** Reads the number a rail's line bears: ours, and in no record. */
function numberReader(
  system: System,
  kind: Kind,
  columns: readonly string[],
): (cells: readonly string[]) => { readonly paymentNo?: string } {
  const ours = mappingOf(system, kind)?.ours.find(({ name }) => name === 'paymentNo');
  const at = ours === undefined ? -1 : columns.findIndex((column) => column.trim() === ours.wire);
  return at < 0 ? () => ({}) : (cells) => ({ paymentNo: normalIdentifier(cells[at] ?? '') });
}

async function spoolRow(spool: Spool, row: SpooledRow): Promise<void> {
  const written = spool.append(FIRST_CHARACTERS.indexOf(row.recordKey.charAt(0)), `${JSON.stringify(row)}\n`);
  // Most appends only fill a buffer; awaiting those would cost more than they do.
  if (written !== undefined) await written;
}
