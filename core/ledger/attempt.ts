/** Payment states after which money did not stay with the payee, so that the same payment may be tried once more (DOMAIN §7). */
const MAY_BE_TRIED_AGAIN: ReadonlySet<string> = new Set(['FAILED', 'RETURNED', 'EXPIRED']);
/** A payment still to be made, as against the report of one that was made (DESIGN §4). */
const INSTRUCTIONS: ReadonlySet<string> = new Set(['PLANNED', 'BATCHED']);

/** Said of a payment as a fact: the money left, though it may have come back. */
const REPORTED: ReadonlySet<string> = new Set(['SUCCESS', 'RETURNED']);

export function mayBeTriedAgain(status: string): boolean {
  return MAY_BE_TRIED_AGAIN.has(status);
}

/** Reported as made: it is recorded and forwarded whatever is wrong with it (DESIGN §4). */
export function isReportedAsMade(status: string): boolean {
  return REPORTED.has(status);
}

export function isInstruction(status: string): boolean {
  return INSTRUCTIONS.has(status);
}

/** The attempt a new version of a payment belongs to: the next one where an instruction follows a failure, else the one under way. */
export function attemptOf(
  status: string,
  before: { readonly attempt: number; readonly status: string } | undefined,
): number {
  if (before === undefined) return 1;
  return isInstruction(status) && mayBeTriedAgain(before.status) ? before.attempt + 1 : before.attempt;
}
