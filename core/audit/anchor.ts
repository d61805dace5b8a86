import { hash } from 'node:crypto';
import { type Anchor, anchorSchema } from '../../schemas/anchor.ts';
import { type AuditEntry, type ChainHead, NO_HASH } from './entry.ts';
import { type Finding, NONE } from './finding.ts';
import { ANCHORED } from './open-acts.ts';

/** Under this name it is locked away: the text begins with its own date, so a name that was changed shows. */
export function anchorKeyOf(date: string): string {
  return `${ANCHORS}${date}.json`;
}

export const ANCHORS = 'anchors/';

/** The bytes of an anchor, as text: JSON without white space, chains by tenant. */
export function anchorText(date: string, heads: readonly ChainHead[], previous: string | null): string {
  const sorted = heads
    .map(({ tenant, sequence, hash: of }) => ({ tenant, sequence, hash: of }))
    .toSorted((a, b) => (a.tenant < b.tenant ? -1 : 1));
  return JSON.stringify({ date, heads: sorted, previous: previous === null ? NO_HASH : anchorHash(previous) });
}

export function anchorHash(text: string): string {
  return hash('sha256', text, 'hex');
}

/** `null` of a text that is no anchor. */
export function parseAnchor(text: string): Anchor | null {
  try {
    return anchorSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/**
 * What is wrong among anchors themselves: a text that is none, or one that is not the one its follower names.
 *
 * @param texts by their names' dates, in order, without one left out
 */
export function verifyAnchors(texts: readonly { readonly date: string; readonly text: string }[]): readonly Finding[] {
  return texts.flatMap(({ date, text }, index) => {
    const anchor = parseAnchor(text);
    if (anchor?.date !== date) return [differs(date, date, anchor?.date ?? 'unreadable')];
    const before = texts[index - 1];
    if (before === undefined || anchorHash(before.text) === anchor.previous) return [];
    return [differs(before.date, anchor.previous, anchorHash(before.text))];
  });
}

/**
 * What a chain says was anchored, and is not there or is another text.
 *
 * @param entries of the chain of what is about all tenants; another one's say nothing of anchors
 */
export function verifyAnchored(
  entries: readonly AuditEntry[],
  texts: readonly { readonly date: string; readonly text: string }[],
): readonly Finding[] {
  const hashes = new Map(texts.map(({ date, text }) => [date, anchorHash(text)]));
  return entries
    .filter(({ action }) => action === ANCHORED)
    .flatMap(({ about, detail }) => {
      const [expected, found] = [String(detail['sha256']), hashes.get(about) ?? NONE];
      return expected === found ? [] : [differs(about, expected, found)];
    });
}

/** Days within which a night's anchor has to be there: one night may fail and be made up for. */
const STALE_AFTER_MS = 2 * 86_400_000;

/**
 * The last anchored day, where it ended more than two days ago: what has happened since nothing outside the table is a witness of. `null`
 * where there is a newer one.
 *
 * @param since the day the first chain began, where there is no anchor
 */
export function staleSince(
  texts: readonly { readonly date: string }[],
  since: string | null,
  now: Date,
): string | null {
  const last = texts.at(-1)?.date ?? since;
  if (last === null) return null;
  return now.getTime() - new Date(`${last}T24:00:00+08:00`).getTime() > STALE_AFTER_MS ? last : null;
}

function differs(date: string, expected: string, found: string): Finding {
  return { kind: 'anchor-differs', tenant: '', sequence: null, date, key: null, expected, found };
}
