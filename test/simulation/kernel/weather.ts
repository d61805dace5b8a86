import type { Random } from '../../../local/nights/random.ts';

/**
 * Mishaps that are not of one call: of queues, functions, clocks, the table, secrets, the outside
 * systems. What befalls files is part of the scenario.
 */
export const MISHAPS = [
  'duplicate-message',
  'late-message',
  'reordered-messages',
  'visibility-expiry',
  'lost-delete',
  'batch-misreport',
  'lost-notification',
  'duplicate-notification',
  'cold-start',
  'lambda-timeout',
  'stale-index',
  'clock-jump',
  'kms-outage',
  'secret-rotation',
  'table-restored',
  'old-and-new-code',
  'two-sweepers',
  'operator-replay',
  'stop-and-restart',
  'province-lands-late',
  'province-forgets-duplicates',
  'lost-webhook',
  'late-webhook',
  'repeated-webhook',
  'forged-webhook',
] as const;
export type Mishap = (typeof MISHAPS)[number];

/** Which mishaps a run may meet, how often, and until when. */
export interface Weather {
  /** Whether it may happen at all in this run. */
  readonly has: (mishap: Mishap) => boolean;
  /** It happens once, now, if the weather is not clear; counted. */
  readonly happens: (mishap: Mishap) => boolean;
  /** Whether it happens now; counted when it does. */
  readonly strikes: (mishap: Mishap) => boolean;
  /** From now on nothing goes wrong. */
  readonly clear: () => void;
  readonly isClear: () => boolean;
  readonly counts: ReadonlyMap<Mishap, number>;
}

export function createWeather(random: Random, shares: ReadonlyMap<Mishap, number>): Weather {
  const counts = new Map<Mishap, number>();
  let clear = false;
  return {
    counts,
    has: (mishap) => shares.has(mishap),
    happens: (mishap) => {
      if (!clear) counts.set(mishap, (counts.get(mishap) ?? 0) + 1);
      return !clear;
    },
    isClear: () => clear,
    clear: () => {
      clear = true;
    },
    strikes: (mishap) => {
      const share = shares.get(mishap);
      if (clear || share === undefined || random.next() >= share) return false;
      counts.set(mishap, (counts.get(mishap) ?? 0) + 1);
      return true;
    },
  };
}
