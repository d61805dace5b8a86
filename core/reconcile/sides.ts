import type { Kind } from '../../schemas/kind.ts';
import type { Canonical } from '../../schemas/systems/system.ts';
import type { Discrepancy } from '../../schemas/discrepancy.ts';

/** One accepted row of a side, as that side says it. */
export interface SideRow {
  /** The row a spreadsheet would show, of the file it came in. */
  readonly row: number;
  /** The batch that brought it; `''` of a file compared offline. */
  readonly batchId: string;
  readonly system: string;
  readonly record: Canonical;
}

/** Every row either side has of one record. */
export interface KeyRows {
  readonly recordKey: string;
  readonly city: readonly SideRow[];
  readonly province: readonly SideRow[];
}

/** What else is known of the record; `null` = was not asked, so nothing is concluded from it. */
export interface Evidence {
  /** Whether the person's application of that programme and year is approved. */
  readonly approved: boolean | null;
  /** Whether the person has a verified certificate of that programme. */
  readonly verified: boolean | null;
  /** Lines of the rail's returns on this payment. */
  readonly returns: readonly SideRow[];
}

export const NO_EVIDENCE: Evidence = { approved: null, verified: null, returns: [] };

/** What a comparison is told, the same for all of its keys. */
export interface Comparison {
  readonly kind: Kind;
  readonly provinceSystem: string;
  /** `YYYY-MM-DD` in China; ages are counted back from the end of that day. */
  readonly asOf: string;
  /**
   * Whether a difference in nothing but what the province owns waits in suspense, as a miss does, until the city has had time to say it
   * back. Offline nobody knows what the city was told: there it is a discrepancy at once.
   */
  readonly awaitsCity: boolean;
}

/** A field both sides carry and differ in, in the form it is shown in, unmasked. */
export interface Difference {
  readonly field: string;
  readonly city: string;
  readonly province: string;
}

export type Verdict =
  | { readonly outcome: 'matched' }
  /** A miss so young that the other side may yet say it. */
  | { readonly outcome: 'suspense'; readonly side: 'city' | 'province'; readonly ageDays: number }
  | { readonly outcome: 'discrepant'; readonly code: Discrepancy; readonly differs: readonly Difference[] };

/** A line of `--discrepancies`, member by member (CONTRACT §1). Values are masked unless the reader may see them. */
export interface DiscrepancyLine {
  readonly code: Discrepancy;
  readonly recordKey: string;
  readonly programme: string;
  readonly city: SideOfLine | null;
  readonly province: SideOfLine | null;
  readonly differs: readonly Difference[];
}

export interface SideOfLine {
  readonly row: number;
  readonly fields: Readonly<Record<string, string>>;
}
