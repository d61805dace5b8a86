import { createHash } from 'node:crypto';
import { businessDate } from '../../adapters/clock/business-date.ts';
import { FileError } from '../../adapters/files/file-error.ts';
import { openRecords } from '../../adapters/files/open-records.ts';
import { readUploaded } from '../../adapters/landing/landing.ts';
import type { BatchItem } from '../../adapters/ledger/batches.ts';
import type { RawRow } from '../../core/story/fields.ts';
import { systemById } from '../../schemas/systems/registry.ts';
import type { Operating } from './environment.ts';

/** Larger files are not read again for one row of them. */
const FILE_BYTES_MAX = 16 * 1024 * 1024;

/** A row's cells out of the very file it came in; `null` where that is no longer there, too large, or was not a file. */
export async function rowOfFile({ landing, log }: Operating, batch: BatchItem, row: number): Promise<RawRow | null> {
  const { manifest, batchId, createdAt } = batch;
  const system = systemById(manifest.system);
  if (system === undefined) return null;
  const file = await readUploaded(landing, { batchId, bytes: manifest.bytes }, FILE_BYTES_MAX);
  // Put there since by somebody who announced the same batch: that is not what was taken in.
  if (file === null || createHash('sha256').update(file).digest('hex') !== manifest.sha256) return null;
  const context = {
    today: businessDate(new Date(createdAt)),
    ...(manifest.programmeYear === null ? {} : { programmeYear: manifest.programmeYear }),
  };
  try {
    const { columns, blocks } = await openRecords({ system, kind: manifest.kind, context }, piecesOf(file));
    for await (const block of blocks) {
      const found = block.find(({ result }) => result.row === row);
      if (found !== undefined)
        return system.file.form === 'jsonl' ? membersOf(found.original) : { columns, cells: found.original };
    }
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    log.warn('record.file-unreadable', { batchId, code: error.code });
  }
  return null;
}

/** A line of JSON as columns and cells. */
function membersOf([text = '']: readonly string[]): RawRow | null {
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null) return null;
  const members = Object.entries(value).filter(([, member]) => member !== null);
  return {
    columns: members.map(([name]) => name),
    cells: members.map(([, member]) => (Array.isArray(member) ? member.map(String).join(',') : String(member))),
  };
}

async function* piecesOf(file: Buffer): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < file.length; at += PIECE_BYTES) yield file.subarray(at, at + PIECE_BYTES);
}

const PIECE_BYTES = 256 * 1024;
