import { hash } from 'node:crypto';
import { OUTCOMES, type Outcome } from '../ledger/tally.ts';

/** What became of a row, and why where there is a reason. */
export interface RowEnd {
  readonly outcome: Outcome;
  readonly code: string | null;
}

/** One row of a batch, as its proof says it. */
export interface Leaf extends RowEnd {
  /** Row in the file, as a spreadsheet shows it. */
  readonly row: number;
  /** Hex: SHA-256 of the row's cells as they stand in the file. */
  readonly digest: string;
}

/** Parts cells; no layout has it in a cell. */
const UNIT_SEPARATOR = '\u001F';

/** SHA-256 of a row: its cells, decoded and otherwise as they stand in the file, parted by U+001F, in UTF-8; of JSON Lines the line. */
export function rowDigest(cells: readonly string[]): Uint8Array {
  return hash('sha256', cells.join(UNIT_SEPARATOR), 'buffer');
}

/** The leaf's bytes, as text: `17 3f5a…c2 rejected citizen-id.check-digit`; `-` where there is no code. */
export function formatLeaf({ row, digest, ...end }: Leaf): string {
  return `${row} ${digest} ${formatEnd(end)}`;
}

/** The leaf's last two words. */
export function formatEnd({ outcome, code }: RowEnd): string {
  return `${outcome} ${code ?? '-'}`;
}

const END = /^([a-z]+) (-|[a-z0-9-]+(?:\.[a-z0-9-]+)+)$/;

/** `null` for what is no end of a row. */
export function readEnd(text: string): RowEnd | null {
  const [, word = '', code = ''] = END.exec(text) ?? [];
  const outcome = OUTCOMES.find((each) => each === word);
  return outcome === undefined ? null : { outcome, code: code === '-' ? null : code };
}

const LEAF = /^([1-9]\d{0,9}) ([0-9a-f]{64}) (.+)$/;

/** `null` for what is no leaf. */
export function parseLeaf(text: string): Leaf | null {
  const [, row = '', digest = '', words = ''] = LEAF.exec(text) ?? [];
  const end = readEnd(words);
  return end === null ? null : { row: Number(row), digest, ...end };
}
