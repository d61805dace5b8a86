import type { BatchView } from '../push/send.ts';

/** Rows and 分. */
export interface AmountView {
  readonly rows: number;
  readonly fen: string;
}

/** What a city paid before go-live, as `GET /v1/history` shows it. */
export interface HistoryView {
  readonly tenant: string;
  readonly state: 'OPEN' | 'SIGNED';
  /** What two persons have signed; `null` while nobody has. */
  readonly signed: (AmountView & { readonly at: string }) | null;
  readonly imported: AmountView;
  /** Imports under way. */
  readonly unfinished: number;
  readonly imports: readonly BatchView[];
}
