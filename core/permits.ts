/**
 * A person's old and new permits, linked before anything is claimed (DESIGN §4). Nothing computes one from the other: a
 * foreigner's 18-digit card says nothing of the 15-character one it replaced, nor 港澳台 residents' permits of the number
 * held before. Two operators who saw both documents say so. (15 digits and 18 of one mainland ID need no link: `personKey`
 * takes them for one.)
 *
 * A link leads from the newer number to the older. So a person stays who the ledger has known from the start: records,
 * aliases and claims made under the older number stand, and the newer one finds them. Numbers here are person keys, or
 * normal ID numbers where no key is at hand; only one sort in one map.
 */
export type PermitLinks = ReadonlyMap<string, string>;

/** More permits than one person gets; a chain beyond it is a mistake. */
export const PERMITS_MAX = 8;

/** Who a person is known as: the oldest number the given one is linked to, itself where it is linked to none. */
export function linkedPerson(links: PermitLinks, person: string): string {
  let oldest = person;
  for (let steps = 0; steps < PERMITS_MAX; steps++) {
    const older = links.get(oldest);
    if (older === undefined) return oldest;
    oldest = older;
  }
  throw new RangeError(`a person is linked through more than ${PERMITS_MAX} permits`);
}

export type LinkFault =
  /** A number can't replace itself. */
  | 'same-number'
  /** The older number is already said to be the newer one's successor: who came first? */
  | 'circle'
  /** The newer number already leads to another older one: one of the two links names the wrong person. */
  | 'other-person'
  | 'too-many';

/** Why a link can't be added; null when it can, or is there already. */
export function linkFault(
  links: PermitLinks,
  link: { readonly newer: string; readonly older: string },
): LinkFault | null {
  const { newer, older } = link;
  if (newer === older) return 'same-number';
  const known = links.get(newer);
  if (known !== undefined) return known === older ? null : 'other-person';
  let steps = 1;
  for (let at = links.get(older); at !== undefined; at = links.get(at)) {
    if (at === newer) return 'circle';
    if (++steps === PERMITS_MAX) return 'too-many';
  }
  return null;
}

/**
 * Whether a normal ID number may have replaced another: permits of foreigners and 港澳台 residents. Numbers of mainland
 * residents are for life, so that a night's records cost no look-up.
 */
export function mayReplaceAnother(idNumber: string): boolean {
  return !/^[1-7]/.test(idNumber);
}
