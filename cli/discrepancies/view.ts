import type { CaseNote, CaseResolution, CaseState } from '../../core/reconcile/cases.ts';
import type { Discrepancy } from '../../core/reconcile/codes.ts';
import type { DiscrepancyLine } from '../../core/reconcile/sides.ts';
import type { Kind } from '../../schemas/kind.ts';

/** A discrepancy as `GET /v1/discrepancies` shows it. */
export interface CaseView {
  readonly discrepancyId: string;
  readonly recordKey: string;
  readonly programme: string;
  readonly kind: Kind;
  readonly code: Discrepancy;
  readonly tenant: string;
  readonly state: CaseState;
  /** 分; `null` where the side has no row. */
  readonly fenCity: string | null;
  readonly fenProvince: string | null;
  /** Names of the fields that differ. */
  readonly fields: readonly string[];
  /** `YYYY-MM-DD` */
  readonly firstNight: string;
  readonly lastNight: string;
  readonly repairs: { readonly times: number; readonly night: string } | null;
  readonly owner: string | null;
  readonly notes: readonly CaseNote[];
  readonly resolution: CaseResolution | null;
  readonly closedBy: 'run' | 'operator' | null;
  /** Closed by an operator, and found by the nights since. */
  readonly stillDiffers: boolean;
}

/** One by itself, with what both sides say, masked; `null` where that is no longer there. */
export interface CaseDetailView extends CaseView {
  readonly evidence: DiscrepancyLine | null;
}

export interface CasePageView {
  readonly discrepancies: readonly CaseView[];
  /** Cursor of the next page. */
  readonly next: string | null;
}
