/** What an operator is about to do, or has had done. No personal data: `detail` holds counts, 分, hashes and codes. */
export interface AuditAct {
  /** Whose records it is about; `bridge` where it is about all of them. */
  readonly tenant: string;
  /** The operator's name; `bridge` of what happens by itself. */
  readonly by: string;
  /** Dotted, as `replay.approved`. */
  readonly action: string;
  /** What it is about: a record key, a plan, a batch, a tenant. */
  readonly about: string;
  readonly detail: Readonly<Record<string, string | number | boolean | null>>;
}

/** An act in the chain of its tenant. */
export interface AuditEntry extends AuditAct {
  /** From 1 without a gap. */
  readonly sequence: number;
  /** RFC 3339 in UTC. */
  readonly at: string;
  /** `hash` of the entry before it; 64 zeros of the first. */
  readonly previous: string;
  /** SHA-256 over the entry in fixed order of fields, `previous` included; hex. */
  readonly hash: string;
}
