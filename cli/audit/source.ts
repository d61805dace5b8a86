import type { AuditEntry, ChainHead } from '../../core/audit/entry.ts';
import type { Seal, SealedLeaf } from '../../core/audit/journal.ts';

/** Where chains, journal and anchors are read: a running stack, or what was exported of one. */
export interface AuditSource {
  readonly tenants: () => Promise<readonly string[]>;
  /** By date, none left out. */
  readonly anchors: () => Promise<readonly AnchorText[]>;
  /** Entries behind a sequence as they are kept, and the kept end; `null` where it keeps none. */
  readonly chain: (
    tenant: string,
    after: number,
  ) => Promise<{ readonly entries: readonly AuditEntry[]; readonly head: ChainHead | null }>;
  /** Texts of a day's leaves; `null` where the source does not hold this day. */
  readonly journal: (tenant: string, date: string) => Promise<readonly string[] | null>;
  /** What was locked away with one edition of a seal; `null` where it is not at hand. */
  readonly sealed: (tenant: string, seal: Seal) => Promise<readonly SealedLeaf[] | null>;
}

export interface AnchorText {
  readonly date: string;
  readonly text: string;
}

/** Days in China, both included; absent: without an end. */
export interface Span {
  readonly from?: string;
  readonly to?: string;
}

export function isWithin(date: string, { from, to }: Span): boolean {
  return (from ?? date) <= date && date <= (to ?? date);
}
