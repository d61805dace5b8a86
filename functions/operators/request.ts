import type { Operator } from '../../core/access.ts';

/** What of a request the routes make use of. */
export interface Request {
  /** Who asks. */
  readonly operator: Operator;
  readonly body: Buffer;
  /** Of the path; `''` where the route names none. */
  readonly id: string;
  readonly query: Readonly<Record<string, string | undefined>>;
}
