import type { CaseState, Resolution } from '../../schemas/case.ts';
import type { Kind } from '../../schemas/kind.ts';
import type { Discrepancy } from '../../schemas/discrepancy.ts';

export interface CaseNote {
  readonly by: string;
  /** RFC 3339 in UTC. */
  readonly at: string;
  readonly text: string;
}

export interface CaseResolution {
  readonly what: Resolution;
  /** 分 that came back; of `recovered` alone. */
  readonly fen: string | null;
  /** Where what was seen can be found. */
  readonly evidence: string;
  /** What had found it last when it was closed. */
  readonly night: string;
  readonly run: number;
  readonly by: string;
  readonly at: string;
}

/** Which comparison says something: a later night, or a later run of the same night, has the last word. */
export interface Run {
  readonly reconciliationId: string;
  /** `YYYY-MM-DD` in China: the day whose books it closes. */
  readonly night: string;
  /** From 1; more where an operator had the night compared once more. */
  readonly run: number;
}

/** What one comparison found of one record. Names of fields, keyed hashes and pointers only. */
export interface Found {
  readonly recordKey: string;
  readonly code: Discrepancy;
  /** Tenant of the city, `guangzhou`. */
  readonly tenant: string;
  /** 分 of the side's rows; `null` where the side has none. */
  readonly fenCity: string | null;
  readonly fenProvince: string | null;
  /** Names of the fields that differ. */
  readonly fields: readonly string[];
  /** Vault pointer of the masked line. */
  readonly line: string;
  /** Vault pointer of the line as both sides say it. */
  readonly unmasked: string;
  /** Keyed hash of all that differs: the same again is nothing new. */
  readonly differenceHash: string;
}

/** A discrepancy and what became of it: one per record, for as long as the ledger lasts. */
export interface Case extends Found, Run {
  readonly programme: string;
  readonly kind: Kind;
  readonly state: CaseState;
  /** First and last night it was found in a row. */
  readonly firstNight: string;
  readonly lastNight: string;
  /** How often the record was sent again for it, and the last night of that; `null` = never. */
  readonly repairs: { readonly times: number; readonly night: string } | null;
  readonly owner: string | null;
  readonly notes: readonly CaseNote[];
  readonly resolution: CaseResolution | null;
  readonly closedBy: 'run' | 'operator' | null;
  /** When it was last written, RFC 3339 in UTC. */
  readonly at: string;
  /** Raised by one with every write; a write names the one it expects. */
  readonly fence: number;
}

/** `waits`: neither matched nor discrepant, so nothing is concluded. `null`: both sides agree, or neither has it any more. */
export type Judged = Found | 'waits' | null;

/**
 * What a run makes of a record's case; `null` = nothing to write. What an operator has closed stays closed while exactly the same is
 * found, night after night; anything else found opens it again, and so does the same after a run that did not find it.
 */
export function caseAfter(
  before: Case | undefined,
  judged: Judged,
  { programme, kind, at, ...run }: Run & { readonly programme: string; readonly kind: Kind; readonly at: string },
): Case | null {
  if (judged === 'waits') return null;
  if (before === undefined) {
    if (judged === null) return null;
    return { ...UNTOUCHED, ...judged, ...run, programme, kind, firstNight: run.night, lastNight: run.night, at };
  }
  if (isEarlier(run, before)) return null;
  const fence = before.fence + 1;
  if (judged === null) {
    // Also of what an operator had closed: once both have agreed, the same again is another one.
    if (before.closedBy === 'run') return null;
    return { ...before, ...run, state: 'CLOSED', closedBy: 'run', at, fence };
  }
  const found: Case = { ...before, ...judged, ...run, lastNight: run.night, at, fence };
  if (before.state !== 'CLOSED') return found;
  if (before.closedBy === 'operator' && before.differenceHash === judged.differenceHash) return found;
  const notes = [...found.notes, ...noteOf(before.resolution)];
  return { ...found, notes, state: 'OPEN', closedBy: null, resolution: null, repairs: null, firstNight: run.night };
}

/** `GZ-XLBZ.payment.<record key>`: its place in the ledger can be read off it. */
export function caseIdOf({ programme, kind, recordKey }: Pick<Case, 'programme' | 'kind' | 'recordKey'>): string {
  return `${programme}.${kind}.${recordKey}`;
}

const UNTOUCHED = {
  state: 'OPEN',
  repairs: null,
  owner: null,
  notes: [],
  resolution: null,
  closedBy: null,
  fence: 1,
} as const;

/** What an operator closed a case with is not forgotten when it opens again. */
function noteOf(resolution: CaseResolution | null): readonly CaseNote[] {
  if (resolution === null) return [];
  const { by, at, what, fen, evidence } = resolution;
  return [{ by, at, text: [what, fen, evidence].filter((part) => part !== null).join(' ') }];
}

function isEarlier(run: Run, seen: Run): boolean {
  return run.night === seen.night ? run.run < seen.run : run.night < seen.night;
}
