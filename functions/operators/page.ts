import { shortHash } from '../../core/short-hash.ts';

/**
 * A place in a list, as text nobody but this function makes sense of. It belongs to its query: under other filters the place would be
 * another one, and what lies between would be left out unseen.
 */
export function cursorOf(query: object, place: string): string {
  return Buffer.from(JSON.stringify([nameOf(query), place]), 'utf8').toString('base64url');
}

/** The place a cursor names, `''` where there is none: the first page; `null` of a cursor that is none, or another query's. */
export function placeOf(query: object, cursor: string | undefined): string | null {
  if (cursor === undefined) return '';
  try {
    const read: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (!Array.isArray(read) || read.length !== 2) return null;
    const [name, place] = read as readonly unknown[];
    return name === nameOf(query) && typeof place === 'string' && place !== '' ? place : null;
  } catch {
    return null;
  }
}

function nameOf(query: object): string {
  return shortHash(JSON.stringify(Object.entries(query).toSorted(([a], [b]) => (a < b ? -1 : 1))));
}
