import type { RecordItem } from '../../adapters/ledger/records.ts';
import type { DeliveryLine } from '../../core/lines.ts';

/** One record of the delivery with what the ledger says of it now. */
export interface Parcel {
  readonly line: DeliveryLine;
  readonly item: RecordItem;
}

/** What one line of the delivery came to. */
export type Fate =
  | { readonly kind: 'applied' }
  | { readonly kind: 'rejected' | 'held'; readonly code: string }
  /** Due again; `tried`: the destination was called for it, which counts towards giving up. */
  | { readonly kind: 'again'; readonly waitMs: number; readonly tried: boolean };

export type Fates = Map<DeliveryLine, Fate>;

export function laterBy(waitMs: number): Fate {
  return { kind: 'again', waitMs, tried: false };
}
