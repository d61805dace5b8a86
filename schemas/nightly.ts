import type { Kind } from './kind.ts';

/** A file that comes every night, and by when. */
export interface Nightly {
  readonly system: string;
  readonly kind: Kind;
  /** Time of day in China, `HH:MM`, on the morning after the business date. */
  readonly by: string;
}

/**
 * Whom we expect every night. The hours are ours, as no city has published its own: half an hour before both sides are compared, so that a
 * person can ask. Payments come when a round pays, and other systems when they have something: nobody is late with those. A city whose
 * nights are other ones changes its line here; one that has never sent a batch is not expected yet.
 */
export const NIGHTLY: readonly Nightly[] = [
  { system: 'guangzhou/degree-subsidy', kind: 'applicant', by: '03:30' },
  { system: 'guangzhou/degree-subsidy', kind: 'certificate', by: '03:30' },
  { system: 'shenzhen/dream-plan', kind: 'applicant', by: '03:30' },
  { system: 'shenzhen/dream-plan', kind: 'certificate', by: '03:30' },
  // These two we ask ourselves, at 23:30 and at 02:00.
  { system: 'shenzhen/talent-platform', kind: 'applicant', by: '01:30' },
  { system: 'province/yuegonghui', kind: 'applicant', by: '03:30' },
];
