import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { claimKeysOf } from '../../core/identity.ts';
import { linkedPerson, linkFault, type LinkFault, PERMITS_MAX } from '../../core/permits.ts';
import { type ClaimItem, claimKeyOf } from './payments.ts';
import { getItems, type Key, keyText, type Table, transact } from './table.ts';

/** That two ID numbers are one person's, as person keys: `newer` replaced `older`. Said by two operators, for good. */
export interface PermitLink {
  readonly newer: string;
  readonly older: string;
  /** Who said so, who agreed, and when (RFC 3339). */
  readonly saidBy: string;
  readonly agreedBy: string;
  readonly at: string;
}

/** Who each person is known as, where that is somebody older; a person without a link is absent. */
export async function readLinkedPersons(
  table: Table,
  persons: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const links = await readLinks(table, persons);
  return new Map(
    [...new Set(persons)].filter((person) => links.has(person)).map((person) => [person, linkedPerson(links, person)]),
  );
}

/** This person and every older one it is known as, newest first. */
export async function readPermitChain(table: Table, person: string): Promise<readonly string[]> {
  const links = await readLinks(table, [person]);
  const chain = [person];
  for (let older = links.get(person); older !== undefined; older = links.get(older)) chain.push(older);
  return chain;
}

/** A grant claimed under both of two numbers, by two payments. */
export interface ClaimedByBoth {
  /** Group, level and instalment: `city-education.CITY.1`. */
  readonly grant: string;
  readonly newer: string;
  readonly older: string;
}

/** The grants both numbers of a person had claimed before they were linked: payments that may be one too many, by their record keys. */
export async function claimedByBoth(
  table: Table,
  { newer, older }: Pick<PermitLink, 'newer' | 'older'>,
  groups: readonly string[],
): Promise<readonly ClaimedByBoth[]> {
  const oldest = (await readPermitChain(table, older)).at(-1) ?? older;
  const [ofNewer, ofOldest] = [claimKeysOf(groups, newer), claimKeysOf(groups, oldest)];
  const found = await getItems(table, [...ofNewer, ...ofOldest].map(claimKeyOf));
  return ofNewer.flatMap((key, index) => {
    const one = found.get(keyText(claimKeyOf(key)));
    const other = found.get(keyText(claimKeyOf(ofOldest[index] ?? '')));
    if (one === undefined || other === undefined) return [];
    if (one['recordKey'] === other['recordKey'] && one['source'] === other['source']) return [];
    const grant = key.slice(key.indexOf('.claim.') + '.claim.'.length);
    return [{ grant, newer: String(one['recordKey']), older: String(other['recordKey']) }];
  });
}

/**
 * Adds a link: `null` when it stands, also when it stood before. What was recorded under the newer number before stays there; what was
 * claimed under it is the older one's now, too, so that neither is paid once more. Where both had claimed the same, the older one's
 * claim stands, and who links has to look: a person may have been paid twice.
 *
 * @param groups the claim groups there are
 */
export async function putPermitLink(
  table: Table,
  link: PermitLink,
  groups: readonly string[],
): Promise<LinkFault | null> {
  const { newer, older } = link;
  const links = await readLinks(table, [newer, older]);
  const fault = linkFault(links, link);
  if (fault !== null || links.has(newer)) return fault;
  const oldest = linkedPerson(links, older);
  // Nobody may link the chain's end meanwhile: two links made at once could close a circle.
  const reasons = await transact(table, [
    { Put: { TableName: table.name, Item: marshall({ ...linkKey(newer), ...link }), ConditionExpression: ABSENT } },
    { ConditionCheck: { TableName: table.name, Key: marshall(linkKey(oldest)), ConditionExpression: ABSENT } },
    ...(await claimsToCarry(table, groups, newer, oldest)),
  ]);
  if (reasons === null) return null;
  const now = await readLinks(table, [newer, older]);
  const lost = linkFault(now, link);
  if (lost === null && !now.has(newer)) throw new Error('the link lost to another one; it can be tried again');
  return lost;
}

/**
 * Writes of the newer number's claims under the oldest one, or beside what that has claimed itself; one that is taken between the reading
 * and the writing, under either number, ends the try.
 */
async function claimsToCarry(
  table: Table,
  groups: readonly string[],
  newer: string,
  oldest: string,
): Promise<readonly TransactWriteItem[]> {
  const from = claimKeysOf(groups, newer).map(claimKeyOf);
  const to = claimKeysOf(groups, oldest).map(claimKeyOf);
  const found = await getItems(table, [...from, ...to]);
  return to.flatMap((key, index) => {
    const source = from[index];
    if (source === undefined) return [];
    const claim = found.get(keyText(source)) as unknown as ClaimItem | undefined;
    if (claim === undefined)
      return [{ ConditionCheck: { TableName: table.name, Key: marshall(source), ConditionExpression: ABSENT } }];
    const standing = found.get(keyText(key)) as unknown as ClaimItem | undefined;
    // Freed by its own payment alone, it would be there for a third one.
    if (standing !== undefined) return [besideOf(table, standing, claim)];
    return [{ Put: { TableName: table.name, Item: marshall({ ...claim, ...key }), ConditionExpression: ABSENT } }];
  });
}

/** The standing claim, with what was paid by another one of the same person. */
function besideOf(table: Table, standing: ClaimItem, claim: ClaimItem): TransactWriteItem {
  const { recordKey, source, beside = [], told } = standing;
  const all = [...beside, claim.recordKey, ...(claim.beside ?? [])];
  return {
    Put: {
      TableName: table.name,
      Item: marshall({ ...standing, beside: all, told: (told ?? 0) + 1 }),
      ConditionExpression: `recordKey = :recordKey AND #source = :source AND ${told === undefined ? 'attribute_not_exists(told)' : 'told = :told'}`,
      ExpressionAttributeNames: { '#source': 'source' },
      ExpressionAttributeValues: marshall({
        ':recordKey': recordKey,
        ':source': source,
        ...(told === undefined ? {} : { ':told': told }),
      }),
    },
  };
}

const ABSENT = 'attribute_not_exists(pk)';

/** Links of these persons and of those they lead to, one call a generation. */
async function readLinks(table: Table, persons: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const links = new Map<string, string>();
  let wanted = [...new Set(persons)];
  for (let generation = 0; wanted.length > 0 && generation < PERMITS_MAX; generation++) {
    const found = await getItems(table, wanted.map(linkKey));
    const next: string[] = [];
    for (const person of wanted) {
      const item = found.get(keyText(linkKey(person)));
      if (item === undefined) continue;
      const { older } = item as unknown as PermitLink;
      links.set(person, older);
      if (!links.has(older)) next.push(older);
    }
    wanted = [...new Set(next)];
  }
  return links;
}

function linkKey(person: string): Key {
  return { pk: `L#${person}`, sk: '0' };
}
