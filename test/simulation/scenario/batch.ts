import { createHash } from 'node:crypto';
import iconv from 'iconv-lite';
import type { Kind } from '../../../schemas/kind.ts';
import { PROGRAMME_YEAR } from './people.ts';
import type { Cells, PlannedRow, SystemForm } from './rows.ts';

/** A batch somebody sends: what its manifest says, and the bytes that are uploaded. */
export interface Upload {
  readonly tenant: string;
  readonly system: string;
  readonly kind: Kind;
  readonly programmeYear: number;
  readonly businessDate: string;
  readonly sequence: number;
  readonly fileName: string;
  readonly bytes: Buffer;
  /** As the manifest says it: of a truncated upload the length of the whole file. */
  readonly byteLength: number;
  /** Hex, of the whole file. */
  readonly sha256: string;
  readonly rows: number;
  /** `null` of what is no payment. */
  readonly totalFen: string | null;
}

/** What was done to a batch on its way. */
export type Damage = 'truncated' | 'duplicated' | 'sent-again' | 'wrong-total' | 'out-of-order';

/** A city's batch as the scenario means it. */
export interface Batch extends Upload {
  /** From the beginning of the scenario. */
  readonly sendAtMs: number;
  readonly planned: readonly PlannedRow[];
  readonly damage: Damage | null;
}

export type Encoding = 'utf-8' | 'utf-8-bom' | 'gb18030';

export interface Sending {
  readonly encoding: Encoding;
  readonly businessDate: string;
  readonly sequence: number;
  readonly sendAtMs: number;
}

/** The upload of a whole file. */
export function uploadOf(said: Omit<Upload, 'byteLength' | 'sha256'>): Upload {
  const { bytes } = said;
  return { ...said, byteLength: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}

/** The body of `POST /v1/batches`. */
export function manifestOf(upload: Upload): Readonly<Record<string, unknown>> {
  const { system, kind, programmeYear, businessDate, sequence, fileName, byteLength, sha256, rows, totalFen } = upload;
  const file = { fileName, bytes: byteLength, sha256, rows };
  return { system, kind, programmeYear, businessDate, sequence, ...file, ...(totalFen === null ? {} : { totalFen }) };
}

export function writeBatch(form: SystemForm, kind: Kind, planned: readonly PlannedRow[], sending: Sending): Batch {
  const { encoding, businessDate, sequence, sendAtMs } = sending;
  const cells = planned.map((row) => row.cells);
  const total = planned.reduce((sum, { readableFen }) => sum + readableFen, 0n);
  const upload = uploadOf({
    tenant: form.tenant,
    system: form.system,
    kind,
    programmeYear: PROGRAMME_YEAR,
    businessDate,
    sequence,
    fileName: `${kind}-${businessDate.replaceAll('-', '')}-${sequence}.csv`,
    bytes: encode(form.columns[kind], cells, encoding),
    rows: planned.length,
    totalFen: kind === 'payment' ? String(total) : null,
  });
  return { ...upload, sendAtMs, planned, damage: null };
}

function encode(columns: readonly string[], rows: readonly Cells[], encoding: Encoding): Buffer {
  const lines = [columns, ...rows.map((cells) => columns.map((column) => cells[column] ?? ''))];
  const text = lines.map((cells) => `${cells.join(',')}\r\n`).join('');
  if (encoding === 'gb18030') return iconv.encode(text, 'gb18030');
  return Buffer.from(encoding === 'utf-8-bom' ? `\uFEFF${text}` : text, 'utf8');
}
