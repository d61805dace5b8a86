import type { Statement } from '../../schemas/statement.ts';

/** A statement as `POST` and `GET /v1/statements` show it. */
export interface StatementView {
  readonly statementId: string;
  readonly state: 'SAID' | 'AGREED' | 'IN_EFFECT' | 'REFUSED' | 'LAPSED';
  readonly statement: Statement;
  readonly said: readonly { readonly by: string; readonly at: string; readonly evidence: string | null }[];
  /** When a first word lapses. */
  readonly until: string | null;
  readonly problem: string | null;
  readonly claimedByBoth: readonly { readonly grant: string; readonly newer: string; readonly older: string }[];
}
