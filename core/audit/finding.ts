/** What a verification finds: somebody changed what must not change. */
export interface Finding {
  readonly kind:
    | 'edited'
    | 'deleted'
    | 'reordered'
    | 'truncated'
    | 'forked'
    | 'journal-differs'
    | 'day-not-sealed'
    | 'anchor-differs';
  readonly tenant: string;
  /** Of the chain's entry; `null` of the journal and of anchors. */
  readonly sequence: number | null;
  /** Of the journal or the anchor; `null` of the chain. */
  readonly date: string | null;
  /** Which entry of the journal; `null` where the day as a whole differs. */
  readonly key: string | null;
  /** What ought to stand there: a hash, a number, `none`. */
  readonly expected: string;
  readonly found: string;
}

/** In place of a hash, where there is nothing. */
export const NONE = 'none';
