import type { ShownCase } from '../../adapters/reports/case-words.ts';
import { stillDiffers } from '../../core/reconcile/case-acts.ts';
import { type Case, caseIdOf } from '../../core/reconcile/cases.ts';

/** A case as operators see it: everything but where its lines lie, and by which version it is written. */
export function caseView(found: Case): ShownCase & Pick<Case, 'reconciliationId' | 'night' | 'run' | 'at'> {
  const { line: _line, unmasked: _unmasked, differenceHash: _hash, fence: _fence, ...shown } = found;
  return { discrepancyId: caseIdOf(found), ...shown, stillDiffers: stillDiffers(found) };
}
