import { hash } from 'node:crypto';
import { type Anchor, anchorSchema } from '../../schemas/anchor.ts';
import { type ChainHead, NO_HASH } from './entry.ts';
import type { Finding } from './finding.ts';

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
  const find = (date: string, expected: string, found: string): Finding => ({
    kind: 'anchor-differs',
    tenant: '',
    sequence: null,
    date,
    key: null,
    expected,
    found,
  });
  return texts.flatMap(({ date, text }, index) => {
    const anchor = parseAnchor(text);
    if (anchor?.date !== date) return [find(date, date, anchor?.date ?? 'unreadable')];
    const before = texts[index - 1];
    if (before === undefined || anchorHash(before.text) === anchor.previous) return [];
    return [find(before.date, anchor.previous, anchorHash(before.text))];
  });
}
