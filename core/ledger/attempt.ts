/** Payment states after which money did not stay with the payee, so that the same payment may be tried once more (DOMAIN §7). */
const MAY_BE_TRIED_AGAIN: ReadonlySet<string> = new Set(['FAILED', 'RETURNED', 'EXPIRED']);
/** A payment still to be made, as against the report of one that was made (DESIGN §4). */
const INSTRUCTIONS: ReadonlySet<string> = new Set(['PLANNED', 'BATCHED']);

export function isInstruction(status: string): boolean {
  return INSTRUCTIONS.has(status);
}

/** The attempt a new version of a payment belongs to: the next one where an instruction follows a failure, else the one under way. */
export function attemptOf(
  status: string,
  before: { readonly attempt: number; readonly status: string } | undefined,
): number {
  if (before === undefined) return 1;
  return isInstruction(status) && MAY_BE_TRIED_AGAIN.has(before.status) ? before.attempt + 1 : before.attempt;
}
