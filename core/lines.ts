import { createHash } from 'node:crypto';
import type { Kind } from '../schemas/kind.ts';
import type { Canonical } from '../schemas/systems/system.ts';

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
  /** Key of the pay-once claim; `null` for what is no payment. */
  readonly claim: string | null;
  readonly fen: string;
  /** Whether the snapshot already held a version of it: a hint that saves a read, never a decision. */
  readonly seenBefore: boolean;
  readonly record: Canonical;
}

/** One record of a delivery, as it lies sealed in the vault between translate and deliver. */
export interface DeliveryLine {
  readonly recordKey: string;
  readonly source: string;
  readonly kind: Kind;
  readonly messageId: string;
  readonly attemptId: string;
  readonly fen: string;
  readonly row: number;
  /** Line in the frame of the chunk it came from. */
  readonly line: number;
  /** The destination's wire form: an object, or the cells of a row. */
  readonly wire: Readonly<Record<string, unknown>> | readonly string[];
}

/** A frame is UTF-8 JSON Lines. */
export function encodeLines(lines: readonly object[]): Uint8Array {
  return Buffer.from(lines.map((line) => JSON.stringify(line)).join('\n'), 'utf8');
}

/** The lines of a frame this project wrote itself and the vault has authenticated. */
export function decodeLines<Line>(frame: Uint8Array): readonly Line[] {
  const text = Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength).toString('utf8');
  return text.split('\n').map((line) => JSON.parse(line) as Line);
}

/** SHA-256, base64url: what a queue message says of the frame it points to. */
export function frameHash(frame: Uint8Array): string {
  return createHash('sha256').update(frame).digest('base64url');
}
