import { applicantSchema } from '../../schemas/canonical/applicant.ts';
import { certificateSchema } from '../../schemas/canonical/certificate.ts';
import { paymentSchema } from '../../schemas/canonical/payment.ts';
import type { Kind } from '../../schemas/kind.ts';
import type { Canonical } from '../../schemas/systems/system.ts';

/**
 * A row of either side, or of the rail, as it lies in the spool: a line of tab-separated text whose first parts suffice to match it. The
 * record is its values in the order of its schema, as JSON, and is read only where rows differ.
 */
export interface RowEntry {
  /** What rows of one record share; begins with 43 characters of the person's HMAC, or of the certificate number's. */
  readonly key: string;
  /** `comparisonHash`: rows of equal hash differ in nothing. */
  readonly hash: string;
  readonly row: number;
  readonly year: number;
  /** 分. */
  readonly fen: string;
}

export function rowLine(kind: Kind, { key, hash, row, year, fen }: RowEntry, record: Canonical): string {
  const said = record as unknown as Readonly<Record<string, unknown>>;
  const values: unknown[] = [];
  for (const field of FIELDS[kind]) values.push(said[field] ?? null);
  return `${key}\t${hash}\t${row}\t${year}\t${fen}\t${JSON.stringify(values)}\n`;
}

/** Where the parts of a line lie in its block. */
export interface LaidEntry extends RowEntry {
  readonly record: () => Canonical;
}

/** The lines of a block, in order. */
export function* rowEntries(kind: Kind, block: Buffer): Generator<LaidEntry> {
  for (let at = 0; at < block.length;) {
    const end = block.indexOf(LF, at);
    const keyEnd = block.indexOf(TAB, at);
    const hashEnd = block.indexOf(TAB, keyEnd + 1);
    const rowEnd = block.indexOf(TAB, hashEnd + 1);
    const yearEnd = block.indexOf(TAB, rowEnd + 1);
    const fenEnd = block.indexOf(TAB, yearEnd + 1);
    yield {
      key: block.toString('latin1', at, keyEnd),
      hash: block.toString('latin1', keyEnd + 1, hashEnd),
      row: Number(block.toString('latin1', hashEnd + 1, rowEnd)),
      year: Number(block.toString('latin1', rowEnd + 1, yearEnd)),
      fen: block.toString('latin1', yearEnd + 1, fenEnd),
      record: () => recordOf(kind, block.toString('utf8', fenEnd + 1, end)),
    };
    at = end + 1;
  }
}

const TAB = 0x09;
const LF = 0x0a;

const FIELDS: Readonly<Record<Kind, readonly string[]>> = {
  applicant: Object.keys(applicantSchema.shape),
  certificate: Object.keys(certificateSchema.shape),
  payment: Object.keys(paymentSchema.shape),
};

/** This project wrote the line, and the spool has authenticated it. */
function recordOf(kind: Kind, json: string): Canonical {
  const values = JSON.parse(json) as readonly unknown[];
  const members = FIELDS[kind].flatMap((field, at) => (values[at] === null ? [] : [[field, values[at]] as const]));
  return Object.fromEntries(members) as unknown as Canonical;
}

export const ANY_YEAR = 0;

/** What a row of the applicants' or certificates' file says of its person, as it lies in the spool under the person's key. */
export interface EvidenceEntry {
  readonly person: string;
  /** Which application or certificate: rows of one are older and newer words on the same. */
  readonly about: string;
  /** `ANY_YEAR` where its form says none and nobody else does. */
  readonly year: number;
  readonly updatedAt: string;
  /** Approved, or verified. */
  readonly holds: boolean;
}

export function evidenceLine({ person, about, year, updatedAt, holds }: EvidenceEntry): string {
  return `${person}\t${about}\t${year}\t${updatedAt}\t${holds ? 1 : 0}\n`;
}

export function evidenceEntries(block: Buffer): readonly EvidenceEntry[] {
  return block
    .toString('latin1')
    .trimEnd()
    .split('\n')
    .map((line) => {
      const [person = '', about = '', year = '', updatedAt = '', holds = ''] = line.split('\t');
      return { person, about, year: Number(year), updatedAt, holds: holds === '1' };
    });
}

const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const ORDINALS = new Uint8Array(128);
for (const [ordinal, character] of [...BASE64URL].entries()) ORDINALS[character.charCodeAt(0)] = ordinal;

/** The partition of a key: by its first twelve bits, which are an HMAC's and so spread evenly. */
export function partitionOf(key: string, partitions: number): number {
  const first = ORDINALS[key.charCodeAt(0)] ?? 0;
  const second = ORDINALS[key.charCodeAt(1)] ?? 0;
  return Math.floor(((first * 64 + second) * partitions) / 4096);
}
