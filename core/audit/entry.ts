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
  /** Of the writing: whoever lost the answer to it finds by this that it was done. */
  readonly id: string;
  /** RFC 3339 in UTC. */
  readonly at: string;
  /** `hash` of the entry before it; 64 zeros of the first. */
  readonly previous: string;
  /** SHA-256 over the entry in fixed order of fields, `previous` included; hex. */
  readonly hash: string;
}

/** Where a chain ends. */
export interface ChainHead {
  readonly tenant: string;
  /** 0 of a chain without entries. */
  readonly sequence: number;
  readonly hash: string;
}

/** What the first entry has in place of a hash before it. */
export const NO_HASH = '0'.repeat(64);

/** Whose chain holds what is about all tenants, and who acts where nobody does. */
export const BRIDGE = 'bridge';
