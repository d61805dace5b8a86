/** The three kinds of record the bridge carries. */
export const KINDS = ['applicant', 'certificate', 'payment'] as const;
export type Kind = (typeof KINDS)[number];
