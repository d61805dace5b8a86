import { createHash } from 'node:crypto';
import type { Kind } from '../schemas/kind.ts';
import type { Canonical } from '../schemas/systems/system.ts';
import { resolveDuplicates } from './duplicates.ts';
import { aliasKey, contentHash, messageId, personKey, recordKey } from './identity.ts';
import { orderOf, updatedAtOf } from './ledger/order.ts';
import type { ReplayMark } from './ledger/replay.ts';
import type { Edit } from './replay/overlay.ts';

/** A destination's wire form of one record: an object, or the cells of a row. */
export type Wire = Readonly<Record<string, unknown>> | readonly string[];

/** One record of a chunk, as it lies sealed in the vault between ingest and translate. */
export interface ChunkLine {
  /** Row in the source file; 0 where there was no file. */
  readonly row: number;
  readonly recordKey: string;
  readonly personKey: string;
  readonly contentHash: string;
  readonly messageId: string;
  readonly order: string;
  /** Keyed hash of the application number. */
  readonly alias: string;
  readonly fen: string;
  /** Whether the snapshot already held a version of it: a hint that saves a read, never a decision. */
  readonly seenBefore: boolean;
  /** The number a rail's line bears: which instruction it answers. */
  readonly paymentNo?: string;
  /** Of a repair: message id of the version that goes once more. */
  readonly repairs?: string;
  /** Of what goes again by an operator's plan: which plan, and which of the ledger's versions it is. */
  readonly replay?: ReplayMark;
  /** What the plan edited: `record` is with these laid over what was accepted. */
  readonly overlay?: readonly Edit[];
  /** The form it goes in to the letter, where the plan says so; else it is made of `record`. */
  readonly sent?: Wire;
  /** Whose grant it is, where the record stands under a later permit of the person; never sealed, for links come later. */
  readonly claimant?: string;
  readonly record: Canonical;
}

/** A good row as a line; whether it was seen before is for the snapshot to say. */
export function chunkLineOf(
  indexKey: Uint8Array,
  origin: { readonly system: string; readonly kind: Kind; readonly sequence: number },
  good: { readonly row: number; readonly record: Canonical; readonly paymentNo?: string },
): Omit<ChunkLine, 'seenBefore'> {
  const { row, record, paymentNo } = good;
  const key = recordKey(record, indexKey);
  const content = contentHash(origin.kind, record as never, indexKey);
  // Two attempts may fail for the same reason: what a rail says of the second is no repeat of the first.
  const hash = paymentNo === undefined ? content : messageId(paymentNo, key, 0, content);
  const order = orderOf(record.updatedAt, origin.sequence);
  return {
    row,
    recordKey: key,
    personKey: personKey(indexKey, record.idNumber),
    contentHash: hash,
    order,
    fen: 'amountFen' in record ? record.amountFen : '0',
    messageId: messageId(origin.system, key, order, hash),
    alias: aliasKey(indexKey, origin.system, record.declarationNo),
    ...(paymentNo === undefined ? {} : { paymentNo }),
    record,
  };
}

/** What a line says, whichever file it comes in: a later one that repeats it says nothing new. */
export function sayingOf(
  source: string,
  { recordKey: key, order, contentHash: hash }: Pick<ChunkLine, 'recordKey' | 'order' | 'contentHash'>,
): string {
  return messageId(source, key, updatedAtOf(order), hash);
}

type Row = Omit<ChunkLine, 'seenBefore'>;

/** Which rows of one record key in one file stand, which lose, which only repeat another. */
export function standingOf(group: readonly Row[]): {
  readonly kept: readonly Row[];
  readonly rejected: readonly Row[];
  readonly repeated: readonly Row[];
} {
  if (group.length === 1) return { kept: group, rejected: [], repeated: [] };
  const resolved = resolveDuplicates(
    group.map(({ row, contentHash: hash, record }) => ({
      row,
      contentHash: hash,
      updatedAt: record.updatedAt,
      ...('batchNo' in record ? { batchNo: record.batchNo, status: record.status } : {}),
    })),
  );
  const byRow = new Map(group.map((row) => [row.row, row]));
  const rowsAt = (numbers: readonly number[]): readonly Row[] => numbers.flatMap((number) => byRow.get(number) ?? []);
  return { kept: rowsAt(resolved.kept), rejected: rowsAt(resolved.rejected), repeated: rowsAt(resolved.repeated) };
}

/** One record of a delivery, as it lies sealed in the vault between translate and deliver. */
export interface DeliveryLine {
  readonly recordKey: string;
  readonly source: string;
  readonly kind: Kind;
  readonly messageId: string;
  readonly attemptId: string;
  readonly fen: string;
  /** Key of the record that has to be delivered before this one: a payment's applicant; `null` where nothing has to. */
  readonly after: string | null;
  /** Source of the record to be delivered before, where it is another than the line's own. */
  readonly afterSource?: string;
  /** Of a city's payment: the pay-once claim it holds. */
  readonly claim?: string;
  /** Of a city's payment: the attempt, and so the number, that what it says is sent as. */
  readonly sentAs?: { readonly saying: string; readonly attempt: number };
  readonly row: number;
  /** Line in the frame of the chunk it came from. */
  readonly line: number;
  /** Of what an event tells: the batch its record last came with, so that one id finds the way there and back. */
  readonly batchId?: string;
  readonly wire: Wire;
}

/** A frame is UTF-8 JSON Lines. */
export function encodeLines(lines: readonly object[]): Uint8Array {
  return Buffer.from(lines.map((line) => JSON.stringify(line)).join('\n'), 'utf8');
}

/** The lines of a chunk's frame, which this project wrote and the vault has authenticated. */
export function decodeChunk(frame: Uint8Array): readonly ChunkLine[] {
  return linesOf(frame).map((line) => JSON.parse(line) as ChunkLine);
}

/** The same of a delivery's frame. */
export function decodeDelivery(frame: Uint8Array): readonly DeliveryLine[] {
  return linesOf(frame).map((line) => JSON.parse(line) as DeliveryLine);
}

function linesOf(frame: Uint8Array): readonly string[] {
  return Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength).toString('utf8').split('\n');
}

/** SHA-256, base64url: what a queue message says of the frame it points to. */
export function frameHash(frame: Uint8Array): string {
  return createHash('sha256').update(frame).digest('base64url');
}
