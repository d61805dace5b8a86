/** What of a request the routes make use of. */
export interface Request {
  /** The operator who asks, by the credential. */
  readonly operator: string;
  readonly body: Buffer;
  /** Of the path; `''` where the route names none. */
  readonly id: string;
  readonly query: Readonly<Record<string, string | undefined>>;
}
