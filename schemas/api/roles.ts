/**
 * What a signed-in person may be. `viewer` looks, `operator` acts, `approver` says yes to what moves money and somebody else has planned,
 * `auditor` reads the acts of all. None implies another: a claim lists all a person has.
 */
export const ROLES = ['viewer', 'operator', 'approver', 'auditor'] as const;
export type Role = (typeof ROLES)[number];
