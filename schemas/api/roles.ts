/**
 * What a signed-in person may be. `viewer` looks, `operator` acts, `approver` says yes to what moves money and somebody else has planned,
 * `auditor` reads the acts of all. None implies another: a claim lists all a person has.
 */
export const ROLES = ['viewer', 'operator', 'approver', 'auditor'] as const;
export type Role = (typeof ROLES)[number];

/** May look: everybody who may sign in at all. */
export const LOOKING: readonly Role[] = [...ROLES];
/** May say what takes effect by the word of one or of two. */
export const ACTING: readonly Role[] = ['operator', 'approver'];
