import type { RecordState } from './states.ts';

/** One transition as packed into a record's item: when, to which state, and the answer's code if there was one. */
export interface Transition {
  readonly at: Date;
  readonly state: RecordState;
  readonly code: string | null;
}

/** An item stays under 1 KB, so the oldest transitions give way; the money journal keeps every one of a payment. */
export const HISTORY_TRANSITIONS_MAX = 16;

const LETTERS: Readonly<Record<RecordState, string>> = {
  PENDING: 'P',
  SENDING: 'S',
  DELIVERED: 'D',
  HELD: 'H',
  REJECTED: 'R',
  QUARANTINED: 'Q',
  IN_DOUBT: 'I',
  IMPORTED: 'M',
};
const STATES = new Map(Object.entries(LETTERS).map(([state, letter]) => [letter, state as RecordState]));

/** Appends one transition to the packed text: `Ptb2kq8 Stb2kqa Dtb2kqb:applied` (state, seconds since 1970 in base 36, code). */
export function appendTransition(packed: string, transition: Transition): string {
  const seconds = Math.floor(transition.at.getTime() / 1000).toString(36);
  const entry = LETTERS[transition.state] + seconds + (transition.code === null ? '' : `:${transition.code}`);
  const entries = packed === '' ? [] : packed.split(' ');
  return [...entries, entry].slice(-HISTORY_TRANSITIONS_MAX).join(' ');
}

export function unpackTransitions(packed: string): readonly Transition[] {
  return packed === '' ? [] : packed.split(' ').map(unpackOne);
}

/** Since when a record has been on its way to where it is not yet: the first transition after the last one that ended a way. */
export function underWaySince(packed: string): Date | null {
  const steps = unpackTransitions(packed);
  const ended = steps.findLastIndex(({ state }) => ENDS.has(state));
  return steps[ended + 1]?.at ?? null;
}

const ENDS: ReadonlySet<RecordState> = new Set(['DELIVERED', 'REJECTED', 'QUARANTINED', 'IMPORTED']);

function unpackOne(entry: string): Transition {
  const [head = '', code] = entry.split(':', 2);
  const state = STATES.get(head.slice(0, 1));
  const seconds = Number.parseInt(head.slice(1), 36);
  if (state === undefined || Number.isNaN(seconds)) throw new RangeError(`not a packed transition: ${entry}`);
  return { at: new Date(seconds * 1000), state, code: code ?? null };
}
