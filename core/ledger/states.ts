/** States of one record in the ledger (DESIGN §5). A record that was never accepted has no item. */
export const RECORD_STATES = [
  'PENDING',
  'SENDING',
  'DELIVERED',
  'HELD',
  'REJECTED',
  'QUARANTINED',
  'IN_DOUBT',
  'IMPORTED',
] as const;
export type RecordState = (typeof RECORD_STATES)[number];

/** `NONE` is a record the ledger has not seen. */
export type Origin = RecordState | 'NONE';

export interface Transition {
  readonly from: readonly Origin[];
  readonly to: RecordState;
  /** The one step of the flow that makes it; `operators` are two persons who say the same. */
  readonly by: 'translate' | 'deliver' | 'operators';
  /** Of the province's word on its way to a city alone: telling moves no money. */
  readonly told?: true;
}

const SETTLED = ['DELIVERED', 'HELD', 'REJECTED', 'QUARANTINED', 'IMPORTED'] as const;

/**
 * Every transition there is, by name. What is not listed does not happen. Each is one conditional write, fenced by the item's version:
 * it expects the fence that was read, or, from `NONE`, that there is no item.
 */
export const TRANSITIONS = {
  /** The first version of a record that is to go on. */
  accept: { from: ['NONE'], to: 'PENDING', by: 'translate' },
  /** A newer version; of money only after the one before has settled. */
  supersede: { from: ['PENDING', ...SETTLED], to: 'PENDING', by: 'translate' },
  /** The destination turned out not to have what it was delivered: the same version goes again. Never money. */
  repair: { from: ['DELIVERED'], to: 'PENDING', by: 'translate' },
  /** An operator sends again what stands still, by a plan (decision 0046); of money only what surely was not paid. */
  replay: { from: ['HELD', 'REJECTED', 'QUARANTINED'], to: 'PENDING', by: 'translate' },
  /** The province says more while the city is being told what it said before: that word stands in its place. */
  overtake: { from: ['SENDING', 'IN_DOUBT'], to: 'PENDING', by: 'translate', told: true },
  overtakeMuted: { from: ['SENDING', 'IN_DOUBT'], to: 'QUARANTINED', by: 'translate', told: true },
  /** It may not go on, or not yet: no claim, an instruction the rail can't take. */
  hold: { from: ['NONE', 'PENDING', ...SETTLED], to: 'HELD', by: 'translate' },
  /** A payment made before go-live: it holds its claim and goes nowhere; told otherwise by a later import, it stands as that one tells it. */
  import: { from: ['NONE', 'IMPORTED'], to: 'IMPORTED', by: 'translate' },
  /** Money alone is marked before the call. */
  begin: { from: ['PENDING'], to: 'SENDING', by: 'deliver' },
  /** An instruction that is not to leave after all. */
  withhold: { from: ['PENDING', 'IN_DOUBT'], to: 'HELD', by: 'deliver' },
  deliver: { from: ['PENDING', 'SENDING', 'IN_DOUBT'], to: 'DELIVERED', by: 'deliver' },
  reject: { from: ['PENDING', 'SENDING', 'IN_DOUBT'], to: 'REJECTED', by: 'deliver' },
  /** We, or the destination, cannot; from `NONE` and settled states a word of the province that its city can't be told. */
  quarantine: { from: ['PENDING', 'SENDING', 'IN_DOUBT'], to: 'QUARANTINED', by: 'deliver' },
  mute: { from: ['NONE', 'PENDING', ...SETTLED], to: 'QUARANTINED', by: 'translate' },
  /** A word of the province on a record whose system is told nothing. */
  note: { from: ['NONE', 'PENDING', ...SETTLED], to: 'DELIVERED', by: 'translate' },
  /** The call certainly had no effect. */
  putBack: { from: ['SENDING'], to: 'PENDING', by: 'deliver' },
  /** An ambiguous answer, or a sender that died: money may or may not have moved. */
  doubt: { from: ['SENDING'], to: 'IN_DOUBT', by: 'deliver' },
  /** The table was put back to an earlier time: what it says is not yet sent may have been. */
  doubtRestored: { from: ['PENDING'], to: 'IN_DOUBT', by: 'deliver' },
  /** Evidence that the destination never had the attempt. */
  resend: { from: ['IN_DOUBT'], to: 'SENDING', by: 'deliver' },
  /** Two persons with evidence that the money arrived, or that it did not: also of an instruction that stands still because it may have been paid. */
  confirm: { from: ['IN_DOUBT', 'HELD', 'QUARANTINED', 'REJECTED'], to: 'DELIVERED', by: 'operators' },
  deny: { from: ['IN_DOUBT', 'HELD', 'QUARANTINED', 'REJECTED'], to: 'REJECTED', by: 'operators' },
  /** Two persons let go what was held. */
  release: { from: ['HELD'], to: 'PENDING', by: 'operators' },
} as const satisfies Readonly<Record<string, Transition>>;
export type TransitionName = keyof typeof TRANSITIONS;

const ALL: readonly (readonly [TransitionName, Transition])[] = Object.entries(TRANSITIONS) as never;

/**
 * Names of the transitions between two states; none = it does not happen.
 *
 * @param told whether the item is the province's word on its way to a city
 */
export function transitionsBetween(
  from: RecordState | undefined,
  to: RecordState,
  told = false,
): readonly TransitionName[] {
  return ALL.flatMap(([name, transition]) =>
    transition.to === to && transition.from.includes(from ?? 'NONE') && (told || transition.told !== true)
      ? [name]
      : [],
  );
}

/** @param told as in `transitionsBetween` */
export function mayFollow(from: RecordState | undefined, to: RecordState, told = false): boolean {
  return transitionsBetween(from, to, told).length > 0;
}

/** On its way to the destination, or about to be. */
export function isUndelivered(state: RecordState): boolean {
  return state === 'PENDING' || state === 'SENDING' || state === 'IN_DOUBT';
}
