import type { LookedAt, Restore } from '../../adapters/ledger/restore.ts';

const DAY_MS = 86_400_000;

/** The last day is the one after the restore was said: by then what is kept has items of its own, whatever the clocks say. */
export function dayAfter({ at }: Restore, day: string): LookedAt | null {
  const next = dayOf(new Date(day).getTime() + DAY_MS);
  return next > dayOf(new Date(at).getTime() + DAY_MS) ? null : { day: next, after: '' };
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
