import { createHash } from 'node:crypto';
import type { Kind } from '../../schemas/kind.ts';
import type { RecordState } from '../ledger/states.ts';
import type { Wire } from '../lines.ts';
import type { FieldChange } from './changes.ts';
import type { Edit } from './overlay.ts';

/** More than these in one plan nobody looks through, and no run ends in a working day. */
export const REPLAY_RECORDS_MAX = 100_000;

export type ReplayAction = 'replay' | 'nothing' | 'refused';
export type ReplayMapping = 'current' | 'original';

/** One record of a plan, frozen as it was seen: what it is, and what the plan does with it. Sealed, for it holds values. */
export interface PlanLine {
  readonly recordKey: string;
  readonly source: string;
  readonly kind: Kind;
  readonly tenant: string;
  /** Its state in the ledger; `NONE`: the ledger has never taken it. */
  readonly state: RecordState | 'NONE';
  /** The ledger's version it was planned by; `null` where it has none. */
  readonly fence: number | null;
  /** Whether the version that goes is the ledger's own; else it is judged as one that has just arrived. */
  readonly again: boolean;
  readonly action: ReplayAction;
  /** Why it is not replayed: one of our codes. */
  readonly code: string | null;
  /** What is wrong with the record. */
  readonly problem: string | null;
  readonly destination: string | null;
  readonly fen: string;
  readonly movesMoney: boolean;
  readonly mapping: ReplayMapping;
  readonly overlay: readonly Edit[];
  readonly messageId: string;
  /** Where its canonical record lies. */
  readonly pointer: string;
  readonly batchId: string;
  readonly row: number;
  readonly wasSent: boolean;
  /** The form it was last sent in, where that is what goes again. */
  readonly sent: Wire | null;
  readonly changes: readonly FieldChange[];
}

/** The hash of a plan: what is approved, and what runs. Lines are taken in their order; another order is another plan. */
export interface PlanHash {
  readonly add: (line: PlanLine) => void;
  /** SHA-256, hex. */
  readonly end: () => string;
}

export function createPlanHash(): PlanHash {
  const hash = createHash('sha256');
  return {
    add: (line) => void hash.update(`${canonicalLine(line)}\n`, 'utf8'),
    end: () => hash.digest('hex'),
  };
}

export function planHashOf(lines: Iterable<PlanLine>): string {
  const hash = createPlanHash();
  for (const line of lines) hash.add(line);
  return hash.end();
}

/** A line as one text: every field, in one order, whatever order it was written in. */
function canonicalLine(line: PlanLine): string {
  return JSON.stringify(FIELDS.map((field) => ordered(line[field])));
}

/** JSON with the names of objects in order. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  return entries.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([name, each]) => [name, ordered(each)]);
}

const FIELDS = [
  'recordKey',
  'source',
  'kind',
  'tenant',
  'state',
  'fence',
  'again',
  'action',
  'code',
  'problem',
  'destination',
  'fen',
  'movesMoney',
  'mapping',
  'overlay',
  'messageId',
  'pointer',
  'batchId',
  'row',
  'wasSent',
  'sent',
  'changes',
] as const satisfies readonly (keyof PlanLine)[];
