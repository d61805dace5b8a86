import type { ShownCase } from '../../adapters/reports/case-words.ts';
import type { DiscrepancyLine } from '../../core/reconcile/sides.ts';

/** A discrepancy as `GET /v1/discrepancies` shows it. */
export type CaseView = ShownCase;

/** One by itself, with what both sides say, masked; `null` where that is no longer there. */
export type CaseDetailView = CaseView & { readonly evidence: DiscrepancyLine | null };

export interface CasePageView {
  readonly discrepancies: readonly CaseView[];
  /** Cursor of the next page. */
  readonly next: string | null;
}
