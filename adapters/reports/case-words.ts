import type { Case } from '../../core/reconcile/cases.ts';
import type { ReportText } from '../../core/reconcile/report.ts';
import type { CaseState, Resolution } from '../../schemas/case.ts';

/** A case as it is shown, whoever shows it. */
export type ShownCase = Omit<
  Case,
  'line' | 'unmasked' | 'differenceHash' | 'fence' | 'reconciliationId' | 'night' | 'run' | 'at'
> & {
  readonly discrepancyId: string;
  /** Closed by an operator, and found since. */
  readonly stillDiffers: boolean;
};

const CASE_STATE_NAMES: Readonly<Record<CaseState, ReportText>> = {
  OPEN: { zh: '待处理', en: 'open' },
  REPAIRING: { zh: '补发中', en: 'repairing' },
  CLOSED: { zh: '已了结', en: 'closed' },
};

export const RESOLUTION_NAMES: Readonly<Record<Resolution, ReportText>> = {
  recovered: { zh: '已追回', en: 'recovered' },
  corrected: { zh: '已更正', en: 'corrected' },
  explained: { zh: '已查明，无须处理', en: 'explained' },
  accepted: { zh: '经批准保留差异', en: 'accepted' },
};

/** How a case stands, in a word or two. */
export function caseStanding({
  state,
  resolution,
  stillDiffers,
  closedBy,
}: Pick<ShownCase, 'state' | 'resolution' | 'stillDiffers' | 'closedBy'>): ReportText {
  if (state !== 'CLOSED') return CASE_STATE_NAMES[state];
  if (resolution === null) return closedBy === 'run' ? { zh: '已相符', en: 'agrees now' } : CASE_STATE_NAMES.CLOSED;
  const { zh, en } = RESOLUTION_NAMES[resolution.what];
  if (closedBy === 'run') return { zh: `${zh}，已相符`, en: `${en}, agrees now` };
  return stillDiffers ? { zh: `${zh}，仍有差异`, en: `${en}, still differs` } : { zh, en };
}
