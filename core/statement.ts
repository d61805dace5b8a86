import type { Said, Statement } from '../schemas/statement.ts';
import { personKey } from './identity.ts';
import { shortHash } from './short-hash.ts';

/** How long a first word waits for the second: long enough to walk over to a colleague, too short to be forgotten. */
export const WORD_HOLDS_MS = 1_800_000;

/** What one operator said. */
export interface Word {
  readonly by: string;
  /** RFC 3339 in UTC. */
  readonly at: string;
  /** What this operator has seen; each brings their own. */
  readonly evidence: string | null;
}

/**
 * `SAID` by one → `AGREED` by two, its effect due → `IN_EFFECT` | `REFUSED`, when what it says turned out not to be so. `LAPSED`: no
 * second word came in time, and the statement was begun anew.
 */
export type RoundState = 'SAID' | 'AGREED' | 'IN_EFFECT' | 'REFUSED' | 'LAPSED';

export type Next =
  /** This is a first word. */
  | 'begin'
  /** The same operator again: it waits for another one. */
  | 'wait'
  /** The second word of two. */
  | 'agree'
  /** Both have spoken, and the effect may not have come about. */
  | 'carry-out'
  /** It took effect before: nothing changes. */
  | 'stands';

/** What one more word on a statement means, given where the last round of it stands. */
export function nextOn(
  round: { readonly state: RoundState; readonly first: Word } | undefined,
  by: string,
  now: Date,
): Next {
  if (round === undefined) return 'begin';
  switch (round.state) {
    case 'SAID':
      if (hasLapsed(round.first, now)) return 'begin';
      return round.first.by === by ? 'wait' : 'agree';
    case 'AGREED':
      return 'carry-out';
    case 'IN_EFFECT':
      return 'stands';
    case 'REFUSED':
    case 'LAPSED':
      return 'begin';
  }
}

/** When a first word lapses, RFC 3339 in UTC; at this very moment it still holds. */
export function holdsUntil(first: Word): string {
  return new Date(new Date(first.at).getTime() + WORD_HOLDS_MS).toISOString();
}

export function hasLapsed(first: Word, now: Date): boolean {
  return now.getTime() > new Date(holdsUntil(first)).getTime();
}

/** What is kept of what was said, and the evidence that goes with the word. Times in UTC, so that the same moment is the same statement. */
export function keptOf(
  indexKey: Uint8Array,
  said: Said,
): { readonly statement: Statement; readonly evidence: string | null } {
  switch (said.type) {
    case 'payment.arrived':
    case 'payment.not-made':
    case 'claim.released': {
      const { evidence, ...statement } = said;
      return { statement, evidence };
    }
    case 'permit.linked': {
      const { type, newer, older } = said;
      const statement = { type, newer: personKey(indexKey, newer), older: personKey(indexKey, older) };
      return { statement, evidence: null };
    }
    case 'ledger.restored': {
      const utc = (time: string) => new Date(time).toISOString();
      return {
        statement: { type: said.type, restoredTo: utc(said.restoredTo), at: utc(said.at) },
        evidence: null,
      };
    }
    case 'history.signed-off':
      return { statement: said, evidence: null };
  }
}

/**
 * The name of a statement: the same content is the same name, whoever says it.
 *
 * @param about which version of the record it is about, where it is about one: said of another version it is another statement.
 */
export function statementIdOf(statement: Statement, about: number | null): string {
  const content = Object.entries(statement).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return shortHash(JSON.stringify(['statement', content, about]));
}
