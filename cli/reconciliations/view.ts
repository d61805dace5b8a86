import type { components } from '../../schemas/api/client.gen.ts';

/** The comparison of one programme's records of one kind, of one night, as `GET /v1/reconciliations` lists it. */
export type ReconciliationView = components['schemas']['Reconciliation'];

/** How many differ, over all codes. */
export function differing({ statement }: ReconciliationView): number {
  return (statement?.discrepancies ?? []).reduce((sum, { count }) => sum + count, 0);
}

/** Compared, and nothing differs. */
export function isClean(view: ReconciliationView): boolean {
  return view.state === 'DONE' && differing(view) === 0;
}
