import { createHash } from 'node:crypto';
import iconv from 'iconv-lite';
import type { Kind } from '../../../schemas/kind.ts';
import { PROGRAMME_YEAR } from './people.ts';
import type { Cells, PlannedRow, SystemForm } from './rows.ts';

export type Encoding = 'utf-8' | 'utf-8-bom' | 'gb18030';

/** A batch a city sends: its manifest, and the bytes it uploads. */
export interface Batch {
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
  readonly sha256: string;
  readonly rows: number;
  /** `null` of what is no payment. */
  readonly totalFen: string | null;
  /** From the beginning of the scenario. */
  readonly sendAtMs: number;
  /** What the scenario means by it. */
  readonly planned: readonly PlannedRow[];
  readonly damage: string | null;
}

/** The body of `POST /v1/batches`. */
export function manifestOf(batch: Batch): Readonly<Record<string, unknown>> {
  const { system, kind, programmeYear, businessDate, sequence, fileName, byteLength, sha256, rows, totalFen } = batch;
  return {
    system,
    kind,
    programmeYear,
    businessDate,
    sequence,
    fileName,
    bytes: byteLength,
    sha256,
    rows,
    ...(totalFen === null ? {} : { totalFen }),
  };
}

export function writeBatch(
  form: SystemForm,
  kind: Kind,
  planned: readonly PlannedRow[],
  sent: {
    readonly encoding: Encoding;
    readonly businessDate: string;
    readonly sequence: number;
    readonly sendAtMs: number;
  },
): Batch {
  const bytes = encode(
    form.columns[kind],
    planned.map(({ cells }) => cells),
    sent.encoding,
  );
  return {
    tenant: form.tenant,
    system: form.system,
    kind,
    programmeYear: PROGRAMME_YEAR,
    businessDate: sent.businessDate,
    sequence: sent.sequence,
    fileName: `${kind}-${sent.businessDate.replaceAll('-', '')}-${sent.sequence}.csv`,
    bytes,
    byteLength: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    rows: planned.length,
    totalFen: kind === 'payment' ? String(planned.reduce((sum, { fen }) => sum + fen, 0n)) : null,
    sendAtMs: sent.sendAtMs,
    planned,
    damage: null,
  };
}

function encode(columns: readonly string[], rows: readonly Cells[], encoding: Encoding): Buffer {
  const lines = [columns, ...rows.map((cells) => columns.map((column) => cells[column] ?? ''))];
  const text = lines.map((cells) => `${cells.join(',')}\r\n`).join('');
  if (encoding === 'gb18030') return iconv.encode(text, 'gb18030');
  return Buffer.from(encoding === 'utf-8-bom' ? `\uFEFF${text}` : text, 'utf8');
}
