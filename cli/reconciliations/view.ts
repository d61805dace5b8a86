import type { Discrepancy } from '../../schemas/discrepancy.ts';
import type { ReconciliationStatement } from '../../core/reconcile/statement.ts';
import type { Kind } from '../../schemas/kind.ts';

/** The comparison of one programme's records of one kind, of one night, as `GET /v1/reconciliations` lists it. */
export interface ReconciliationView {
  readonly reconciliationId: string;
  /** `YYYY-MM-DD`: the day whose books it closes. */
  readonly night: string;
  /** From 1; more where the night was compared once more. */
  readonly run: number;
  readonly programme: string;
  readonly kind: Kind;
  readonly state: 'RUNNING' | 'DONE' | 'REFUSED';
  readonly problem: string | null;
  /** Sides that were compared all the same, and what is to be known of them. */
  readonly notes: readonly { readonly code: string; readonly system: string; readonly businessDate: string | null }[];
  /** Of a list without control totals; `null` until it is done. */
  readonly statement: ReconciliationStatement | null;
  /** Of one by itself: where its reports may be fetched, for a few minutes. */
  readonly reports: { readonly xlsx: string; readonly html: string } | null;
  readonly startedAt: string;
  readonly endedAt: string | null;
}

export interface ReconciliationPageView {
  readonly reconciliations: readonly ReconciliationView[];
  /** Cursor of the next page. */
  readonly next: string | null;
}

/** How many differ, over all codes. */
export function differing({ statement }: ReconciliationView): number {
  const totals: readonly { readonly code: Discrepancy; readonly count: number }[] = statement?.discrepancies ?? [];
  return totals.reduce((sum, { count }) => sum + count, 0);
}

/** Compared, and nothing differs. */
export function isClean(view: ReconciliationView): boolean {
  return view.state === 'DONE' && differing(view) === 0;
}
